from __future__ import annotations

import random
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from her2ref.core.paths import Home
from her2ref.core.query import And, Not, Or, Same, Tree, Words, leaves
from her2ref.library import anchors, fulltext, searching
from her2ref.library.read import Asking, Reader
from her2ref.library.searching import Search
from her2ref.search.meaning import Meanings
from tests.library import filling
from tests.library.plain_search import Paper, search

WORDS = (
    "cancer HER2 trastuzumab pertuzumab resistance PIK3CA tumour tumor cell cells p95HER2 trial pathway brain naïve "
    "TNF-α HER2-positive T-DM1 IC50 kinase the of and"
).split()
HEADINGS = (
    "Breast Neoplasms",
    "Receptor, ErbB-2",
    "Breast Neoplasms, Male",
    "Humans",
    "Drug Resistance, Neoplasm",
)
QUALIFIERS = ("drug therapy", "genetics", "metabolism")
TYPES = (
    "Journal Article",
    "Review",
    "Systematic Review",
    "Randomized Controlled Trial",
    "Clinical Trial, Phase III",
)
JOURNALS = (
    ("The Lancet. Oncology", "Lancet Oncol"),
    ("Cancer", "Cancer"),
    ("Cancer research : the organ", "Cancer Res"),
    ("Lancet (London, England)", "Lancet"),
    ("Medicine", "Medicine (Baltimore)"),
    ("Medicine (Abingdon)", "Medicine (Abingdon)"),
    ("The New England journal of medicine", "N Engl J Med"),
)
VERNACULAR = ("Über trastuzumab naïve Brust cancer", "Über den Brustkrebs")
ASKED_JOURNALS = (
    *(
        "Cancer",
        "Lancet Oncol",
        "The Lancet. Oncology",
        "Lancet oncology",
        "Cancer research",
        "the lancet",
        "The Cancer",
    ),
    *(
        "Lancet (London, England)",
        "Lancet (Paris)",
        "Medicine",
        "Medicine (Baltimore)",
        "medicine (Abingdon)",
    ),
    *("New England Journal of Medicine", "The New England Journal of Medicine", "Medicine Abingdon"),
)
NAMES = ("Slamon DJ", "André F", "Kim SB", "O'Shaughnessy J", "Slamon P", "Rossi Slamon D")


def paper(number: int, dice: random.Random) -> Paper:
    def text(low: int, high: int) -> str:
        return " ".join(dice.choices(WORDS, k=dice.randint(low, high)))

    journal, abbrev = dice.choice(JOURNALS)
    return Paper(
        number, text(2, 7), text(0, 40), tuple(dice.sample(NAMES, 2)),
        tuple(
            (h, dice.random() < 0.4, tuple(dice.sample(QUALIFIERS, dice.randint(0, 2))))
            for h in dice.sample(HEADINGS, 2)
        ),
        tuple(dice.sample(("Trastuzumab", "ERBB2 protein, human"), dice.randint(0, 2))),
        tuple(dice.sample(("HER2", "drug resistance"), dice.randint(0, 2))),
        journal, abbrev, tuple(dice.sample(TYPES, 2)), dice.choice(("eng", "ger")),
        dice.choice((0, 20140000, 20140300, 20140315, 20150101, 20161231, 20170600)),
        doi=f"10.5555/x{number}", vernacular=dice.choice(("", "", *VERNACULAR)),
    )  # fmt: skip


def row(p: Paper) -> dict[str, object]:
    lines = []
    for heading, major, qualifiers in p.mesh:
        line = f"{anchors.MAJOR if major else anchors.HEADING} {heading} {anchors.END}"
        lines.append(" ".join([line, *(f"{anchors.QUALIFIER} {q} {anchors.END}" for q in qualifiers)]))
    lines += [f"{anchors.CHEMICAL} {name} {anchors.END}" for name in p.chemicals]
    lines += [f"{anchors.KEYWORD} {name} {anchors.END}" for name in p.keywords]
    return filling.article(
        p.id, p.title, abstract=p.abstract, authors="\n".join(p.authors), mesh="\n".join(lines), journal=p.journal,
        journal_abbrev=p.journal_abbrev, publication_types="\n".join(p.types), language=p.language, sort_date=p.day,
        doi=p.doi.lower(), vernacular_title=p.vernacular,
    )  # fmt: skip


