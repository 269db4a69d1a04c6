"""Queries in the forms that systematic reviews publish: read as they are meant, and answered as a plain search does.

`tests/data/strategies.tsv` holds them, none of them anybody's: what form each has, whether all of it is "supported" or
something in it must be "explained", and the query. The records are invented.
"""

from __future__ import annotations

import csv
import datetime as dt
import random
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from her2ref.core.paths import Home
from her2ref.core.query import And, Listing, Not, Or, Tree, Words, leaves
from her2ref.library.fulltext import expression
from her2ref.library.read import Reader
from her2ref.search.fields import LABELS, TEXTS
from tests.library import filling
from tests.library.plain_search import Paper, search
from tests.library.test_searching import row

with (Path(__file__).parents[1] / "data" / "strategies.tsv").open(encoding="utf-8", newline="") as file:
    ROWS: Final = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
SUPPORTED: Final = [
    pytest.param(one["query"], id=one["form"]) for one in ROWS if one["answer"] == "supported"
]
EXPLAINED: Final = [
    pytest.param(one["query"], id=one["form"]) for one in ROWS if one["answer"] == "explained"
]

# invented records

FIRST: Final = 71_000_000
RECORDS: Final = 320
COMMON: Final = (
    "trastuzumab|HER2|HER2-positive|resistance|breast cancer|patients|pertuzumab|lapatinib|gastric cancer|ERBB2|"
    "overall survival|acquired resistance|HER2-low|mutation|amplification"
).split("|")
OTHERS: Final = (
    "tykerb|afatinib|trastuzumab deruxtecan|T-DXd|margetuximab|zanidatamab|neratinib|pyrotinib|tucatinib|ertumaxomab|"
    "nerlynx|herceptin|kadcyla|T-DM1|trastuzumab emtansine|disitamab vedotin|poziotinib|docetaxel|everolimus|RAD001|"
    "alpelisib|pembrolizumab|atezolizumab|biosimilar|biosimilars|brain metastases|brain metastasis|cerebral metastases|"
    "interstitial lung disease|pneumonitis|c-erbB-2|HER-2/neu|neu oncogene|HER2/neu|ejection fraction|cardiotoxicity|"
    "cardiomyopathy|LVEF|PIK3CA|PIK3CA mutation|PI3K|PI3K/AKT|mTOR|PTEN|PTEN loss|intrathecal|leptomeningeal|"
    "intracranial|diarrhea|diarrhoea|rash|second-line|hormone receptor|copy number|antibody-drug conjugate|"
    "antibody-drug conjugates|immunoconjugate|bystander effect|non-amplified|progression-free survival|PFS|"
    "event-free survival|disease-free survival|adjuvant|neoadjuvant|preoperative|pathologic complete response|pCR|"
    "pathological complete response|breast carcinoma|breast tumor|breast tumour|breast neoplasms|phase III|randomised|"
    "randomized|double-blind|placebo|pooled analysis|network meta-analysis|cohort|retrospectively|real-world|registry|"
    "adverse event|adverse events|toxicities|mice|xenograft|lung cancer|cell lines|BT-474|SKBR3|SK-BR-3|MCF-7|"
    "trastuzumab-resistant|lapatinib-resistant|resistant|refractory|loss of response|primary resistance|metastatic|"
    "tyrosine kinase inhibitor|tyrosine kinase inhibitors|HER2 positive|HER2 positivity|HER2-amplified|ERBB2-amplified|"
    "HER2+|IL-6|TNF-α|p110α|naïve|IC50|611-CTF|p95HER2|CLEOPATRA|DESTINY-Breast03|EMILIA|HER2CLIMB|NeoSphere|"
    "HER 2|ErbB 2|CD340|human epidermal growth factor receptor 2|dual blockade|OS|CNS|brain|biomarker|predictors|ctDNA|"
    "circulating tumor DNA|tumor-infiltrating lymphocytes|TILs|PET|zirconium-89|89Zr-trastuzumab|affibody|"
    "HER2 expression|cost-effectiveness|budget impact|economic|gastroesophageal|adenocarcinoma|tumour|tumor|PD-L1|"
    "checkpoint inhibitors|CAR-T|vaccine|HER2-ultralow|subcutaneous|the cancer of the breast"
).split("|")
GLUE: Final = "and in with of the after for by was to than among".split()
HEADINGS: Final = (
    "Breast Neoplasms|Receptor, ErbB-2|Trastuzumab|Humans|Female|Aged|Animals|Mice|Drug Resistance, Neoplasm|Lapatinib|"
    "Antineoplastic Agents|Quinazolines|Immunoconjugates|Brain Neoplasms|Protein Kinase Inhibitors|Stomach Neoplasms|"
    "Cardiotoxicity|Heart Failure|Lung Neoplasms|Receptor, IGF Type 1|Receptor, ErbB-3|Genes, erbB-2|Everolimus|"
    "Neoadjuvant Therapy|Disease-Free Survival|Ventricular Function, Left|Phosphatidylinositol 3-Kinases|"
    "Proto-Oncogene Proteins c-akt|TOR Serine-Threonine Kinases|Biomarkers, Tumor|Positron-Emission Tomography|"
    "Cost-Benefit Analysis|Quality-Adjusted Life Years|Cell Line, Tumor|B7-H1 Antigen|Cohort Studies|"
    "Retrospective Studies|Triple Negative Breast Neoplasms"
).split("|")
OFTEN: Final = 6
"""The first of them stand in every second record."""
QUALIFIERS: Final = (
    "drug therapy|genetics|metabolism|pathology|therapeutic use|adverse effects|pharmacology|toxicity|mortality|"
    "secondary|immunology|economics|administration & dosage"
).split("|")
CHEMICALS: Final = (
    "Trastuzumab|pertuzumab|trastuzumab deruxtecan|ERBB2 protein, human|Lapatinib|Everolimus"
).split("|")
KEYWORDS: Final = (
    "HER2|trastuzumab resistance|antibody-drug conjugates|trastuzumab|breast cancer|lapatinib"
).split("|")
NAMES: Final = (
    "Halvorsen TK|Halvorsen P|Okonjo BA|Lindqvist E|Tanigawa M|Moreau-Vidal C|Peña R|Example A|Example BC"
).split("|")
JOURNALS: Final = (
    ("Journal of invented oncology", "J Invented Oncol"),
    ("Made up breast research : the organ", "Made Up Breast Res"),
    ("Annals of examples", "Ann Examples"),
)
TYPES: Final = (
    "Review|Systematic Review|Meta-Analysis|Network Meta-Analysis|Randomized Controlled Trial|Clinical Trial|"
    "Clinical Trial, Phase II|Clinical Trial, Phase III|Controlled Clinical Trial|Pragmatic Clinical Trial|"
    "Observational Study|Editorial|Letter|Comment|Case Reports|Practice Guideline|Guideline|Preprint|"
    "Retracted Publication|Multicenter Study|Journal Article|Journal Article|Journal Article"
).split("|")
LANGUAGES: Final = "eng|eng|eng|eng|eng|eng|eng|ger|fre|chi|jpn|spa|eng\nchi|ger\neng".split("|")


