from __future__ import annotations

import re

from her2ref.core.correction import Correction, by_weight
from her2ref.core.statement import Reference
from her2ref.gui.pages.news import Told, banner, page
from her2ref.library.rows import News


def correction(name: str, severity: str = "minor", date: str = "2026-11-25") -> Correction:
    return Correction(
        name, "trial:t", severity, date, "2026.11", "Eight <months>.", "Ten.", "Arms exchanged.", ("pmid:1",)
    )


def words(html: str) -> str:
    return re.sub(r"<[^>]*>", " ", html)


def test_the_worst_comes_first_and_of_equals_the_newest() -> None:
    made = [
        correction("a"),
        correction("b", "critical"),
        correction("c", date="2026-12-01"),
        correction("d", "major"),
    ]
    assert [c.id for c in by_weight(made)] == ["b", "d", "c", "a"]


def test_a_correction_says_what_was_said_what_is_said_and_why() -> None:
    html = banner([correction("x", "critical")])
    text = words(html)
    for wanted in (
        "Corrected on 2026-11-25.",
        "Could change what",
        "Eight &lt;months&gt;.",
        "Ten.",
        "Arms exchanged.",
    ):
        assert wanted in text
    assert 'class="red"' in html
    assert 'href="seen:x"' in html


def test_what_was_seen_is_listed_without_alarm() -> None:
    reference = {"pmid:1": Reference("pmid:1", "A source")}
    told = Told(
        [(correction("new", "critical"), False), (correction("old", "major"), True)], News(), {}, reference
    )
    html = page(told).html
    assert html.count('<td class="') == 2 + html.count('<td class="number"') - 1
    assert 'href="seen:all"' in html
    assert "A source" in html
    assert 'href="seen:all"' not in page(Told([(correction("old"), True)])).html


def test_nothing_to_tell_is_said() -> None:
    assert "No correction has been made." in page(Told()).html


def test_topics_that_came_changed_and_went() -> None:
    news = News("2026.11", "2026.12", ("drug:a", "mechanism:b"), ("trial:c", "trial:gone"), ("Old name",))
    names = {"drug:a": "Drug A", "mechanism:b": "Mechanism B", "trial:c": "TRIAL-C"}
    html = page(Told((), news, names)).html
    text = words(html)
    for wanted in (
        "Content 2026.12, since 2026.11",
        "New: 1 mechanisms",
        "New: 1 drugs",
        "Changed: 1 trials",
        "Old name",
    ):
        assert wanted in text
    assert '<a href="topic:drug:a">Drug A</a>' in html
    assert "trial:gone" not in html