@pytest.fixture(scope="module")
def papers() -> list[Paper]:
    dice = random.Random(4)
    return [paper(70_000_000 + n, dice) for n in range(300)] + [paper(-n, dice) for n in range(1, 20)]


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory, papers: list[Paper], _library_once: Path) -> Path:
    home = Home.at(tmp_path_factory.mktemp("search"))
    home.data.mkdir(exist_ok=True)
    shutil.copyfile(_library_once, home.library)
    filling.fill(home.library, [row(p) for p in papers])
    return home.library


@pytest.fixture
def ask(filled: Path) -> Iterator[Asking]:
    made = Asking(filled)
    yield made
    made.close()


def leaf(dice: random.Random, papers: list[Paper]) -> Words:  # noqa: C901 - one case for each kind
    def some(several: tuple[str, ...], name: str) -> Words:
        return Words(dice.choice(several), name, quoted=True)

    plain = [word for word in WORDS if word not in ("TNF-α",)]
    kind = dice.randrange(16)
    name = dice.choice(("", "", "ti", "ab", "tiab", "tw", "tt"))
    match kind:
        case 0 | 1 | 2 | 3:
            return Words(dice.choice(plain), name)
        case 4:
            return Words(" ".join(dice.choices(plain, k=2)), name, quoted=True)
        case 5 | 6:
            return Words(dice.choice(plain)[: dice.randint(1, 6)].rstrip("-"), name, prefix=True)
        case 7:
            return Words(
                "HER2 resistance", "ti" if dice.random() < 0.5 else "ab", quoted=True, near=dice.randint(0, 6)
            )
        case 8:
            return Words(
                dice.choice((*NAMES, "Slamon D", "Slamon", "Kim S")), "au", quoted=dice.random() < 0.3
            )
        case 9:
            return some((*HEADINGS, "Breast", "Breast Neoplasms/genetics"), dice.choice(("mh", "majr")))
        case 10:
            return some(QUALIFIERS, "sh")
        case 11:
            return some((*TYPES, "Clinical Trial"), "pt")
        case 12:
            return dice.choice(
                (Words("2014", "dp"), Words("2014/03", "dp"), Words("2014/03/15", "dp"),
                 Words("2014/03", "dp", to="2016"), Words("2000", "dp", to="3000"),
                 Words("2014/03/10", "dp", to="2015/01"))
            )  # fmt: skip
        case 13:
            return some(ASKED_JOURNALS, "ta")
        case 14:
            return some(("english", "ger"), "la")
    chosen = dice.choice(papers)
    return dice.choice(
        (
            Words(str(chosen.id), "pmid"),
            Words(chosen.doi, "doi"),
            Words("HER2", "ot"),
            Words("Trastuzumab", "nm"),
        )
    )


def tree(dice: random.Random, papers: list[Paper], depth: int = 3) -> Tree:
    if depth == 0 or dice.random() < 0.3:
        return leaf(dice, papers)
    kind = dice.randrange(4)
    if kind == 0:
        one, two, three, four = (leaf(dice, papers) for _ in range(4))
        return (
            Same(one, (two,), (three, Same(four, (one,)))) if dice.random() < 0.5 else Same(one, (two, three))
        )
    if kind == 1:
        return Not(tree(dice, papers, depth - 1), tree(dice, papers, depth - 1))
    parts = tuple(tree(dice, papers, depth - 1) for _ in range(dice.randint(2, 3)))
    return And(parts) if kind == 2 else Or(parts)


@pytest.mark.parametrize("seed", range(12))
def test_hit_sets_equal_a_plain_slow_search(seed: int, ask: Asking, papers: list[Paper]) -> None:
    dice = random.Random(seed)
    for _ in range(60):
        asked = tree(dice, papers)
        wanted = search(papers, asked)
        made = Search(ask, asked)
        assert made.ids() == wanted, asked
        assert made.total() == len(wanted), asked
        assert made.newest(10) == wanted[:10], asked
        assert sorted(Search(ask, asked).ranked(), reverse=True) == wanted, asked


