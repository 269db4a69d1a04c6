from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from her2ref.core.errors import UnknownId
from her2ref.core.paths import Home
from her2ref.core.query import Listing
from her2ref.library.importing import import_files
from her2ref.library.library import Library
from her2ref.library.lookup import KINDS, look_up, resolve
from her2ref.library.read import Reader
from her2ref.library.rows import Found
from her2ref.library.safety import check
from tests.data.synthetic import article_set, article_xml
from tests.library import filling


@pytest.fixture
def reader(library_home: Home) -> Iterator[Reader]:
    filling.fill(
        library_home.library,
        [
            filling.article(70000001, "Everolimus and PIK3CA", sort_date=20140501, doi="10.5555/one"),
            filling.article(70000005, "HER2 and PTEN loss", sort_date=20200101),
            filling.article(70000006, "Enhertu in practice", sort_date=20230101),
            filling.article(70000007, "PIK3CA-mutated HER2+ tumours", sort_date=20240101),
            filling.article(-7, "A paper without a PMID", abstract="A loss of something and PTEN."),
        ],
        tags=[("mechanism:pten-loss", 70000005, "terms", 0)],
    )
    made = Reader(library_home.library)
    yield made
    made.close()


def keys(found: Found) -> list[str]:
    return [hit.key for hit in found.hits]


def test_raised_and_lowered_signs_are_found_as_they_are_typed_and_shown_as_they_are(
    library_home: Home, tmp_path: Path
) -> None:
    file = tmp_path / "some.xml"
    texts = [
        article_xml(70000010, title="Uptake of ¹⁸F-quux", abstract="Nothing more."),
        article_xml(70000011, abstract="The IC₅₀ of quux was 10⁻⁹ M."),
    ]
    file.write_bytes(article_set(texts))
    library = Library(library_home.library)
    import_files(library, [file])
    reader = library.reader()
    for typed, number in (("18F-quux", 70000010), ("¹⁸F", 70000010), ("IC50", 70000011), ("ic₅₀", 70000011)):
        assert [hit.key for hit in look_up(reader, typed, kinds=("article",)).hits] == [str(number)], typed
        assert list(reader.article_ids(Listing(words=typed))) == [number]
    assert reader.article_rows([70000010])[0].title == "Uptake of ¹⁸F-quux"
    assert reader.article(70000011).article.abstract_text == "The IC₅₀ of quux was 10⁻⁹ M."
    library.close()
    assert all(found.ok for found in check(library_home.library) if found.name == "full-text index")


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("pik3", "mechanism:pik3ca-mutation"),
        ("PIK3CA-mutated", "mechanism:pik3ca-mutation"),
        ("p110alpha", "mechanism:pik3ca-mutation"),
        ("p95", "mechanism:p95her2"),
        ("611 ctf", "mechanism:p95her2"),
        ("her2 fragm", "mechanism:p95her2"),
        ("loss of PTEN", "mechanism:pten-loss"),
        ("pten def", "mechanism:pten-loss"),
        ("t-dxd", "drug:trastuzumab-deruxtecan"),
        ("TDXD", "drug:trastuzumab-deruxtecan"),
        ("dxd", "drug:trastuzumab-deruxtecan"),
        ("ds8201", "drug:trastuzumab-deruxtecan"),
        ("enher", "drug:trastuzumab-deruxtecan"),
        ("everol", "drug:everolimus"),
        ("deruxtecan trast", "drug:trastuzumab-deruxtecan"),
        ("db03", "trial:destiny-breast03"),
        ("bolero", "trial:bolero-3"),
        ("NCT03529110", "trial:destiny-breast03"),
        ("mutation", "mechanism:pik3ca-mutation"),
        ("ykerb", "drug:lapatinib"),
    ],
)
def test_a_few_letters_find_what_is_meant_first(reader: Reader, typed: str, first: str) -> None:
    assert keys(look_up(reader, typed))[0] == first


def test_a_trial_is_found_by_initials_that_nobody_wrote_down(library_home: Home) -> None:
    filling.execute(library_home.library, "DELETE FROM topic_name WHERE norm = 'db03'")
    reader = Reader(library_home.library)
    assert keys(look_up(reader, "DB-03"))[0] == "trial:destiny-breast03"
    reader.close()


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("70000005", "70000005"),
        ("PMID 70000005", "70000005"),
        ("pmid:70000005", "70000005"),
        ("article:-7", "article:-7"),
        ("article:70000005", "70000005"),
        ("10.5555/one", "70000001"),
        ("https://doi.org/10.5555/One", "70000001"),
        ("doi:10.5555/two", "reference:doi:10.5555/two"),
        ("70000002", "reference:pmid:70000002"),
        ("her2ref:mechanism:p95her2", "mechanism:p95her2"),
        ("her2ref://drug/everolimus", "drug:everolimus"),
        ("her2ref:70000005", "70000005"),
        ("reference:pmid:70000002", "reference:pmid:70000002"),
        ("web:example-label", "reference:web:example-label"),
        (" trial:bolero-3 ", "trial:bolero-3"),
    ],
)
def test_ids_lead_to_one_thing(reader: Reader, typed: str, key: str) -> None:
    found = look_up(reader, typed)
    assert keys(found) == [key]
    assert (found.total, found.articles) == (1, int(":" not in key or key.startswith("article:")))
    assert resolve(reader, typed) == key


