from __future__ import annotations

import datetime as dt
import random
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from her2ref.core.languages import CODES
from her2ref.core.query import LONGEST, And, Not, Or, Same, Tree, Words, as_typed, leaves
from her2ref.search.fields import shown
from her2ref.search.syntax import DEEPEST, MOST, OPERATORS, SENTENCES, read
from her2ref.search.told import told

TODAY = dt.date(2024, 2, 29)


def w(text: str) -> Words:
    return Words(text)


def q(text: str, field: str = "", near: int | None = None) -> Words:
    return Words(text, field, quoted=True, near=near)


def loose(text: str, field: str = "") -> Same:
    """A phrase with a field and no quotes: its words count apart too."""
    several = tuple(Words(word, field, quoted=not field) for word in text.split())
    return Same(Words(text, field, quoted=not field), (), several)


a, b, c = w("a"), w("b"), w("c")

TAKEN: list[tuple[str, Tree | None]] = [
    ("", None),
    ("   ", None),
    ("HER2 resistance", And((w("HER2"), w("resistance")))),
    ("a AND b", And((a, b))),
    ("a AND b AND c", And((a, b, c))),
    ("a AND (b AND c)", And((a, b, c))),
    ("a b OR c", Or((And((a, b)), c))),
    ("a OR b c", Or((a, And((b, c))))),
    ("a OR b AND c", And((Or((a, b)), c))),
    ("a OR b OR c", Or((a, b, c))),
    ("a AND b OR c", Or((And((a, b)), c))),
    ("a NOT b OR c", Or((Not(a, b), c))),
    ("a NOT b NOT c", Not(Not(a, b), c)),
    ("a AND (NOT b)", Not(a, b)),
    ("a (NOT b NOT c)", Not(a, Or((b, c)))),
    ("NOT a AND b", Not(b, a)),
    ("(a OR b) (c)", And((Or((a, b)), c))),
    ("((((a))))", a),
    ("a and b", And((a, b))),
    ("(a and b) or c", Or((And((a, b)), c))),
    ("a AND b not c", Not(And((a, b)), c)),
    ("a & b + c", And((a, b, c))),
    ("a, b; c.", And((a, b, c))),
    ("1,2-diol", w("1,2-diol")),
    ("HER2-positive T-DM1", And((w("HER2-positive"), w("T-DM1")))),
    ("HER2+ HER2(+) [18F]FDG", And((w("HER2+"), w("HER2(+)"), w("[18F]FDG")))),
    ("N3 disease", And((w("N3"), w("disease")))),
    ("n3 w2 p5", And((w("n3"), w("w2"), w("p5")))),
    ("near complete response", And((w("near"), w("complete"), w("response")))),
    ("adj a", And((w("adj"), a))),
    ("why?", w("why")),
    ("breast cancer[ti]", loose("breast cancer", "ti")),
    ("a OR her2 positive breast cancer [Title/Abstract]", Or((a, loose("her2 positive breast cancer", "tiab")))),
    ("a[ti] b c[ab]", And((Words("a", "ti"), loose("b c", "ab")))),
    ("a b[all]", loose("a b")),
    ("a & b[ti]", Same(Words("a & b", "ti"), (), (Words("a", "ti"), Words("b", "ti")))),
    ("a NOT b c[ti]", Not(a, Words("b c", "ti"))),
    ("a NOT (b OR b c[ti])", Not(a, Or((b, Words("b c", "ti"))))),
    ("NOT b c[ti] AND a", Not(a, Words("b c", "ti"))),
    ("die brust[tt]", loose("die brust", "tt")),
    ("Lancet (London, England)[ta]", q("Lancet (London, England)", "ta")),
    ("a OR Cancers (Basel) [journal] AND b", And((Or((a, q("Cancers (Basel)", "ta"))), b))),
    ("(a OR Cancers (Basel)[ta]) b", And((Or((a, q("Cancers (Basel)", "ta"))), b))),
    ("a[ti] Cancers (Basel)[ta]", And((Words("a", "ti"), q("Cancers (Basel)", "ta")))),
    ("van der berg[au]", Words("van der berg", "au")),
    ("smith j[au]", Words("smith j", "au")),
    ("trastuzumab[rn]", Words("trastuzumab", "nm")),
    ("GSK1120212[nm]", Words("GSK1120212", "nm")),
    ('"a  b"', q("a b")),
    ('“a b” „c" «d»', And((q("a b"), q("c"), q("d")))),
    ('"a b" c[ti]', And((q("a b"), Words("c", "ti")))),
    ('"a b"[ti]', q("a b", "ti")),
    ("a[all]", q("a")),
    ("trastuzumab*", Words("trastuzumab", prefix=True)),
    ('"breast neoplasm*"', Words("breast neoplasm", quoted=True, prefix=True)),
    ('"breast neoplasm"*', Words("breast neoplasm", quoted=True, prefix=True)),
    ("breast neoplasm*[ti]", Words("breast neoplasm", "ti", prefix=True)),
    ('"breast cancer"[tiab:~3]', q("breast cancer", "tiab", 3)),
    ('"breast cancer"[Title:~0]', q("breast cancer", "ti", 0)),
    ('"breast cancer" [all:~5]', q("breast cancer", "", 5)),
    ("2014[dp]", Words("2014", "dp")),
    ("2014/3[dp]", Words("2014/03", "dp")),
    ("2014/03/05[Date - Publication]", Words("2014/03/05", "dp")),
    ("2014 mar 5[dp]", Words("2014/03/05", "dp")),
    ("2010:2014[dp]", Words("2010", "dp", to="2014")),
    ("2010-2014[dp]", Words("2010", "dp", to="2014")),
    ("2010-12[dp]", Words("2010/12", "dp")),
    ("2010 - 2019[dp]", Words("2010", "dp", to="2019")),
    ("a 2010 - 2019[dp]", And((a, Words("2010", "dp", to="2019")))),
    ('"2015/01/01"[dp]-"2020/12/31"[dp]', Words("2015/01/01", "dp", to="2020/12/31")),
    ('"0001/01/01"[PDAT] : "2015/12/31"[PDAT]', Words("1000", "dp", to="2015/12/31")),
    ("inception:2015[dp]", Words("1000", "dp", to="2015")),
    ("2010/01 : 2014/06 [dp]", Words("2010/01", "dp", to="2014/06")),
    ("2010:present[dp]", Words("2010", "dp", to="3000")),
    ("2010[dp] : 2014[dp]", Words("2010", "dp", to="2014")),
    ('"2010:2014"[dp]', Words("2010", "dp", to="2014")),
    ('a AND "2010/01/01"[dp] : "2014/12/31"[dp]', And((a, Words("2010/01/01", "dp", to="2014/12/31")))),
    ('("2000/1/1"[Date - Publication] : "3000"[Date - Publication])', Words("2000/01/01", "dp", to="3000")),
    ('"last 5 years"[dp]', Words("2019/02/28", "dp", to="3000")),
    ("last 90 days[edat]", Words("2023/12/01", "edat", to="3000")),
    ("last 1 month[dp]", Words("2024/01/29", "dp", to="3000")),
    ("last 2 weeks[dp]", Words("2024/02/15", "dp", to="3000")),
    ("last 99999 years[dp]", Words("1000", "dp", to="3000")),
    ("22865781[pmid]", Words("22865781", "pmid")),
    ("22865781", Words("22865781", "pmid")),
    ("PMID: 22865781, 24742739", Or((Words("22865781", "pmid"), Words("24742739", "pmid")))),
    ("22865781 24742739[pmid]", Or((Words("22865781", "pmid"), Words("24742739", "pmid")))),
    ('"22865781,24742739"[uid]', Or((Words("22865781", "pmid"), Words("24742739", "pmid")))),
    ("10.1056/NEJMoa1209124[doi]", Words("10.1056/NEJMoa1209124", "doi")),
    ('"10.1056/NEJMoa1209124"[aid]', Words("10.1056/NEJMoa1209124", "doi")),
    ("(10.1016/S0140-6736(05)12345-6)", Words("10.1016/S0140-6736(05)12345-6", "doi")),
    ("https://doi.org/10.1056/x1.", Words("10.1056/x1", "doi")),
    ("doi: 10.1056/x1", Words("10.1056/x1", "doi")),
    ("Receptor, ErbB-2[mh]", Words("Receptor, ErbB-2", "mh")),
    ('"Receptor, ErbB-2"[MeSH Terms]', q("Receptor, ErbB-2", "mh")),
    ('"Breast Neoplasms/drug therapy"[mh]', q("Breast Neoplasms/drug therapy", "mh")),
    ("Breast Neoplasms / DT[majr:noexp]", Words("Breast Neoplasms/drug therapy", "majr")),
    ("ge[sh]", Words("genetics", "sh")),
    ('"Trastuzumab/administration and dosage"[Mesh]', q("Trastuzumab/administration & dosage", "mh")),
    ("Clinical Trial[pt:noexp]", Words("Clinical Trial", "pt:noexp")),
    ("Clinical Trial, Phase II[Publication Type:NoExp]", Words("Clinical Trial, Phase II", "pt:noexp")),
    ("Breast Neoplasms[mh:noexp]", Words("Breast Neoplasms", "mh")),
    ("slamon dj[au] 2001[dp]", And((Words("slamon dj", "au"), Words("2001", "dp")))),
    ("humans[filter]", Words("Humans", "mh")),
    ("English[Filter]", Words("English", "la")),
    ("randomizedcontrolledtrial[Filter]", Words("Randomized Controlled Trial", "pt")),
    ("systematic[sb]", Words("Systematic Review", "pt")),
    ("y_5[Filter]", Words("2019/02/28", "dp", to="3000")),
]  # fmt: skip


