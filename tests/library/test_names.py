"""Looking up names in the real content, as a doctor types them."""

from __future__ import annotations

import csv
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from her2ref.core.paths import Home
from her2ref.core.text import fold, words
from her2ref.knowledge.counting import all_names
from her2ref.knowledge.load import load
from her2ref.library import opening
from her2ref.library.lookup import TOPICS, look_up
from her2ref.library.names import EXACT, Match, Names
from her2ref.library.read import Reader
from her2ref.library.slips import BESIDE, ONE_FROM

RESOURCES = Path(__file__).parents[2] / "resources"
COMMON_NAMES = [
    *(
        "enhertu kadcyla herceptin trastuzumab pertuzumab perjeta phesgo lapatinib tykerb neratinib nerlynx tucatinib "
        "tukysa pyrotinib zongertinib margetuximab zanidatamab everolimus afinitor alpelisib piqray palbociclib "
        "ibrance ribociclib abemaciclib capecitabine fulvestrant pembrolizumab atezolizumab deruxtecan emtansine "
        "emilia katherine cleopatra aphinity marianne neosphere extenet sophia destiny her2climb pik3ca p95her2 brca1 "
        "fgfr1 igf1r lysosome autophagy exosomes heterogeneity gatekeeper hypoxia bystander efflux neuregulin survivin"
    ).split(),
    *("brain mets", "her2 low", "pten loss", "her2 mutation", "pik3ca mutation", "destiny breast03"),
]
NAMED = ("mechanism", "drug", "trial", "gene", "reference")
with Path(__file__).with_name("lookups.tsv").open(encoding="utf-8", newline="") as file:
    LOOKUPS = list(csv.DictReader(file, delimiter="\t"))


@pytest.fixture(scope="session")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reader]:
    home = Home.at(tmp_path_factory.mktemp("names"))
    opening.take_care(home, RESOURCES)
    made = Reader(home.library)
    yield made
    made.close()


@pytest.fixture
def names(reader: Reader) -> Names:
    return reader.names()


def keys(reader: Reader, typed: str) -> list[set[str]]:
    """The answers to a lookup, each by its key; a gene also as gene:SYMBOL."""
    hits = look_up(reader, typed, kinds=NAMED).hits
    return [{hit.key, f"gene:{hit.id}"} if hit.kind == "gene" else {hit.key} for hit in hits]


def first(reader: Reader, typed: str) -> str:
    return look_up(reader, typed, kinds=NAMED).hits[0].key


def test_the_list_is_long_and_half_of_it_has_slips() -> None:
    slips = sum(bool(row["slip"]) for row in LOOKUPS)
    assert len(LOOKUPS) >= 200
    assert slips * 2 >= len(LOOKUPS)
    assert len({row["typed"] for row in LOOKUPS}) == len(LOOKUPS)


def test_the_right_answer_is_first_or_nearly_so(reader: Reader) -> None:
    """Of the part `held`, nothing was looked at before the program had its shape."""
    places: dict[str, int] = {}
    for row in LOOKUPS:
        right = set(row["expected"].split(","))
        found = keys(reader, row["typed"])
        places[row["typed"]] = next((n for n, answer in enumerate(found) if answer & right), 99)
    missed = {typed: place for typed, place in places.items() if place}
    assert len(missed) <= 0.05 * len(LOOKUPS), missed
    assert sum(place > 2 for place in missed.values()) <= 0.01 * len(LOOKUPS), missed


def beginnings(several: list[str]) -> Iterator[str]:
    """What a reader may try who knows these names, in at most four keystrokes; letters of the middle last."""
    for name in several:
        pieces, whole = words(name), fold(name)
        yield from (whole[:size] for size in (4, 3, 2, 1))
        for piece in pieces:
            yield from (piece[:4], piece[:3])
        yield "".join(piece[0] for piece in pieces)[:4]
    for name in several:
        pieces = words(name)
        for one in pieces:
            for other in pieces:
                yield from (f"{one[:2]} {other[:1]}", f"{one[:1]} {other[:2]}")
    for name in several:
        whole = fold(name)
        yield from (whole[start : start + 4] for start in range(1, len(whole) - 3))


def test_every_topic_is_four_keystrokes_away(reader: Reader) -> None:
    asked: dict[str, str] = {}

    def answer(typed: str) -> str:
        if typed not in asked:
            hits = look_up(reader, typed, kinds=(*TOPICS, "gene"), per_kind=1).hits
            asked[typed] = hits[0].key if hits else ""
        return asked[typed]

    called: dict[str, list[str]] = {}
    for key, several in all_names(load(RESOURCES)):
        called.setdefault(key, []).extend(several)
    far = [key for key, several in called.items() if all(answer(t) != key for t in beginnings(several) if t)]
    assert far == []


