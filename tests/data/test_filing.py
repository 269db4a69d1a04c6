"""The labels of the benchmark of filing name what there is."""

from __future__ import annotations

import pytest

from her2ref.core.paths import resources
from her2ref.knowledge.load import load
from tests.benchmarks import filing

ROWS = filing.rows()


def test_three_hundred_records_or_more_each_once_by_two_readers() -> None:
    assert len(ROWS) >= 300
    assert len({row["pmid"] for row in ROWS}) == len(ROWS)
    assert {row["part"] for row in ROWS} <= {"tuned", "held"}


def test_labels_name_topics_that_exist_and_what_is_off_topic_has_no_mechanism() -> None:
    knowledge = load(resources())
    for row in ROWS:
        for reader in filing.READERS:
            label = filing._label(row, reader)
            assert label.mechanisms <= knowledge.mechanisms.keys(), row["pmid"]
            assert label.drugs <= knowledge.drugs.keys(), row["pmid"]
            assert label.on_topic or not label.mechanisms, row["pmid"]


@pytest.mark.skipif(not filing.TEXTS.is_file(), reason="the texts are not beside the checkout")
def test_the_rules_do_what_the_help_says() -> None:
    """Floors somewhat below what was measured: a rule that breaks is found, a draw of luck is not."""
    made, held = filing.Filing(), filing.records()
    for reader in range(2):
        score = sum((made.score(made.ours(r.text), r.labels[reader]) for r in held), filing.Score())
        assert filing.f1(score.drugs) >= 0.98
        assert filing.f1(score.mechanisms) >= 0.68
        assert score.off_filed <= 0.03 * score.off