def phrases(dice: random.Random, low: int, high: int) -> str:
    """Some of the subject's phrases, each with a word or two before the next."""
    chosen = dice.choices(
        (*COMMON, *OTHERS), [6] * len(COMMON) + [1] * len(OTHERS), k=dice.randint(low, high)
    )
    return " ".join(f"{phrase} {' '.join(dice.choices(GLUE, k=dice.randint(0, 2)))}" for phrase in chosen)


def day(dice: random.Random) -> int:
    """A date of publication; month and day may be unknown, and now and then the year."""
    year, month, number = dice.randint(1998, 2026), dice.randint(1, 12), dice.randint(1, 28)
    several = (year * 10_000, year * 10_000 + month * 100, 20210600, 20210615, 0)
    return dice.choices((year * 10_000 + month * 100 + number, *several), (20, 3, 3, 1, 1, 1))[0]


def paper(number: int, dice: random.Random) -> Paper:
    headings = [name for name in HEADINGS[:OFTEN] if dice.random() < 0.5]
    headings += dice.sample(HEADINGS[OFTEN:], dice.randint(2, 10))
    journal, abbrev = dice.choice(JOURNALS)
    return Paper(
        number, phrases(dice, 3, 8).strip().capitalize(), phrases(dice, 0, 30), tuple(dice.sample(NAMES, 3)),
        tuple((h, dice.random() < 0.5, tuple(dice.sample(QUALIFIERS, dice.randint(0, 4)))) for h in headings),
        tuple(dice.sample(CHEMICALS, dice.randint(0, 3))), tuple(dice.sample(KEYWORDS, dice.randint(0, 3))),
        journal, abbrev, tuple(dict.fromkeys(dice.choices(TYPES, k=dice.randint(1, 3)))), dice.choice(LANGUAGES),
        day(dice), dice.choice(("", f"20{dice.randint(17, 26)}-{dice.randint(1, 12):02}-{dice.randint(1, 28):02}")),
        f"10.5555/invented.{number}" if number > 0 else "",
        "Mammakarzinom und Trastuzumab" if number % 7 == 0 else "",
    )  # fmt: skip