def test_a_known_name_is_never_taken_for_another(reader: Reader, names: Names) -> None:
    for kind, rows in (("mechanism", reader.tree()), ("drug", reader.drugs()), ("trial", reader.trials())):
        for row in rows:
            best = names.match(row.name, [kind])[kind][0]
            assert (best.name.key, best.rank, best.slips) == (row.key, EXACT, 0)


@pytest.mark.parametrize(
    "typed",
    [
        "p-cadherin",
        "l755p",
        "her22",
        "cdk21",
        "her5",
        "pik3cb",
        "pik3cb mutation",
        "her2climb06",
        "gemtuzumab",
        "xyzzyxy",
        "+",
        "",
    ],
)
def test_what_is_no_name_finds_none(names: Names, typed: str) -> None:
    assert names.match(typed, ("mechanism", "drug", "trial", "gene")) == {}


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("tumor-associated macrophages", "mechanism:tumour-associated-macrophages"),
        ("tumour-associated macrophages", "mechanism:tumour-associated-macrophages"),
        ("HER2 dimerization", "mechanism:her2-dimer-configuration"),
        ("tgfβ", "mechanism:tgf-beta"),
        ("hif1 alpha", "mechanism:hypoxia-hif"),
        ("Kadcýla", "drug:trastuzumab-emtansine"),
        ("deruxtecan trastuzumab", "drug:trastuzumab-deruxtecan"),
        ("resistance to T-DM1", "mechanism:adc-specific"),
        ("emilia study", "trial:emilia"),
        ("tucatinib trial", "trial:tucatinib-tdm1-ph1b"),
        ("lapatinib resistance in breast cancer", "drug:lapatinib"),
        ("p53 mutant tumours", "mechanism:tp53-mutation"),
        ("her2climb brain", "trial:her2climb"),
        ("destiny breast3", "trial:destiny-breast03"),
        ("erbb2 low", "mechanism:her2-low-instability"),
        ("exosomal", "mechanism:exosomes"),
        ("dm1", "drug:trastuzumab-emtansine"),
        ("er", "mechanism:er-crosstalk"),
    ],
)
def test_what_is_meant(reader: Reader, typed: str, key: str) -> None:
    found = [hit.key for hit in look_up(reader, typed, kinds=NAMED).hits if hit.kind != "reference"]
    assert found[0] == key


def test_a_gene_goes_before_many_mechanisms_that_begin_with_its_name(reader: Reader) -> None:
    for typed in ("HER2", "her-2"):
        best = look_up(reader, typed, kinds=NAMED).hits[0]
        assert (best.kind, best.id) == ("gene", "ERBB2")
    for typed, key in (("pik3ca", "mechanism:pik3ca-mutation"), ("her3", "mechanism:her3-nrg1")):
        best = look_up(reader, typed, kinds=NAMED).hits[0]
        assert (best.kind, best.key) == ("mechanism", key)


def test_a_single_change_of_a_gene_is_not_called_after_its_mechanism(names: Names) -> None:
    assert names.others("S310F") == ["S310F", "ERBB2 S310F", "HER2 S310F"]


def test_the_words_that_no_name_has_are_told(reader: Reader) -> None:
    found = look_up(reader, "kadcyla xyz", kinds=NAMED)
    assert found.understood == "kadcyla without “xyz”"


def test_a_name_of_a_part_goes_before_the_same_name_of_the_whole(reader: Reader) -> None:
    for typed in ("autophagy", "auto", "autop", "autophgay"):
        found = [hit.key for hit in look_up(reader, typed, kinds=["mechanism"]).hits]
        assert found[:2] == ["mechanism:autophagy", "mechanism:stress-response"], typed


@pytest.mark.parametrize(
    "typed",
    [
        "ELVN-002",
        "xyz-002",
        "BAY 2927088",
        "erbb2 s999f",
        "tucatinib after t-dxd",
        "katherine 2",
        "cleopatra 5",
    ],
)
def test_a_code_a_number_or_a_name_is_never_left_out(reader: Reader, typed: str) -> None:
    found = look_up(reader, typed, kinds=NAMED)
    assert (found.hits, found.understood) == ((), "")


def test_an_exon_of_her2_is_not_one_of_pik3ca(reader: Reader) -> None:
    for typed in (
        "HER2 exon 20",
        "ERBB2 exon 20",
        "HER2 exon 20 insertion",
        "ERBB2 exon 20 insertion",
        "YVMA",
    ):
        hits = look_up(reader, typed, kinds=NAMED).hits
        assert {hit.key for hit in hits} == {"mechanism:her2-kinase-mutation"}, typed
    assert not look_up(reader, "EGFR exon 20", kinds=TOPICS).hits