@pytest.mark.parametrize(
    ("grown", "spread", "looked"), [(64, 60_000, 9), (0, 0, 500), (0, 0, 3), (0, 10**9, 9), (2, 0, 500)]
)
def test_the_first_rows_of_a_beginning_are_those_of_the_plain_search(
    grown: int, spread: int, looked: int, ask: Asking, papers: list[Paper], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Few words: all of them; many: gathered by the index, or the commonest and what texts show of the rarer."""
    monkeypatch.setattr(searching, "GROWN", grown)
    monkeypatch.setattr(searching, "SPREAD", spread)
    monkeypatch.setattr(searching, "COMMONEST", 1)
    monkeypatch.setattr(searching, "LOOKED_AT", looked)
    monkeypatch.setattr(searching, "RANKED", 20)
    monkeypatch.setattr(searching, "RANKED_WIDE", 17)
    for begin in (
        "c",
        "t",
        "tr",
        "tras",
        "trastuzumab",
        "her2",
        "p",
        "na",
        "x",
        "pik3",
        "her2-p",
        "of the c",
        "naive t",
        "slamon d",
        "bru",
        "journal art",
    ):
        for name in ("", "ti", "tw", "tiab"):
            wide = Words(begin, name, prefix=True)
            for asked in (
                wide,
                And((Words("HER2"), wide)),
                And((wide, Words("cancer"), Words("cell"))),
                Or((wide, Words("brain"))),
                Not(Words("cancer"), wide),
                Not(And((wide, Words("HER2"))), Words("brain")),
            ):
                made, wanted = Search(ask, asked), search(papers, asked)
                assert made.newest(15) == wanted[:15], asked
                assert sorted(made.ids(), reverse=True) == wanted, asked
                best = Search(ask, asked).ranked()
                assert sorted(best, reverse=True) == wanted, asked
                assert Search(ask, asked).best(15) == best[:15], asked


def test_brackets_that_say_nothing_cost_nothing(ask: Asking, papers: list[Paper]) -> None:
    asked: Tree = Words("cancer")
    for n in range(300):
        asked = Not(asked, Words("HER2" if n % 2 else f"nothing{n}"))
    made = Search(ask, asked)
    assert fulltext.height(made.tree) <= 3
    assert made.ids() == search(papers, asked)
    joined: Tree = Words("cancer")
    for _ in range(40):
        joined = And((joined, And((Words("cell"), Words("HER2")))))
    assert fulltext.height(Search(ask, joined).tree) == 2
    assert Search(ask, joined).ids() == search(papers, joined)


def test_texts_are_looked_at_only_where_the_beginning_must_match(
    ask: Asking, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(searching, "GROWN", 0)
    monkeypatch.setattr(searching, "SPREAD", 0)
    made = Search(ask, Or((Words("tra", prefix=True), Words("cell"))))
    assert made._first_match() != made.match()
    assert made._alone("tra") == (None, None)


def test_best_puts_titles_and_trials_before_the_rest(library_home: Home) -> None:
    filling.fill(
        library_home.library,
        [
            filling.article(1, "Quuxine in mice", abstract="Nothing else here at all.", sort_date=20100101),
            filling.article(
                2,
                "Another matter",
                abstract="A word on quuxine among many others in this text.",
                sort_date=20100101,
            ),
            filling.article(3, "Unrelated", abstract="Nothing.", sort_date=20240101),
        ],
    )
    filling.execute(library_home.library, "UPDATE article_fact SET kinds = 8 WHERE article_id = 2")
    reader = Reader(library_home.library)
    assert Search(Asking(library_home.library), Words("quuxine")).best(5) == [1, 2]
    filling.execute(library_home.library, "UPDATE article SET title = 'Quuxine in women' WHERE id = 2")
    assert Search(Asking(library_home.library), Words("quuxine")).best(5) == [2, 1]
    reader.close()


def test_a_name_that_stands_together_goes_before_its_words_apart(library_home: Home) -> None:
    filling.fill(
        library_home.library,
        [
            filling.article(1, "Results", abstract="The quux of blim was seen.", sort_date=20240101),
            filling.article(2, "Results", abstract="A quux blim was seen.", sort_date=20100101),
            filling.article(3, "Blim in the quux", abstract="Seen.", sort_date=20240101),
            filling.article(4, "The quux blim", abstract="Seen.", sort_date=20100101),
            filling.article(5, "Results", abstract="A quux alone.", sort_date=20240101),
        ],
    )
    asked = Same(Words("quux blim"), (), (Words("quux"), Words("blim")))
    made = Search(Asking(library_home.library), asked)
    assert made.best(9) == [4, 3, 2, 1]
    assert made.newest(9) == [4, 3, 2, 1] == sorted(made.ids(), reverse=True)


@pytest.mark.parametrize(
    ("asked", "names"),
    [
        ("New England Journal of Medicine", {"The New England journal of medicine"}),
        ("The Lancet", {"Lancet (London, England)"}),
        ("Lancet", {"Lancet (London, England)"}),
        ("Lancet (London, England)", {"Lancet (London, England)"}),
        ("Lancet Oncology", {"The Lancet. Oncology"}),
        ("Medicine (Baltimore)", {"Medicine"}),
        ("Medicine (Abingdon)", {"Medicine", "Medicine (Abingdon)"}),
    ],
)
def test_a_journal_is_found_with_and_without_its_article_and_its_place(
    asked: str, names: set[str], ask: Asking, papers: list[Paper]
) -> None:
    found = set(Search(ask, Words(asked, "ta")).ids())
    assert {paper.journal for paper in papers if paper.id in found} == names


def test_a_name_with_initials_is_the_whole_name(ask: Asking, papers: list[Paper]) -> None:
    found = set(Search(ask, Words("slamon d", "au")).ids())
    assert found == {paper.id for paper in papers if "Slamon DJ" in paper.authors}
    second = {paper.id for paper in papers if "Rossi Slamon D" in paper.authors}
    assert second <= set(Search(ask, Words("slamon", "au")).ids())
    assert second == set(Search(ask, Words("rossi slamon d", "au")).ids())


def test_a_title_in_its_own_language_is_found_there_and_everywhere(ask: Asking, papers: list[Paper]) -> None:
    there = [paper.id for paper in papers if paper.vernacular]
    for asked in (
        Words("uber", "tt"),
        Words("brust", prefix=True),
        Words("bru", "tt", prefix=True),
        Words("bru", prefix=True),
    ):
        assert sorted(Search(ask, asked).ids()) == sorted(there)
    assert Search(ask, Words("brust", "ti")).ids() == Search(ask, Words("brust", "tw")).ids() == []


def test_other_names_only_add(papers: list[Paper]) -> None:
    """Whatever is found without them is found with them, names of several words included."""
    names = [
        ("", name, "drug:x", "drug", "HER2 cancer")
        for name in ("HER2 cancer", "brain cell", "trastuzumab", "cell resistance")
    ]
    meanings = Meanings(names, [("her2", "gene", "HER2", "ERBB2\nneu")])
    plain = [word for word in WORDS if word.isascii()]
    dice, more = random.Random(7), 0
    for _ in range(300):
        words = tuple(
            Words(dice.choice(plain), prefix=dice.random() < 0.2) for _ in range(dice.randint(2, 5))
        )
        asked: Tree = And(words) if dice.random() < 0.8 else Or((And(words[:2]), words[-1]))
        if dice.random() < 0.3:
            asked = Not(asked, Or((Words(dice.choice(plain)), And((Words("brain"), Words("cell"))))))
        with_names = meanings.extended(asked, lambda several: dict.fromkeys(several, 1))
        without, found = set(search(papers, asked)), set(search(papers, with_names))
        assert without <= found, asked
        more += len(found) > len(without)
    assert more > 30


def test_a_tree_deeper_than_the_index_can_read_is_answered_in_parts(ask: Asking, papers: list[Paper]) -> None:
    asked: Tree = Words("HER2")
    for n in range(40):
        asked = Or((And((asked, Words("cancer"))), Words("brain" if n % 2 else "cell")))
    assert Search(ask, asked).ids() == search(papers, asked)
    many = Or((*(Words(f"nothing{n}") for n in range(300)), Words("HER2")))
    assert Search(ask, many).ids() == search(papers, many)
    assert len(list(leaves(many))) == 301