def test_what_is_left_out_and_what_has_a_star_does_not_go_on_while_it_is_typed() -> None:
    assert read("cancer NOT rat", typing=True).tree == Not(w("cancer"), w("rat"))
    assert read("a*", typing=True).tree == w("a")
    assert read("cancer AND rat", typing=True).tree == And((w("cancer"), p("rat")))


def test_a_phrase_is_not_endless() -> None:
    asked = read("-".join(["a"] * 50))
    assert asked.tree == w("-".join(["a"] * 40))
    assert asked.problems == (
        "Only the first 40 words of the phrase “" + shown("-".join(["a"] * 50)) + "” were used.",
    )
    assert not read('"' + " ".join(["a"] * 40) + '"[ti]').problems


@pytest.mark.parametrize(("text", "tree"), TAKEN)
def test_what_is_taken_as_it_was_typed(text: str, tree: Tree | None) -> None:
    asked = read(text, today=TODAY)
    assert asked.tree == tree
    assert asked.problems == ()
    assert asked.text == text.strip()


MENDED: list[tuple[str, Tree | None, str]] = [
    ("(a OR b", Or((a, b)), "A bracket is not closed"),
    ("a OR b) c", And((Or((a, b)), c)), "closing bracket without an opening one"),
    ("a ] b", And((a, b)), "closing square bracket without an opening one"),
    ("a AND", a, "AND has nothing behind it"),
    ("(a OR) b", And((a, b)), "OR has nothing behind it"),
    ("OR a", a, "OR has nothing before it"),
    ("a AND OR b", Or((a, b)), "“AND OR” was read as OR."),
    ("a AND NOT b", Not(a, b), "“AND NOT” was read as NOT."),
    ("a () b", And((a, b)), "Brackets with nothing"),
    ("NOT a", None, "A query that only leaves out finds nothing"),
    ("a OR (NOT b)", a, "OR cannot join what NOT leaves out"),
    ("NOT a OR b", b, "OR cannot join what NOT leaves out"),
    ("NOT (NOT a)", None, "NOT cannot join what NOT leaves out"),
    ("+ -", None, "There is nothing to look for in this query."),
    ('""', None, "holds no letter or digit"),
    ('"+"[ti] a', a, "“+” holds no letter or digit"),
    ("* a", a, "“*” holds no letter or digit"),
    ("a or b", And((a, b)), "Write OR in capitals to find either word; “or” was left out."),
    ("a not b", And((a, b)), "Write NOT in capitals to leave a word out; “not” was left out."),
    ("a | b", And((a, b)), "“|” was left out."),
    ("a -bc", And((a, w("bc"))), "Write NOT in capitals"),
    ('"a b AND c', And((q("a b"), c)), "The quotation mark before “a b” is not closed"),
    ('("a b) c', And((q("a b"), c)), "is not closed"),
    ("he*", w("he"), "at least 3 letters"),
    ("a AND 1476-4687[ta]", a, "“1476-4687” is the number of a journal, which is not kept here"),
    ("Jane Smith[au]", Words("Jane Smith", "au"), "Authors are kept by last name and initials"),
    ("smith, jane[1au]", Words("smith jane", "1au"), "“smith jane” finds few or none."),
    ("a AND 180288-69-1[rn]", a, "“180288-69-1” is the number of a substance"),
    ("a AND EC 2.7.10.1[rn]", a, "“EC 2.7.10.1” is the number of a substance"),
    ("P188ANX8CK[nm]", None, "write the substance's name."),
    ("2020[crdt]", Words("2020", "edat"), "(date of creation) was read as the date of entry"),
    ("her*2", w("her2"), "at the end of a word only"),
    ("*mab", w("mab"), "at the end of a word only"),
    ("tumo?r", Words("tumo", prefix=True), "“tumo?r” was looked for as “tumo*”."),
    ("neoplasm$", Words("neoplasm", prefix=True), "only wildcard"),
    ("wo#n", w("won"), "only wildcard"),
    ("trast* resist*[ti]", And((Words("trast", "ti", prefix=True), Words("resist", "ti", prefix=True))), "one by one"),
    ("#1 AND #2 NOT #3", None, "Line numbers of a search history"),
    ("#1 AND a", a, "Line numbers of a search history"),
    ("breast ADJ3 cancer", And((w("breast"), w("cancer"))), "“ADJ3” was read as AND"),
    ("breast adj3 cancer", And((w("breast"), w("cancer"))), "“adj3” was read as AND"),
    ("breast near/3 cancer", And((w("breast"), w("cancer"))), "“near/3” was read as AND"),
    ("breast NEAR3 cancer", And((w("breast"), w("cancer"))), "“NEAR3” was read as AND"),
    ("breast adj cancer", And((w("breast"), w("cancer"))), "“adj” was read as AND"),
    ("breast next/2 cancer", And((w("breast"), w("cancer"))), "“next/2” was read as AND"),
    ("(a) adj2 (b)", And((a, b)), "“adj2” was read as AND"),
    ("breast NEAR/3 cancer", And((w("breast"), w("cancer"))), "“NEAR/3” was read as AND"),
    ('"a b"[tiab:~]', q("a b", "tiab"), "belongs a number of words"),
    ("breast[ti:~2]", Words("breast", "ti"), "Only several words"),
    ('"a b"[mh:~2]', q("a b", "mh"), "cannot be near each other in [mh]"),
    ('"breast cance*"[ti:~2]', q("breast cance", "ti", 2), "A star means nothing"),
    ("[ti] a", a, "A field belongs behind its word; [ti] was left out."),
    ("a OR [ti] b", Or((a, b)), "A field belongs behind its word"),
    ("a[ti", Words("a", "ti"), "it was read as [ti]."),
    ("a [", a, "is not closed and was left out"),
    ("(a OR b c[ab])[ti]", Or((Words("a", "ti"), loose("b c", "ab"))), "[ti] was given to each word in them."),
    ("(a NOT b)[ti]", Not(Words("a", "ti"), Words("b", "ti")), "[ti] was given to each word in them."),
    ("(a b)[vi] c", c, "[vi] (volume)"),
    ("a b[ad] c", And((a, b, c)), "[ad] (affiliation)"),
    ("a[xyz]", a, "“[xyz]” is no field of PubMed"),
    ("1[vi] a", a, "[vi] (volume) is not kept here; this part of the query was left out."),
    ("cancer[sb] a", a, "The filter “cancer” is not kept here"),
    ("hasabstract a", a, "The filter “hasabstract”"),
    ("hasabstract[text] AND a", a, "The filter “hasabstract”"),
    ("2014/13[dp] a", a, "“2014/13” is no date"),
    ("2014/02/30[dp] a", a, "“2014/02/30” is no date"),
    ("soon[dp] a", a, "“soon” is no date"),
    ("2010:2014/13[dp] a", a, "is no date"),
    ("2014:2010[dp]", Words("2010", "dp", to="2014"), "runs backwards"),
    ("2014/05:2014[dp]", Words("2014/05", "dp", to="2014"), ""),
    ("a AND 2010:2019", And((a, Words("2010", "dp", to="2019"))), "“2010:2019” was read as dates of publication"),
    ('"2019"[dp] : "2022"[edat]', Words("2019", "dp", to="2022"), "[dp] was taken for both."),
    ("a AND present[dp]", a, "“present” is no date"),
    ("2010:[dp]", Words("2010", "dp", to="3000"), "has one end"),
    ("1 x[pmid]", Words("1", "pmid"), "“x” is no PMID"),
    ("S0140[aid]", q("S0140"), "“S0140” is no DOI"),
    ("a " * 500, And((a,) * MOST), "Only the first 400 words"),
    ("a" * (LONGEST + 1), w("a" * LONGEST), "Only the first 4,000 characters"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "tree", "said"), MENDED)