def test_small_words_are_left_out_and_names_are_kept(reader: Reader) -> None:
    assert look_up(reader, "tukysa brain", kinds=NAMED).understood == "tukysa without “brain”"
    for typed in ("enhertu second line", "enhertu first-line", "enhertu brain"):
        assert first(reader, typed) == "drug:trastuzumab-deruxtecan", typed


def test_common_words_alone_are_no_name(names: Names) -> None:
    for typed in (
        "breast cancer",
        "cancer breast",
        "HER2 positive breast cancer",
        "metastatic",
        "her2 therapy",
    ):
        assert names.is_plain(typed), typed
    for typed in ("her2", "her2 low", "her2 loss", "HER2/neu", "trastuzumab resistance", "brain", "with", ""):
        assert not names.is_plain(typed), typed


def test_what_is_left_out_beside_a_slip_is_told(reader: Reader) -> None:
    told = "lapatinib without “resistance” for “resistence to lapatinib”"
    assert look_up(reader, "resistence to lapatinib", kinds=NAMED).understood == told


def test_initials_of_short_words_are_no_name(names: Names) -> None:
    assert "drug" not in names.match("pfs", NAMED)


def test_a_slip_in_a_short_word_is_undone_only_beside_words_that_bear_it_out(names: Names) -> None:
    assert names.match("lwo", TOPICS) == {}
    assert names.corrected("bain mets") == "brain mets"
    assert names.match("qain zzzz", TOPICS) == {}


def single_slips(name: str) -> Iterator[str]:
    """Letters left out, doubled, swapped or beside the key that was meant, each once; digits stay."""
    for place, one in enumerate(name):
        if not one.isalnum():
            continue
        if not one.isdigit():
            yield name[:place] + name[place + 1 :]
            yield from (
                name[:place] + other + name[place + 1 :]
                for other in "abcdefghijklmnopqrstuvwxyz"
                if one + other in BESIDE
            )
            yield name[:place] + one + name[place:]
        other = name[place + 1 : place + 2]
        if other.isalnum() and other != one and not (one + other).isdigit():
            yield name[:place] + other + one + name[place + 2 :]


def test_any_single_slip_in_a_common_name_is_undone(reader: Reader, names: Names) -> None:
    """What is another known name is left out, and so are words of which four letters are left."""
    missed, behind, count = [], [], 0
    for name in COMMON_NAMES:
        right = first(reader, name)
        for typed in dict.fromkeys(single_slips(name)):
            if names.exact(typed) or len(fold(typed)) < ONE_FROM:
                continue
            found = [hit.key for hit in look_up(reader, typed, kinds=NAMED, limit=3).hits]
            count += 1
            missed += [typed] if right not in found else []
            behind += [typed] if found[:1] != [right] else []
    assert count > 2500
    assert len(behind) <= 0.02 * count, behind
    assert len(missed) <= 0.01 * count, missed


def test_a_gene_is_found_by_what_else_it_is_called(reader: Reader) -> None:
    gene = look_up(reader, "CD340", kinds=NAMED).hits[0]
    assert (gene.kind, gene.id, gene.title) == ("gene", "ERBB2", "ERBB2 (CD340)")
    assert look_up(reader, "ERBB2", kinds=["gene"]).hits[0].title == "ERBB2"
    assert {hit.id for hit in look_up(reader, "P-gp", kinds=["gene"]).hits} == {"ABCB1"}


@pytest.mark.parametrize(
    ("typed", "understood"),
    [
        ("tucatnib", "tucatinib for “tucatnib”"),
        ("trastzum", "trastuzumab for “trastzum”"),
        ("destny brest 03", "DESTINY-Breast03 for “destny brest 03”"),
        ("brac1", "brca1 for “brac1”"),
        ("emila trial", "EMILIA for “emila trial”"),
    ],
)
def test_slips_are_told(reader: Reader, typed: str, understood: str) -> None:
    assert look_up(reader, typed, kinds=NAMED).understood == understood


def test_a_match_says_what_it_rests_on(names: Names) -> None:
    match: Match = names.match("kadcila", ["drug"])["drug"][0]
    assert (match.name.name, match.slips, match.read, match.rank) == ("Kadcyla", 1, "kadcyla", EXACT)
    match = names.match("kadcyla", ["drug"])["drug"][0]
    assert (match.slips, match.read) == (0, "")


def test_it_is_quick(names: Names) -> None:
    """Five milliseconds where the machine has nothing else to do; the test leaves room for other work beside it."""
    times = []
    for row in LOOKUPS:
        tries = []
        for _ in range(3):
            start = time.perf_counter()
            names.match(row["typed"], NAMED)
            tries.append(time.perf_counter() - start)
        times.append(min(tries))
    times.sort()
    assert times[int(len(times) * 0.95)] < 0.015