@pytest.fixture(scope="module")
def papers() -> list[Paper]:
    dice = random.Random(22)
    return [paper(FIRST + n, dice) for n in range(RECORDS)] + [paper(-n, dice) for n in range(1, 20)]


@pytest.fixture(scope="module")
def reader(
    tmp_path_factory: pytest.TempPathFactory, papers: list[Paper], _library_once: Path
) -> Iterator[Reader]:
    home = Home.at(tmp_path_factory.mktemp("strategies"))
    home.data.mkdir(exist_ok=True)
    shutil.copyfile(_library_once, home.library)
    filling.fill(home.library, [{**row(one), "entered": one.entered} for one in papers])
    made = Reader(home.library)
    yield made
    made.close()


def ids(reader: Reader, query: str) -> list[int]:
    return sorted(reader.article_ids(Listing(words=query, exact=True)), reverse=True)


# what a query of these forms means, read once more without the program's own parser

TAGS: Final = {
    name: field
    for field, names in {
        "": "all fields|all",
        "ti": "ti|title",
        "ab": "ab|abstract",
        "tiab": "tiab|title/abstract|ti,ab",
        "tw": "tw|text word|text words",
        "tt": "tt|transliterated title",
        "au": "au|author",
        "1au": "1au|author - first",
        "mh": "mh|mesh|mesh terms",
        "majr": "majr|mesh major topic",
        "sh": "sh|subheading|mesh subheading",
        "nm": "nm|supplementary concept|substance name",
        "ot": "ot|other term|keyword|author keyword",
        "pt": "pt|ptyp|publication type",
        "pt:noexp": "pt:noexp|ptyp:noexp|publication type:noexp",
        "dp": "dp|pdat|date - publication|publication date",
        "edat": "edat|date - entry",
        "ta": "ta|jour|journal",
        "la": "la|lang|language",
        "pmid": "pmid|uid",
        "doi": "doi|aid|lid",
        "filter": "filter|sb",
    }.items()
    for name in names.split("|")
}
FILTERS: Final = {
    "humans": ("Humans", "mh"),
    "female": ("Female", "mh"),
    "aged": ("Aged", "mh"),
    "english": ("English", "la"),
    "german": ("German", "la"),
    "clinicaltrial": ("Clinical Trial", "pt"),
    "randomizedcontrolledtrial": ("Randomized Controlled Trial", "pt"),
    "meta-analysis": ("Meta-Analysis", "pt"),
    "systematic": ("Systematic Review", "pt"),
}
LETTERS: Final = {
    "dt": "drug therapy",
    "tu": "therapeutic use",
    "ae": "adverse effects",
    "to": "toxicity",
    "mo": "mortality",
}
PIECE: Final = re.compile(r'"[^"]*"\*?|[()]|\[[^]]*]|[^\s()\[\]",;]+')
ENDS: Final = re.compile(
    r'"?([\d/]{4,10}|inception)"? ?(?:\[[^]]*])? ?[:-] ?"?([\d/]{4,10}|present)"? ?\[([^]]*)]'
)