def test_what_is_mended_is_told(text: str, tree: Tree | None, said: str) -> None:
    asked = read(text, today=TODAY)
    assert asked.tree == tree
    assert said in " ".join(asked.problems)
    assert len(asked.problems) <= 2


def p(text: str) -> Words:
    return Words(text, prefix=True)


TYPED: list[tuple[str, Tree | None]] = [
    ("trastuz", p("trastuz")),
    ("a trastuz", And((a, p("trastuz")))),
    ("trastuzumab ", w("trastuzumab")),
    ("trastuzumab,", w("trastuzumab")),
    ("HER2-p", p("HER2-p")),
    ("trastuzumab AND", w("trastuzumab")),
    ("trastuzumab AND ", w("trastuzumab")),
    ("trastuzumab or", w("trastuzumab")),
    ("trastuzumab AN", And((w("trastuzumab"), p("AN")))),
    ("AND", None),
    ("ANDRO", p("ANDRO")),
    ("trastuzumab [", w("trastuzumab")),
    ("trastuzumab[ti", w("trastuzumab")),
    ("a b [Date - Pub", And((a, b))),
    ("a[ti] b", And((Words("a", "ti"), p("b")))),
    ("a[ti]", Words("a", "ti")),
    ('"breast canc', q("breast canc")),
    ('"breast canc"', q("breast canc")),
    ("(a OR (b", Or((a, p("b")))),
    ("a AND (", a),
    ("a AND (b)", And((a, b))),
    ("a +", a),
    ("a adj3", And((a, p("adj3")))),
    ("HER2/", p("HER2/")),
    ("a 2010:2019", And((a, Words("2010", "dp", to="2019")))),
    ("a 2010:2019[d", And((a, Words("2010", "dp", to="2019")))),
]


