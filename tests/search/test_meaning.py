from __future__ import annotations

from collections.abc import Sequence

import pytest

from her2ref.core.query import And, Not, Or, Same, Tree, Words, leaves
from her2ref.search.meaning import Meanings

NAMES = [
    ("", "trastuzumab deruxtecan", "drug:t-dxd", "drug", "trastuzumab deruxtecan"),
    ("", "T-DXd", "drug:t-dxd", "drug", "trastuzumab deruxtecan"),
    ("", "Enhertu", "drug:t-dxd", "drug", "trastuzumab deruxtecan"),
    ("", "unheard-of", "drug:t-dxd", "drug", "trastuzumab deruxtecan"),
    ("", "trastuzumab", "drug:trastuzumab", "drug", "trastuzumab"),
    ("", "Herceptin", "drug:trastuzumab", "drug", "trastuzumab"),
    ("", "PIK3CA mutation", "mechanism:pik3ca", "mechanism", "PIK3CA mutation"),
    ("", "PIK3CA", "mechanism:pik3ca", "gene", "PIK3CA mutation"),
]
VOCABULARY = [
    ("erbb2", "gene", "ERBB2", "HER2\nneu\nc-erbB-2"),
    ("progression-free-survival", "endpoint", "progression-free survival", "PFS"),
]
KNOWN = (
    "trastuzumab deruxtecan t dxd enhertu herceptin erbb2 her2 neu c erbb 2 progression free survival pfs tumor "
    "tumour tumors tgf beta mutation mutations"
).split()


def uses(words: Sequence[str]) -> dict[str, int]:
    return {word: 1 for word in words if word in KNOWN}


@pytest.fixture
def meanings() -> Meanings:
    return Meanings(NAMES, VOCABULARY)


def extended(meanings: Meanings, tree: Tree) -> Tree:
    return meanings.extended(tree, uses)


def others(tree: Tree) -> list[str]:
    assert isinstance(tree, Same)
    return [words.text for words in tree.others]


def test_a_gene_is_its_protein(meanings: Meanings) -> None:
    assert others(extended(meanings, Words("HER2"))) == ["ERBB2", "neu", "c-erbB-2"]
    assert others(extended(meanings, Words("her-2"))) == ["ERBB2", "HER2", "neu", "c-erbB-2"]
    assert others(extended(meanings, Words("her 2"))) == ["ERBB2", "HER2", "neu", "c-erbB-2"]


def test_the_longest_name_is_meant(meanings: Meanings) -> None:
    made = extended(meanings, And((Words("trastuzumab"), Words("deruxtecan"), Words("brain"))))
    assert isinstance(made, And)
    assert len(made.parts) == 2
    first, second = made.parts
    assert isinstance(first, Same)
    assert first.asked.text == "trastuzumab deruxtecan"
    assert others(first) == ["T-DXd", "Enhertu"], "a name with a word that the index lacks is left out"
    assert second == Words("brain")
    assert others(extended(meanings, Words("tdxd")))[0] == "trastuzumab deruxtecan"


def test_spelling_and_number_as_far_as_the_index_has_them(meanings: Meanings) -> None:
    assert others(extended(meanings, Words("tumour"))) == ["tumor", "tumors"]
    assert extended(meanings, Words("kinase")) == Words("kinase")


def test_a_compound_has_the_other_names_of_its_gene(meanings: Meanings) -> None:
    made = extended(meanings, Words("HER2-tumour"))
    assert "ERBB2 tumour" in others(made)


def test_what_is_quoted_or_tagged_means_itself(meanings: Meanings) -> None:
    for exact in (
        Words("HER2", quoted=True),
        Words("HER2", "ti"),
        Words("HER2", "mh", quoted=True),
        Words("HER2 tumour", "tiab", near=3),
    ):
        assert extended(meanings, exact) == exact


def test_every_part_of_a_tree_is_looked_at(meanings: Meanings) -> None:
    tree = Not(Or((Words("PFS"), And((Words("HER2"), Words("x", "ti"))))), Words("tumours"))
    made = [words.text for words in leaves(extended(meanings, tree))]
    assert made == ["PFS", "progression-free survival", "HER2", "ERBB2", "neu", "c-erbB-2", "x"]


def test_a_whole_name_is_no_beginning(meanings: Meanings) -> None:
    made = meanings.extended(Words("HER2", prefix=True), uses, typing=True)
    assert isinstance(made, Same)
    assert not any(words.prefix for words in leaves(made))
    assert meanings.extended(Words("HER", prefix=True), uses, typing=True) == Words("HER", prefix=True)


def test_a_star_means_a_beginning(meanings: Meanings) -> None:
    for text in ("HER2", "HER"):
        assert extended(meanings, Words(text, prefix=True)) == Words(text, prefix=True)
    tree = And((Words("PIK3CA"), Words("mutation", prefix=True)))
    made = extended(meanings, tree)
    assert isinstance(made, And)
    assert made.parts[0] == Words("PIK3CA")
    assert made.parts[1] == Words("mutation", prefix=True), "a beginning has no plural"


def test_a_beginning_has_other_spellings_alone(meanings: Meanings) -> None:
    assert extended(meanings, Words("lapat", prefix=True)) == Words("lapat", prefix=True)
    assert extended(meanings, Words("tumour", prefix=True)) == Same(
        Words("tumour", prefix=True), (Words("tumor", prefix=True),)
    )
    typed = meanings.extended(Words("tumour", prefix=True), uses, typing=True)
    assert typed == Same(Words("tumour", prefix=True), (Words("tumor"),))
    assert extended(meanings, Words("program", prefix=True)) == Words("program", prefix=True)


def test_what_is_left_out_stays_as_it_was_typed(meanings: Meanings) -> None:
    drop = Or((Words("HER2"), And((Words("PIK3CA"), Words("mutation")))))
    made = extended(meanings, Not(Words("tumour"), drop))
    assert isinstance(made, Not)
    assert made.drop == drop
    assert others(made.keep) == ["tumor", "tumors"]


def test_a_name_of_several_words_counts_apart_too(meanings: Meanings) -> None:
    made = extended(meanings, And((Words("PIK3CA"), Words("mutation"))))
    assert isinstance(made, Same)
    assert made.asked.text == "PIK3CA mutation"
    assert [next(leaves(part)).text for part in made.apart] == ["PIK3CA", "mutation"]
    assert others(made.apart[1]) == ["mutations"]
