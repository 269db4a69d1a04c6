"""Names in the text of an article: what counts, what does not, and doing it again when the content changes."""

from __future__ import annotations

import json
from typing import Any

import pytest

from her2ref.core.paths import Home
from her2ref.library import tagging
from her2ref.library.engine import open_engine

ABOUT = "HER2-positive breast cancer: "


def topic(key: str, **values: Any) -> tuple[str, str]:
    return key, json.dumps({"name": key.partition(":")[2], **values})


TOPICS = [
    topic("mechanism:pik3ca", name="PIK3CA mutation", terms=["PIK3CA"], aliases=["p110α mutation"]),
    topic("mechanism:met", name="MET amplification", aliases=["c-MET", "MET"]),
    topic("mechanism:loss", name="HER2 loss", terms=["loss of HER2"]),
    topic("mechanism:til", name="Tumour-infiltrating lymphocytes", aliases=["TIL"]),
    topic("mechanism:brain", name="Brain metastasis", terms=["brain metastases"]),
    topic("mechanism:internal", name="Reduced internalisation"),
    topic("drug:t", name="trastuzumab", targets=["ERBB2"], brands=["Herceptin"]),
    topic(
        "drug:t-dxd", name="trastuzumab deruxtecan", targets=["ERBB2"], codes=["DS-8201a"], aliases=["T-DXd"]
    ),
    topic("drug:t-dm1", name="trastuzumab emtansine", targets=["ERBB2"], aliases=["T-DM1"]),
    topic("mechanism:stem", name="Cancer stem cells", aliases=["CD44+/CD24-"]),
    topic("mechanism:egfr", name="EGFR activation", terms=["epidermal growth factor receptor"]),
    topic("drug:sirolimus", name="sirolimus", aliases=["rapamycin"]),
    topic("drug:everolimus", name="everolimus", targets=["MTOR"], codes=["RAD001"]),
]
TAGGER = tagging.build(TOPICS)


def keys(title: str, abstract: str = "", mesh: str = "") -> set[str]:
    return {key.partition(":")[2] for key, _ in TAGGER.tags(title, abstract, mesh)}


FOUND = [
    ("PIK3CA-mutant tumours", {"pik3ca"}),
    ("pik3ca mutations", {"pik3ca"}),
    ("P110Α MUTATION", {"pik3ca"}),
    ("p110alpha mutation", {"pik3ca"}),
    ("MET amplified", {"met"}),
    ("patients who met the criteria", set()),
    ("c-MET", {"met"}),
    ("cMET", {"met"}),
    ("METs in exercise", {"met"}),
    ("METastatic", set()),
    ("HER2‑loss", {"loss"}),
    ("HER-2 loss", {"loss"}),
    ("loss of HER 2", {"loss"}),
    ("loss ofHER2", set()),
    ("tumor infiltrating lymphocyte", set()),
    ("tumor-infiltrating lymphocytes", {"til"}),
    ("TILs were counted", {"til"}),
    ("until now", set()),
    ("reduced internalization", {"internal"}),
    ("trastuzumab", {"t"}),
    ("Trastuzumab deruxtecan", {"t-dxd"}),
    ("trastuzumab deruxtecan after trastuzumab", {"t", "t-dxd"}),
    ("T-DXd, TDXd; T‐DXd", {"t-dxd"}),
    ("DS-8201a DS8201a", {"t-dxd"}),
    ("T-DM1 TDM-1", {"t-dm1"}),
    ("pertrastuzumab", set()),
    ("RAD-001", {"everolimus"}),
    ("CD44(+)/CD24(-) cells", {"stem"}),
    ("CD44+CD24− cells", {"stem"}),
    ("CD44-/CD24+ cells", set()),
    ("epidermal growth factor receptor", {"egfr"}),
    ("human epidermal growth factor receptor 2", set()),
    ("human epidermal growth factor receptor 2 and epidermal growth factor receptor", {"egfr"}),
    ("rapamycin", {"sirolimus"}),
    ("mammalian target of rapamycin", set()),
    ("RAD 001", {"everolimus"}),
]