@pytest.mark.parametrize(("text", "tree"), TYPED)
def test_what_is_still_being_typed_needs_no_sentence(text: str, tree: Tree | None) -> None:
    asked = read(text, typing=True)
    assert asked.tree == tree
    assert asked.problems == ()


def test_while_typing_what_is_wrong_before_the_end_is_told() -> None:
    assert read("a) b", typing=True).problems
    assert read("a[ti AND b", typing=True).tree == And((Words("a", "ti"), p("b")))


def test_a_query_with_many_faults_has_an_end() -> None:
    problems = read(" ".join(f"a[x{number}y]" for number in range(100))).problems
    assert len(problems) == SENTENCES + 1


def depth(tree: Tree | None) -> int:
    match tree:
        case And(parts) | Or(parts):
            return 1 + max(depth(part) for part in parts)
        case Not(keep, drop):
            return 1 + max(depth(keep), depth(drop))
    return 1


def sound(text: str, *, typing: bool) -> None:
    asked = read(text, typing=typing, today=TODAY)
    assert all(
        problem.endswith(".") and len(problem) > 10 and len(problem) < 300 for problem in asked.problems
    )
    assert depth(asked.tree) <= DEEPEST + 2
    assert all(any(sign.isalnum() for sign in leaf.text) for leaf in leaves(asked.tree))
    assert isinstance(told(asked.tree), str)
    if asked.tree is None and any(sign.isalnum() for sign in text) and not typing:
        assert asked.problems