def test_a_number_that_is_no_id_is_looked_for_as_words(reader: Reader) -> None:
    assert keys(look_up(reader, "611"))[0] == "mechanism:p95her2"


def test_kinds_stand_together_and_the_best_guess_leads(reader: Reader) -> None:
    found = look_up(reader, "everolimus")
    kinds = [hit.kind for hit in found.hits]
    assert kinds[0] == "drug"
    assert [k for n, k in enumerate(kinds) if n == 0 or kinds[n - 1] != k] == list(dict.fromkeys(kinds))
    kinds = list(dict.fromkeys(hit.kind for hit in look_up(reader, "pik3ca").hits))
    assert kinds == ["mechanism", "gene", "article"]


def test_why_says_which_name_matched(reader: Reader) -> None:
    drug = look_up(reader, "kadcy").hits[0]
    assert (drug.kind, drug.id, drug.title, drug.why) == (
        "drug",
        "trastuzumab-emtansine",
        "trastuzumab emtansine",
        "Kadcyla",
    )
    assert look_up(reader, "lapatinib").hits[0].why == ""
    assert look_up(reader, "pik3ca mutation").hits[0].why == ""
    gene = look_up(reader, "HGF").hits[0]
    assert (gene.kind, gene.id, gene.key, gene.why) == (
        "gene",
        "HGF",
        "mechanism:met-amplification",
        "MET amplification",
    )
    reference = look_up(reader, "gamma 2014", kinds=["reference"]).hits[0]
    assert (reference.id, reference.why, reference.year) == ("pmid:70000001", "J Examples, 2014", 2014)
    article = look_up(reader, "practice").hits[0]
    assert (article.id, article.why, article.year) == ("70000006", "J Examples 2023", 2023)


def test_a_name_asks_the_abstracts_for_its_other_names_and_says_so(reader: Reader) -> None:
    found = look_up(reader, "T-DXd")
    assert found.hits[-1].key == "70000006"
    assert found.understood == "T-DXd, also called trastuzumab deruxtecan, Enhertu, DS-8201a"
    assert look_up(reader, "practice").understood == ""


def test_a_whole_name_does_not_run_on_into_longer_words(library_home: Home, reader: Reader) -> None:
    filling.fill(
        library_home.library,
        [filling.article(70000020, "Metastatic zzz"), filling.article(70000021, "MET zzz")],
    )
    assert keys(look_up(reader, "MET", kinds=["article"])) == ["70000021"]
    assert set(keys(look_up(reader, "zzz metas", kinds=["article"]))) == {"70000020"}


def test_the_usual_name_is_among_the_other_names(reader: Reader) -> None:
    names = reader.names()
    assert names.others("Herceptin") == ["Herceptin", "trastuzumab"]
    assert names.others("trastuzumab") == ["trastuzumab", "Herceptin"]
    assert names.others("ERBB2") == ["ERBB2"]
    assert names.others("trastuz") == []


def test_a_topics_own_name_goes_before_shorter_aliases_of_others(library_home: Home, reader: Reader) -> None:
    add = "INSERT INTO topic_name VALUES ('pik3cax', 'mechanism:met-amplification', 'PIK3CA X', 'mechanism')"
    filling.execute(library_home.library, add)
    assert keys(look_up(reader, "pik3", kinds=["mechanism"])) == [
        "mechanism:pik3ca-mutation",
        "mechanism:met-amplification",
    ]


def test_whole_words_go_before_the_beginnings_of_others(library_home: Home, reader: Reader) -> None:
    for norm, name, key in (
        ("adcc", "ADCC", "immune-failure"),
        ("adcbinding", "ADC binding", "adc-specific"),
    ):
        filling.execute(
            library_home.library,
            "INSERT INTO topic_name VALUES (?, ?, ?, 'mechanism')",
            (norm, f"mechanism:{key}", name),
        )
    found = keys(look_up(reader, "adc", kinds=["mechanism"]))
    assert found == ["mechanism:adc-specific", "mechanism:immune-failure"]


def test_a_gene_leads_to_the_mechanism_called_after_it(library_home: Home, reader: Reader) -> None:
    add = "INSERT INTO topic_name VALUES ('pten', 'mechanism:impaired-drug-binding', 'PTEN', 'gene')"
    filling.execute(library_home.library, add)
    hits = look_up(reader, "pten", kinds=["gene"]).hits
    assert [hit.key for hit in hits] == ["mechanism:pten-loss", "mechanism:impaired-drug-binding"]