@pytest.mark.parametrize(("words", "expected"), FOUND)
def test_a_name_counts_as_whole_words_however_it_is_written(words: str, expected: set[str]) -> None:
    assert keys(ABOUT + words) == expected
    told = f"{ABOUT}in patients. We studied {words}. Resistance was seen with {words}. So {words}."
    assert keys("A title: HER2-positive", told) == expected
    assert keys("A title", "", f"Receptor, ErbB-2\nBreast Neoplasms\n{words}") == expected


GATED = [
    ("PIK3CA mutation in breast cancer", set()),
    ("PIK3CA mutation in HER2-positive gastric cancer", set()),
    ("PIK3CA mutation in HER2-negative breast cancer", set()),
    ("PIK3CA mutation in HER2-negative and HER2-low breast cancer", {"pik3ca"}),
    ("PIK3CA mutation, human epidermal growth factor receptor 2, breast", {"pik3ca"}),
    ("PIK3CA mutation in ErbB-2 positive mammary tumours", {"pik3ca"}),
    ("PIK3CA mutation and trastuzumab in breast cancer", {"pik3ca", "t"}),
    ("PIK3CA mutation and everolimus in breast cancer", {"everolimus"}),
    ("Trastuzumab in gastric cancer", {"t"}),
    ("", set()),
]


@pytest.mark.parametrize(("words", "expected"), GATED)
def test_mechanisms_need_her2_and_breast_drugs_need_neither(words: str, expected: set[str]) -> None:
    assert keys(words) == expected


def test_headings_count_for_the_subject() -> None:
    assert keys("PIK3CA mutation", mesh="Receptor, ErbB-2 / metabolism\nBreast Neoplasms / genetics") == {
        "pik3ca"
    }


def test_the_matching_names_are_kept_as_the_content_writes_them() -> None:
    found = dict(TAGGER.tags(ABOUT + "pik3ca mutation, t-dxd and Trastuzumab Deruxtecan", ""))
    assert found == {
        "mechanism:pik3ca": "PIK3CA; PIK3CA mutation",
        "drug:t-dxd": "T-DXd; trastuzumab deruxtecan",
    }


def test_text_of_any_kind_is_taken() -> None:
    assert keys("\0 \ud800 乳腺癌 HER2 \U0001f9ec" * 1000 + " breast PIK3CA") == {"pik3ca"}


def test_changed_content_tags_anew_and_leaves_other_tags(
    library_home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tagging, "BATCH", 2)
    engine = open_engine(library_home.library)
    try:
        with engine.begin() as connection:
            titles = (
                (-7, "lapatinib"),
                (1, "everolimus"),
                (2, "nothing"),
                (3, ABOUT + "PTEN loss"),
                (4, "x"),
            )
            for row in titles:
                connection.exec_driver_sql("INSERT INTO article (id, title) VALUES (?, ?)", row)
            for number, by in ((2, "terms"), (2, "person"), (4, "content")):
                connection.exec_driver_sql(
                    "INSERT INTO article_topic (topic_key, article_id, \"by\") VALUES ('drug:lapatinib', ?, ?)",
                    (number, by),
                )
            assert tagging.retag(connection, tagging.load(connection)) == 5
            rows = connection.exec_driver_sql(
                'SELECT article_id, topic_key, "by" FROM article_topic WHERE article_id < 1000 ORDER BY 1, 3'
            ).all()
    finally:
        engine.dispose()
    assert [tuple(row) for row in rows] == [
        (-7, "drug:lapatinib", "terms"),
        (1, "drug:everolimus", "terms"),
        (2, "drug:lapatinib", "person"),
        (3, "mechanism:pten-loss", "terms"),
        (4, "drug:lapatinib", "content"),
    ]