@given(st.text(), st.booleans())
def test_any_text_is_read(text: str, typing: bool) -> None:
    sound(text, typing=typing)


PIECES = (
    *("(", ")", "[", "]", '"', "“", "”", "*", "?", "$", "#1", "~", ":", "-", "/", ",", ";", ".", "|", " ", " ", " "),
    *(" AND ", " OR ", " NOT ", " and ", " or ", " not ", "AND", "NOT ", "NEAR/3", " ADJ2 ", "[18F]F", "HER2(+)"),
    *("[ti]", "[tiab:~3]", "[mh]", "[dp]", "[pmid]", "[doi]", "[ad]", "[vi]", "[xyz]", "[sb]", "[filter]", "[ti"),
    *("a", "her2", "breast cancer", "trastuzumab*", "2014", "2010:2014", "2014/13", "22865781", "10.1056/x"),
    *("ä", "\t", "\0", "[all]", "humans", "hasabstract", "last 5 years", '"2010"[dp]', "Neoplasms/dt"),
    *("²", "\u200b", "１", "\ue000", "exp ", "/", "/exp", "'", "'a b'/de", ".ti,ab.", ":ti", "/lim", "limit 3 to "),
    *("Filters: ", "Search ", "Search: (", "TS=", "TI ", "[mh ", "MeSH descriptor: [", "or/1-3", "#4 Search", "adj3"),
    *(" - ", " to ", "inception", "present", "0001/01/01", "2010:2019", "[edat]", "[la]", "en", "dosage", "[sh]"),
    *("(Basel)[ta]", "Lancet (", ")[ta]", "[tt]", "1476-4687", "EC 2.7.10.1", "[rn]", "[crdt]", "jane smith[au]"),
)  # fmt: skip