def years_ago(number: int) -> str:
    today = dt.datetime.now().astimezone().date()
    return f"{today.year - number}/{today:%m}/{min(today.day, 28 if today.month == 2 else 31):02}"


def leaf(text: str, tag: str = "", *, quoted: bool = False) -> Words:
    """A word or phrase and its tag, which may hold a distance."""
    name, _, distance = re.sub(r":? ?noexp", "", tag.lower()).partition(":")
    field = TAGS.get(tag.lower()) or TAGS[name] if tag else ""
    text, star = text.rstrip("*"), text.endswith("*")
    ago = re.fullmatch(r"(?:last |y_)(\d+)(?: years)?", text)
    if ago:
        return Words(years_ago(int(ago[1])), "dp", to="3000")
    if field == "filter":
        return Words(*FILTERS[text.lower()])
    if field in ("dp", "edat"):
        first, _, last = text.replace(" Jun", "/06").replace("present", "3000").partition(":")
        return Words("1000" if first[0] in "0i" else first, field, to=last)
    if field in ("mh", "majr", "sh"):
        stem, stroke, last = text.rpartition("/")
        text = f"{stem}{stroke}{LETTERS.get(last, last)}"
    near = int(distance.strip(" ~")) if distance else None
    return Words(text, field, quoted=quoted, prefix=star, near=near)


def plainly(query: str) -> Tree:
    """The tree of a query without a fault: operators from left to right, AND between what stands side by side."""
    if re.fullmatch(r"[\d, ]+", query):
        return Or(tuple(Words(number, "pmid") for number in re.findall(r"\d+", query)))
    query = ENDS.sub(r"\1:\2[\3]", query.replace("“", '"').replace("”", '"'))
    pieces = PIECE.findall(query)[::-1]
    tree = _group(pieces)
    assert not pieces
    return tree


def _group(pieces: list[str], *, left_out: bool = False) -> Tree:
    """What stands up to the bracket that closes; `pieces` are what is left, the next one last; `left_out` what stands
    behind a NOT."""
    tree: Tree | None = None
    joint = "AND"
    while pieces and pieces[-1] != ")":
        if pieces[-1].upper() in ("AND", "OR", "NOT"):
            joint = pieces.pop().upper()
            continue
        part = _part(pieces, left_out=left_out or joint == "NOT")
        if tree is None:
            tree = part
        else:
            tree = Not(tree, part) if joint == "NOT" else (Or if joint == "OR" else And)((tree, part))
        joint = "AND"
    assert tree is not None
    return tree


def _part(pieces: list[str], *, left_out: bool) -> Tree:
    first = pieces.pop()
    if first == "(":
        tree = _group(pieces, left_out=left_out)
        assert pieces.pop() == ")"
        return tree
    if first[0] == '"':
        return leaf(first.replace('"', ""), _tag(pieces), quoted=True)
    words = [first]
    while pieces and pieces[-1][0] not in '"()[' and pieces[-1].upper() not in ("AND", "OR", "NOT"):
        words.append(pieces.pop())
    tag = _tag(pieces)
    whole = leaf(" ".join(words), tag)
    if tag and (whole.field not in TEXTS or whole.prefix or left_out):
        return whole
    return And(tuple(leaf(word, tag) for word in words))


def _tag(pieces: list[str]) -> str:
    return pieces.pop()[1:-1].strip() if pieces and pieces[-1][0] == "[" else ""


# the tests


@pytest.mark.parametrize("field", ["dp", "edat"])
def test_a_range_finds_what_is_dated_less_exactly_with_few_words_of_the_index(
    field: str, reader: Reader, papers: list[Paper]
) -> None:
    dice, most = random.Random(5), 0
    for _ in range(150):
        ends = sorted(
            f"{dice.randint(2017, 2023)}{dice.choice(('', '/01', '/06', '/01/01', '/06/01', '/06/30', '/12/31'))}"
            for _ in range(2)
        )
        asked = (
            Words(ends[0], field, to=dice.choice((ends[1], "")))
            if dice.random() < 0.9
            else Words("2021/06/15", field)
        )
        assert ids(reader, f"{asked.text}{':' if asked.to else ''}{asked.to}[{field}]") == search(
            papers, asked
        ), asked
        most = max(most, expression(asked).count(" OR "))
    assert most < 26