def test_letters_that_only_meet_across_words_are_no_match(reader: Reader) -> None:
    assert keys(look_up(reader, "rhe", kinds=["mechanism"])) == []
    assert keys(look_up(reader, "lossof", kinds=["mechanism"]))[0] == "mechanism:pten-loss"


def test_one_slip_is_forgiven_and_told(reader: Reader) -> None:
    found = look_up(reader, "kadcila")
    assert keys(found)[0] == "drug:trastuzumab-emtansine"
    assert found.understood == "Kadcyla for “kadcila”"
    assert keys(look_up(reader, "trastuzumab derxutecan"))[0] == "drug:trastuzumab-deruxtecan"
    assert keys(look_up(reader, "everolymus"))[0] == "drug:everolimus"
    assert keys(look_up(reader, "evreol"))[0] == "drug:everolimus"
    assert look_up(reader, "qqqqqqqq").hits == ()


def test_a_guess_without_one_of_the_words_comes_after_the_abstracts_that_have_them(
    library_home: Home, reader: Reader
) -> None:
    filling.fill(library_home.library, [filling.article(70000030, "Everolimus and quuxes")])
    found = look_up(reader, "everolimus quuxes")
    assert keys(found)[0] == "70000030"
    assert "drug:everolimus" in keys(found)
    assert found.understood == "everolimus without “quuxes”"
    assert keys(look_up(reader, "e-quuxes"))[:1] != ["drug:everolimus"]


def test_limits_and_totals(library_home: Home, reader: Reader) -> None:
    filling.fill(library_home.library, [filling.article(70000100 + n, f"Trastuzumab {n}") for n in range(30)])
    found = look_up(reader, "trastuzumab", per_kind=2, limit=10)
    assert [hit.kind for hit in found.hits].count("drug") == 2
    assert len(found.hits) == 10
    assert found.articles == 30
    assert found.total == 30 + 3
    assert look_up(reader, "trastuzumab", kinds=["drug"]).total == 3


def test_a_listing_narrows_the_articles(reader: Reader) -> None:
    listing = Listing(topics=("mechanism:pten-loss",), words="loss", sort="best")
    found = look_up(reader, "loss", kinds=["article"], listing=listing)
    assert keys(found) == ["70000005"]
    newest = look_up(reader, "pten", kinds=["article"], listing=Listing(words="pten", sort="newest"))
    assert keys(newest) == ["70000005", "article:-7"]


@pytest.mark.parametrize(
    "typed", ["", "   ", "+", '"', "T-DXd)", "NEAR(", "a OR", "title:", "-her2", "^x", "*"]
)
def test_signs_are_no_syntax(reader: Reader, typed: str) -> None:
    look_up(reader, typed)
    reader.article_ids(Listing(words=typed))


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("PIK3CA-mutated", "70000007"),
        ("HER2+", "70000007"),
        ("PTEN (loss)", "70000005"),
        ("(PTEN/loss", "70000005"),
    ],
)
def test_words_with_signs_find_abstracts(reader: Reader, typed: str, key: str) -> None:
    assert key in keys(look_up(reader, typed, kinds=["article"]))


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=300)
@given(
    st.one_of(
        st.text(max_size=60),
        st.text(alphabet='"*^():-+{} \0\tANDORNOTEpik3αβ', max_size=40),
        st.lists(
            st.sampled_from(["HER2", "AND", "NOT", "OR", "NEAR", '"', "T-DXd", "*", "title:", "(", "\ud800"])
        ).map(" ".join),
    )
)
@example("x" * 5000)
@example("10.5555/" + "\0")
@example("mechanism:\ud800")
@example("article:-999999999")
def test_nothing_typed_can_break_it(reader: Reader, typed: str) -> None:
    found = look_up(reader, typed)
    assert found.query == typed
    for sort in ("date", "best"):
        reader.article_ids(Listing(words=typed, sort=sort))
    try:
        assert resolve(reader, typed)
    except UnknownId as unknown:
        assert "Nothing in the library" in str(unknown)  # noqa: PT017


def test_a_name_resolves_and_a_guess_is_only_offered(reader: Reader) -> None:
    assert resolve(reader, "pik3ca mutation") == "mechanism:pik3ca-mutation"
    assert resolve(reader, "Herceptin") == "drug:trastuzumab"
    assert resolve(reader, "pten-loss") == "mechanism:pten-loss"
    with pytest.raises(UnknownId, match=r"Did you mean trastuzumab \(drug:trastuzumab\)"):
        resolve(reader, "Hercept")
    with pytest.raises(UnknownId):
        resolve(reader, "999999999")
    with pytest.raises(UnknownId):
        resolve(reader, "")


def test_every_kind_can_be_asked_for_alone(reader: Reader) -> None:
    for kind in KINDS:
        hits = look_up(reader, "p", kinds=[kind]).hits
        assert {hit.kind for hit in hits} <= {kind}
    assert {hit.kind for hit in look_up(reader, "pten", kinds=["gene"]).hits} == {"gene"}