@pytest.mark.parametrize("seed", range(4))
def test_a_heap_of_signs_is_read(seed: int) -> None:
    chance = random.Random(seed)
    for _ in range(5_000):
        sound("".join(chance.choices(PIECES, k=chance.randint(1, 24))), typing=chance.random() < 0.3)


@pytest.mark.parametrize(
    "text",
    ["(" * 4_000, "(" * 1_990 + "a" + ")" * 1_990, '"' * 3_999, "[" * 4_000, "a NOT " * 660, "a OR b AND " * 360,
     "(a OR (b AND " * 300, "(" * 600 + "a b" + ")[ti]" * 600, "a[xyzzy]" * 500, "*" * 4_000, "2014 : " * 570,
     "10.1234/(" * 440, "1," * 1_990 + "[pmid]", "a[" + ":~" * 1_990 + "]", "a" + " " * 3_990 + "b", "a-" * 2_000,
     '"2014"[dp]:' * 360, "2014" + "/1" * 1_990 + "[dp]", "$a" * 2_000, "AND " * 1_000, "a[ti" * 1_000,
     "exp a" * 799 + "/", "'a" * 1_999 + "'/exp", "limit 1 to (" * 330, "limit 1 to ((" + "a" * 3_900, "a.ti,ab" * 570,
     ".ti" + ",ab" * 1_300, "or a/" * 800, "(a " * 1_300 + "/", "[mh a" * 800, "TS=(" * 1_000, "Filters: " * 440,
     "2014 - " * 570, "2010 to " * 500, "administration and dosage " * 150 + "[sh]", "'" * 3_990 + "/de", "a/" * 2_000,
     "a (b)[ta] " * 400, "(a)[ta]" * 570, "a AND " * 600 + "(b)[ta]", "a b[ti] " * 500],
)  # fmt: skip
def test_no_query_takes_long_or_goes_too_deep(text: str) -> None:
    begun = time.perf_counter()
    for typing in (False, True):
        sound(text, typing=typing)
    assert time.perf_counter() - begun < 1