def test_what_is_dated_by_its_year_or_month_alone_counts_as_the_first(
    reader: Reader, papers: list[Paper]
) -> None:
    year = {paper.id for paper in papers if paper.day // 10_000 == 2021}
    june = {paper.id for paper in papers if paper.day // 100 == 202106}
    unknown = {paper.id for paper in papers if paper.day == 20210600}
    assert unknown < june < year
    assert set(ids(reader, '"2021/01/01"[dp] : "2021/12/31"[dp]')) == year
    assert set(ids(reader, "2021/06/01:2021/06/30[dp]")) == june
    assert unknown <= set(ids(reader, "2021/06/01[dp]"))
    assert not unknown & set(ids(reader, "2021/06/02:2021/06/30[dp]"))
    assert expression(Words("2021/06/01", "dp", to="2021/06/30")).count('"') == 2


def test_a_type_not_exploded_finds_itself_alone(reader: Reader, papers: list[Paper]) -> None:
    alone = {paper.id for paper in papers if "Clinical Trial" in paper.types}
    assert set(ids(reader, "Clinical Trial[pt:noexp]")) == alone
    assert alone < set(ids(reader, "Clinical Trial[pt]"))


def test_text_words_hold_types_and_no_names_of_journals(reader: Reader, papers: list[Paper]) -> None:
    letters = {paper.id for paper in papers if "Letter" in paper.types}
    assert letters
    assert letters <= set(ids(reader, '"letter"[tw]'))
    assert not letters & set(ids(reader, '"letter"[tiab]'))
    assert ids(reader, '"invented"[tw]') == []
    assert ids(reader, '"invented"')


def test_words_of_a_tagged_phrase_count_apart_unless_it_is_quoted_or_left_out(
    reader: Reader, papers: list[Paper]
) -> None:
    apart = search(papers, And((Words("cancer", "tiab"), Words("overall", "tiab"))))
    assert ids(reader, '"cancer overall"[tiab]') != apart != []
    assert ids(reader, "cancer overall[tiab]") == apart
    assert ids(reader, "resistance[ti] NOT cancer overall[tiab]") == ids(
        reader, 'resistance[ti] NOT "cancer overall"[tiab]'
    )


def test_there_are_many_queries_and_each_is_there_once() -> None:
    assert len(ROWS) >= 120
    assert {one["answer"] for one in ROWS} == {"supported", "explained"}
    assert len({one["form"] for one in ROWS}) == len({one["query"].casefold() for one in ROWS}) == len(ROWS)


@pytest.mark.parametrize("query", SUPPORTED)
def test_a_supported_query_finds_what_a_plain_search_of_all_records_finds(
    query: str, reader: Reader, papers: list[Paper]
) -> None:
    asked = reader.asked(query, exact=True)
    assert asked.tree is not None
    assert asked.problems == ()
    found = ids(reader, query)
    assert found == search(papers, asked.tree)
    assert found == search(papers, plainly(query))


@pytest.mark.parametrize("query", EXPLAINED)
def test_what_is_not_taken_as_it_was_typed_is_said_and_the_rest_is_found(
    query: str, reader: Reader, papers: list[Paper]
) -> None:
    asked = reader.asked(query, exact=True)
    assert asked.problems
    assert all(problem.endswith(".") for problem in asked.problems)
    assert ids(reader, query) == (search(papers, asked.tree) if asked.tree else [])


def test_most_supported_queries_find_something_and_not_everything(
    reader: Reader, papers: list[Paper]
) -> None:
    sizes = [len(ids(reader, one["query"])) for one in ROWS if one["answer"] == "supported"]
    assert sum(0 < size < len(papers) for size in sizes) >= 0.9 * len(sizes)


def test_every_field_is_asked_by_some_query(reader: Reader) -> None:
    trees = [reader.asked(one["query"], exact=True).tree for one in ROWS]
    assert {words.field for tree in trees for words in leaves(tree)} == set(LABELS)
