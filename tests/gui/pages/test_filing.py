from __future__ import annotations

from her2ref.gui.pages.filing import filed
from her2ref.library.rows import Tag


def test_one_row_a_topic_with_all_its_reasons() -> None:
    rows = filed(
        [
            Tag("drug:a", "A", "terms", "a; aa"),
            Tag("drug:a", "A", "person"),
            Tag("mechanism:m", "M", "content"),
            Tag("mechanism:m", "M", "terms", "m"),
        ],
        [Tag("drug:off", "Off", "person"), Tag("mechanism:m", "M", "person")],
    )
    assert [row.key for row in rows] == ["mechanism:m", "drug:a", "drug:off"]
    assert rows[0].why == "cited in her2ref · taken off by you · words: m"
    assert rows[0].counts, "what is cited always counts"
    assert rows[1].why == "by you · words: a; aa"
    assert (rows[2].why, rows[2].counts) == ("taken off by you", False)