def test_words_that_count_apart_are_counted() -> None:
    asked = read("a b c[ti] " * 300)
    assert any(f"first {MOST} words" in problem for problem in asked.problems)
    assert MOST - 3 < sum(len(part.apart) for part in asked.tree.parts) <= MOST  # type: ignore[union-attr]


def test_a_deep_query_keeps_its_beginning() -> None:
    asked = read("(a OR (b AND " * 300)
    assert asked.tree is not None
    assert any("nested too deeply" in problem for problem in asked.problems)
    deep = read("(a OR (b AND " * 40 + "c" + ")" * 80)
    assert deep.problems == ()
    assert depth(deep.tree) == 81


PLAIN = st.from_regex("[a-zA-Z][a-z]{2,6}[0-9]?", fullmatch=True).filter(
    lambda word: word not in OPERATORS and word.lower() != "hasabstract"
)
PHRASE = st.lists(PLAIN, min_size=2, max_size=3).map(" ".join)
DAY = st.dates(dt.date(1900, 1, 1), dt.date(2100, 1, 1)).map(lambda day: f"{day:%Y/%m/%d}")
LEAF = st.one_of(
    PLAIN.map(Words),
    st.builds(Words, PLAIN, prefix=st.booleans()),
    st.builds(Words, PHRASE, st.sampled_from(["", "ti", "ab", "mh", "ta"]), st.just(True), st.booleans()),
    st.builds(Words, PHRASE, st.sampled_from("mh majr nm ot pt pt:noexp".split())),
    st.builds(loose, PHRASE, st.sampled_from("ti ab tiab tw tt".split())),
    st.builds(Words, PLAIN, st.sampled_from(["au", "1au"])),
    st.builds(Words, st.sampled_from(sorted(CODES)), st.just("la")),
    st.builds(Words, PHRASE, st.sampled_from(["", "ti", "tiab"]), st.just(True), near=st.integers(0, 50)),
    st.builds(Words, DAY, st.sampled_from(["dp", "edat"])),
    st.builds(lambda first, last: Words(min(first, last), "dp", to=max(first, last)), DAY, DAY),
    st.builds(Words, st.integers(1, 99_999_999).map(str), st.just("pmid")),
)  # fmt: skip


def joined(kind: type[And | Or], parts: list[Tree]) -> Tree:
    flat: list[Tree] = []
    for part in parts:
        flat += part.parts if isinstance(part, And | Or) and type(part) is kind else [part]
    return kind(tuple(flat))


TREE: st.SearchStrategy[Tree] = st.recursive(
    LEAF,
    lambda below: st.one_of(
        st.builds(joined, st.sampled_from([And, Or]), st.lists(below, min_size=2, max_size=4)),
        st.builds(lambda keep, drop: Not(keep, as_typed(drop)), below, below),
    ),
    max_leaves=12,
)


def typed(tree: Tree, *, inside: bool = False) -> str:
    match tree:
        case Words(text, tag, quoted, prefix, near, to):
            text = f"{text}:{to}" if to else text + "*" * prefix
            text = f'"{text}"' if quoted else text
            return (
                f"{text}[{tag or 'all'}:~{near}]" if near is not None else f"{text}[{tag}]" if tag else text
            )
        case Same(asked):
            return typed(asked)
        case And(parts):
            text = " AND ".join(typed(part, inside=True) for part in parts)
        case Or(parts):
            text = " OR ".join(typed(part, inside=True) for part in parts)
        case Not(keep, drop):
            text = f"{typed(keep, inside=True)} NOT {typed(drop, inside=True)}"
        case _:
            raise AssertionError(tree)
    return f"({text})" if inside else text


@given(TREE)
def test_a_query_written_out_is_read_as_it_was_meant(tree: Tree) -> None:
    asked = read(typed(tree))
    assert asked.problems == ()
    assert asked.tree == tree
