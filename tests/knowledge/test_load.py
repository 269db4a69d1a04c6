from __future__ import annotations

from pathlib import Path

import pytest

from her2ref.core.drug import Approval
from her2ref.core.mechanism import DrugRelation
from her2ref.core.statement import Conflict, Reference, Statement
from her2ref.core.trial import Result
from her2ref.knowledge.load import ContentError, build, load, references, topics
from tests.data import content


def test_the_small_content_reads_as_it_was_written(small_resources: Path) -> None:
    knowledge = load(small_resources)
    assert (knowledge.version, knowledge.reviewed) == ("2026.11", "2026-11-25")
    assert set(knowledge.drugs) == set(content.DRUGS)
    assert set(knowledge.references) == {row["id"] for row in content.REFERENCES}
    mechanism = knowledge.mechanisms["pik3ca-mutation"]
    assert mechanism.aliases == ("PIK3CA-mutated", "PI3K mutation", "p110α mutation")
    assert mechanism.statements == (
        Statement(
            "An invented sentence about pik3ca-mutation.",
            ("pmid:70000001", "pmid:70000004"),
            part="summary",
            level="randomised",
        ),
    )
    assert mechanism.drugs[0] == DrugRelation(
        "everolimus", "overcomes", "randomised", ("pmid:70000001", "pmid:70000004"), trial="bolero-3"
    )
    assert isinstance(mechanism.conflicts[0], Conflict)
    drug = knowledge.drugs["everolimus"]
    assert drug.drug_class == "mTOR inhibitor"
    assert drug.approvals == (
        Approval("US", "approved", "an invented disease", ("web:example-label",), "2020-01-31", "2026-11-25"),
    )
    trial = knowledge.trials["bolero-3"]
    assert trial.results == (
        Result("PFS", ("pmid:70000001",), "", "months", 10.0, 8.5, 0.8, low=0.7, high=0.9),
    )
    assert isinstance(trial.results[0].experimental, float)  # written as a whole number
    assert trial.year == 2014


@pytest.mark.parametrize(
    ("table", "words"),
    [
        ({"id": "x", "name": "X", "status": "marketed", "colour": "red"}, "unknown key colour"),
        ({"id": "x", "name": "X", "status": "marketed", "drug_class": "y"}, "unknown key drug_class"),
        ({"id": "x", "name": "X", "status": "marketed", "statements": []}, "unknown key statements"),
        ({"id": "x", "name": "X"}, "lacks one of: status"),
        ({"id": "x", "name": 5, "status": "marketed"}, "name must be str"),
        ({"id": "x", "name": "X", "status": "marketed", "brands": "one"}, "brands must be a list"),
        ({"id": "x", "name": "X", "status": "marketed", "brands": ["a", 1]}, r"brands\[1\] must be str"),
        (
            {"id": "x", "name": "X", "status": "marketed", "statement": ["a"]},
            r"statement\[0\] must be Statement",
        ),
        (
            {"id": "x", "name": "X", "status": "marketed", "statement": [{"text": "a"}]},
            r"statement\[0\]\. lacks one of: sources",
        ),
        (
            {"id": "x", "name": "X", "status": "marketed", "statement": [{"text": "a", "sauces": []}]},
            r"unknown key statement\[0\]\.sauces",
        ),
    ],
)
def test_each_wrong_table_is_told_with_its_place(table: dict[str, object], words: str) -> None:
    from her2ref.core.drug import Drug

    with pytest.raises(ContentError, match=words) as error:
        build(Drug, table, "drugs/x.toml")
    assert error.value.file == "drugs/x.toml"


@pytest.mark.parametrize(
    ("table", "words"),
    [
        ({"id": "pmid:1", "title": "A", "pmid": True}, "pmid must be int"),
        ({"id": "pmid:1", "title": "A", "pmid": "1"}, "pmid must be int"),
        ({"id": "pmid:1", "title": "A", "free": 1}, "free must be bool"),
        ({"id": "pmid:1", "title": "A", "year": 2012.5}, "year must be int"),
    ],
)
def test_numbers_and_answers_are_not_mixed_up(table: dict[str, object], words: str) -> None:
    with pytest.raises(ContentError, match=words):
        build(Reference, table, "references.toml")


def test_a_reference_that_stands_twice_and_a_foreign_table_are_told(tmp_path: Path) -> None:
    file = tmp_path / "references.toml"
    one = '[[reference]]\nid = "pmid:1"\ntitle = "A"\n'
    file.write_text(one * 2, encoding="utf-8")
    with pytest.raises(ContentError, match="pmid:1 stands here twice"):
        references(file)
    file.write_text(one + "[other]\n", encoding="utf-8")
    with pytest.raises(ContentError, match="only"):
        references(file)


@pytest.mark.parametrize("data", [b"id = ", b"\xff\xfe", b"id = 1\nid = 2"])
def test_a_file_that_is_no_toml_is_named(small_resources: Path, data: bytes) -> None:
    (small_resources / "trials" / "bolero-3.toml").write_bytes(data)
    with pytest.raises(ContentError, match=r"bolero-3\.toml: not valid TOML"):
        load(small_resources)


def test_a_file_that_is_not_there_is_named(small_resources: Path) -> None:
    (small_resources / "references.toml").unlink()
    with pytest.raises(ContentError, match=r"references\.toml: cannot be opened"):
        load(small_resources)


def test_only_toml_files_are_topics(small_resources: Path) -> None:
    from her2ref.core.trial import Trial

    (small_resources / "trials" / "notes.txt").write_text("Not a trial.", encoding="utf-8")
    assert set(topics(Trial, small_resources / "trials")) == set(content.TRIALS)
