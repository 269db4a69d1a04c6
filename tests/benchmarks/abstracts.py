"""Invented abstracts in any number whose words are spread as in real ones, and a library filled with them.

Two lists make the text: words and phrases of the field, each put into a fixed share of the records (`TERMS`), and a
vocabulary of common words followed by hundreds of thousands of invented ones, drawn by a law of Zipf and Mandelbrot
whose tail is steep enough that new words keep coming: about 35,000 in 10,000 records, 100,000 in 100,000, 270,000 in a
million. A word that has occurred in a record is the likelier to occur there again. No sentence is anybody's.

A block of records depends on the seed and its own number only, so the first records are the same whatever the total.
"""

from __future__ import annotations

import random
import sqlite3
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from pathlib import Path
from statistics import NormalDist
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from her2ref.core.article import Article, MeshHeading, Qualifier
from her2ref.core.paths import Home, resources
from her2ref.library import anchors, engine, index, opening
from her2ref.search import kinds

if TYPE_CHECKING:
    from numpy.typing import NDArray

SEED: Final = 11
BLOCK: Final = 2_000
LENGTH, SPREAD = 185, 0.38
"""Mean words of an abstract, and the deviation of their logarithm."""
TITLE: Final = 13
AGAIN: Final = 0.3
"""Share of words that are drawn from what the record has said already."""
TOGETHER: Final = 0.3
"""How far terms of the field keep company: the correlation of what decides whether a record has them."""
VOCABULARY, OFFSET, KNEE, TAIL = 600_000, 3.0, 4_000, 2.15
"""Words; Mandelbrot's offset; the rank from which the exponent is `TAIL` and no longer 1."""
FIRST_ID, STEP = 8_000_000, 29
"""A library of one field holds one in some dozens of PubMed's numbers."""
FIRST_DAY, LAST_DAY = date(1985, 1, 1), date(2026, 9, 30)
TAGS: Final = 2
"""Tags by terms that an article gets."""

TERMS: Final = (
    ("tumor", 0.45, 3, 0.1), ("cancer", 0.45, 3, 0.3), ("breast cancer", 0.35, 3, 0.5), ("HER2", 0.29, 4, 0.4),
    ("metastatic", 0.3, 2, 0.2), ("chemotherapy", 0.3, 2, 0.1), ("HER2-positive", 0.2, 3, 0.4),
    ("trastuzumab", 0.22, 4, 0.4), ("resistance", 0.2, 3, 0.2), ("overall survival", 0.2, 2, 0.05),
    ("progression-free survival", 0.15, 2, 0.05), ("estrogen receptor", 0.15, 2, 0.1),
    ("immunohistochemistry", 0.15, 1, 0.03), ("adjuvant", 0.1, 2, 0.3), ("randomized", 0.1, 1, 0.2),
    ("neoadjuvant", 0.08, 2, 0.4), ("tyrosine kinase inhibitor", 0.06, 2, 0.2), ("pertuzumab", 0.06, 3, 0.5),
    ("phase III", 0.06, 1, 0.3), ("gastric cancer", 0.06, 2, 0.5), ("lapatinib", 0.05, 3, 0.5),
    ("brain metastases", 0.04, 2, 0.4), ("antibody-drug conjugate", 0.04, 2, 0.3), ("ERBB2", 0.04, 2, 0.2),
    ("hormone receptor", 0.04, 1, 0.1), ("pathologic complete response", 0.04, 2, 0.2),
    ("cardiotoxicity", 0.03, 2, 0.3), ("trastuzumab emtansine", 0.03, 2, 0.5), ("PIK3CA mutation", 0.03, 2, 0.2),
    ("PI3K", 0.03, 2, 0.1), ("ERBB2 amplification", 0.03, 2, 0.2), ("trastuzumab deruxtecan", 0.02, 3, 0.6),
    ("neratinib", 0.02, 3, 0.6), ("trastuzumab resistance", 0.02, 2, 0.4), ("tucatinib", 0.015, 3, 0.6),
    ("pyrotinib", 0.01, 3, 0.6), ("PTEN loss", 0.01, 2, 0.3), ("interstitial lung disease", 0.008, 2, 0.2),
    ("transfected", 0.03, 1, 0.0), ("tras", 0.0002, 1, 0.0), ("p95HER2", 0.003, 2, 0.4),
    ("margetuximab", 0.002, 2, 0.6), ("zanidatamab", 0.0005, 2, 0.8), ("ertumaxomab", 0.0001, 2, 0.8),
)  # fmt: skip
"""A term, the share of records that have it, how often it then occurs on average, and how many have it in the title."""

COMMON: Final = (
    "the of and in to with a was for were patients that by from or is as be this an at on we than these are had not "
    "treatment cells expression between study results after both may clinical group using more compared associated "
    "disease analysis which levels have during effect response p therapy increased risk who been showed cell all "
    "significantly high data has two human well higher significant years gene studies however but protein also "
    "months rate respectively factors n control non growth low mean based ci time use median among tissue used its "
    "activity type their levels dose one toxicity prognostic lower diagnosis samples trial growth "
    "women age outcome events markers total observed identified whereas model potential outcomes "
    "when different positive negative three specific found including new methods conclusion objective background "
    "role evidence major further early advanced development mechanism molecular related case cases cohort within "
    "evaluated demonstrated year important number first no stage grade serum plasma mutation mutations signaling "
    "pathway inhibition binding surgery therapeutic target targeted monoclonal antibody efficacy safety adverse "
    "weeks day days per mg kg ml dna rna mrna vitro vivo mice line lines node lymph histological primary recurrence "
    "multivariate univariate hazard ratio confidence interval score imaging biopsy follow-up assay sequencing "
    "antigen vaccine uptake kinase inhibitor phosphorylation apoptosis proliferation invasion migration epithelial "
    "mesenchymal transcription factor promoter methylation copy fluorescence hybridization immune infiltrating "
    "lymphocytes checkpoint endocrine aromatase tamoxifen anthracycline taxane docetaxel paclitaxel capecitabine "
    "carboplatin cardiac ventricular ejection fraction left heart failure quality life cost countries population "
    "registry incidence mortality screening cycle arrest subtype luminal basal-like triple-negative "
    "stem biomarkers prediction concordance retrospective prospective retrospectively multicenter open-label placebo"
).split()
NUMBERS: Final = (
    "95% 0.05 0.001 0.01 2 3 1 4 10 12 6 5 20 50% 30 100 24 8 7 15 36 40 0.02 0.03 1.5 60% 18 25 0.8 2.5 70 80% 48 "
    "9 16 14 21 0.5 10% 20% 5% 30% 40% 75 90 33 42 1.2 2.1 3.4 0.65 0.72 11.3 6.8 17.5 22.4 31% 44% 58% 67% 1998 "
    "2005 2010 2012 2015 2018 2020"
).split()
ONSETS: Final = (
    "b br c ch cr d dr f fl g gl h k l m n p ph pl pr qu r s sc sp st t th tr v x z a e i o u".split()
)
NUCLEI: Final = "a e i o u an en in on ar er or al el yl ox ax io ia".split()
ENDINGS: Final = "in ase ine ol um osis ic al oma ide ate yl ene tin mab nib gen sis tion ity ous s".split()

DESCRIPTORS: Final = tuple(
    "Humans|Female|Breast Neoplasms|Receptor, ErbB-2|Middle Aged|Adult|Aged|Trastuzumab|Antineoplastic Combined "
    "Chemotherapy Protocols|Male|Animals|Cell Line, Tumor|Prognosis|Treatment Outcome|Antibodies, Monoclonal, "
    "Humanized|Neoplasm Staging|Mice|Biomarkers, Tumor|Disease-Free Survival|Neoplasm Metastasis|Receptors, "
    "Estrogen|Antineoplastic Agents|Receptors, Progesterone|Immunohistochemistry|Signal Transduction|Gene Expression "
    "Regulation, Neoplastic|Drug Resistance, Neoplasm|Retrospective Studies|Aged, 80 and over|Cell "
    "Proliferation|Lapatinib|Chemotherapy, Adjuvant|Apoptosis|Follow-Up Studies|Mutation|Kaplan-Meier "
    "Estimate|Lymphatic Metastasis|Neoadjuvant Therapy|Risk Factors|Survival Rate|Prospective Studies|ErbB "
    "Receptors|Quinazolines|Gene Amplification|Phosphorylation|Xenograft Model Antitumor Assays|Mice, "
    "Nude|Brain Neoplasms|Protein Kinase Inhibitors|In Situ Hybridization, Fluorescence|Neoplasm Recurrence, "
    "Local|Taxoids|Survival Analysis|Antibodies, Monoclonal|Stomach Neoplasms|Multivariate Analysis|Carcinoma, "
    "Ductal, Breast|Proto-Oncogene Proteins c-akt|Phosphatidylinositol 3-Kinases|Docetaxel|Paclitaxel|Ado-Trastuzumab "
    "Emtansine|Immunoconjugates|Camptothecin|Cardiotoxicity|Tumor Microenvironment|Lymphocytes, "
    "Tumor-Infiltrating|Triple Negative Breast Neoplasms|Class I Phosphatidylinositol 3-Kinases|PTEN "
    "Phosphohydrolase|TOR Serine-Threonine Kinases|Tamoxifen|Aromatase Inhibitors|Capecitabine|Carboplatin|"
    "Doxorubicin|Anthracyclines|Cyclophosphamide|Epirubicin|Fluorouracil|Cisplatin|Gemcitabine|Vinorelbine|"
    "Molecular Targeted Therapy|Precision Medicine|Heart Failure|Ventricular Function, Left|Stroke "
    "Volume|Quality of Life|Cost-Benefit Analysis|Cohort Studies|Case-Control Studies|Double-Blind Method|Young "
    "Adult|Adolescent|Child|Pregnancy|Lung Neoplasms|Colorectal Neoplasms|Ovarian Neoplasms|Prostatic "
    "Neoplasms|Uterine Neoplasms|Esophageal Neoplasms|Pancreatic Neoplasms|Urinary Bladder Neoplasms|Liver "
    "Neoplasms|Bone Neoplasms|Skin Neoplasms|Adenocarcinoma|Carcinoma, Squamous Cell|Carcinoma, Intraductal, "
    "Noninfiltrating|Carcinoma, Lobular|Neoplasm Invasiveness|Neoplasm Grading|Neoplasm Proteins|Neoplasm "
    "Transplantation|Neoplastic Cells, Circulating|Neoplastic Stem Cells|Epithelial-Mesenchymal Transition|Cell "
    "Movement|Cell Survival|Cell Cycle|Cell Membrane|Cell Division|Down-Regulation|Up-Regulation|Transfection|RNA, "
    "Messenger|RNA, Small Interfering|MicroRNAs|RNA, Long Noncoding|DNA Methylation|DNA, Neoplasm|DNA Copy Number "
    "Variations|High-Throughput Nucleotide Sequencing|Polymerase Chain Reaction|Reverse Transcriptase Polymerase "
    "Chain Reaction|Blotting, Western|Flow Cytometry|Enzyme-Linked Immunosorbent Assay|Oligonucleotide Array "
    "Sequence Analysis|Gene Expression Profiling|Transcriptome|Proteomics|Genomics|Polymorphism, Single "
    "Nucleotide|Genotype|Alleles|Genetic Predisposition to Disease|BRCA1 Protein|BRCA2 Protein|Tumor Suppressor "
    "Protein p53|Ki-67 Antigen|Cyclin D1|Cyclin-Dependent Kinase 4|Receptor, ErbB-3|Receptor, IGF Type 1|Vascular "
    "Endothelial Growth Factor A|Epidermal Growth Factor|Neuregulin-1|Proto-Oncogene Proteins|Proto-Oncogene "
    "Proteins c-met|src-Family Kinases|Mitogen-Activated Protein Kinases|Extracellular Signal-Regulated MAP "
    "Kinases|HSP90 Heat-Shock Proteins|Ubiquitin|Proteasome Endopeptidase Complex|Autophagy|Endocytosis|"
    "Lysosomes|Hypoxia|Oxidative Stress|Mitochondria|Cholesterol|Fatty Acid Synthases|Insulin|Obesity|Diabetes "
    "Mellitus, Type 2|Body Mass Index|Menopause|Time Factors|Age Factors|Sensitivity and Specificity|"
    "Reproducibility of Results|Predictive Value of Tests|ROC Curve|Odds Ratio|Proportional Hazards "
    "Models|Models, Biological|Models, Molecular|Disease Models, Animal|Rats|Rabbits|Macaca fascicularis|"
    "Antibody-Dependent Cell Cytotoxicity|Killer Cells, Natural|Receptors, IgG|T-Lymphocytes|Dendritic "
    "Cells|Macrophages|Cancer Vaccines|Immunotherapy|Programmed Cell Death 1 Receptor|B7-H1 Antigen|Receptors, "
    "Chimeric Antigen|Antibodies, Bispecific|Single-Chain Antibodies|Nanoparticles|Liposomes|Drug Delivery "
    "Systems|Positron-Emission Tomography|Magnetic Resonance Imaging|Mammography|Ultrasonography|Radiotherapy, "
    "Adjuvant|Mastectomy|Sentinel Lymph Node Biopsy|Biopsy|Practice Guidelines as Topic|Clinical Trials as "
    "Topic|Randomized Controlled Trials as Topic|United States|Europe|China|Japan|Registries".split("|")
)
QUALIFIERS: Final = tuple(
    "drug therapy|pathology|genetics|metabolism|therapeutic use|adverse effects|administration & dosage|"
    "pharmacology|analysis|antagonists & inhibitors|mortality|diagnosis|surgery|immunology|therapy|drug effects|"
    "methods|epidemiology|secondary|diagnostic imaging|pharmacokinetics|blood|chemistry|radiotherapy".split(
        "|"
    )
)
TYPES: Final[tuple[tuple[tuple[str, ...], float], ...]] = (
    (("Journal Article",), 44),
    (("Journal Article", "Research Support, Non-U.S. Gov't"), 18),
    (("Journal Article", "Review"), 14),
    (("Case Reports", "Journal Article"), 6),
    (("Comparative Study", "Journal Article"), 4),
    (("Journal Article", "Randomized Controlled Trial"), 3),
    (("Clinical Trial, Phase II", "Journal Article"), 3),
    (("Clinical Trial, Phase III", "Journal Article", "Multicenter Study", "Randomized Controlled Trial"), 2),
    (("Clinical Trial, Phase I", "Journal Article"), 1),
    (("Journal Article", "Meta-Analysis", "Systematic Review"), 2),
    (("Journal Article", "Observational Study"), 1),
    (("Practice Guideline",), 0.3),
    (("Editorial",), 1),
    (("Comment", "Letter"), 1),
)
LANGUAGES: Final = (
    ("eng", 93),
    ("chi", 2),
    ("ger", 1.5),
    ("fre", 1.2),
    ("jpn", 1),
    ("spa", 0.8),
    ("rus", 0.5),
)
LABELS: Final = ("BACKGROUND", "METHODS", "RESULTS", "CONCLUSIONS")


@dataclass(frozen=True, slots=True)
class Record:
    """One invented record; `authors`, `types` and `languages` one a line."""

    title: str
    abstract: str
    authors: str
    mesh: list[MeshHeading]
    journal: str
    journal_abbrev: str
    types: tuple[str, ...]
    language: str


def _made(draw: random.Random, known: set[str], count: int, *, ended: bool) -> list[str]:
    """`count` invented words that are not in `known`; they are added to it."""
    found: list[str] = []
    pieces = [onset + nucleus for onset in ONSETS for nucleus in NUCLEI]
    while len(found) < count:
        chosen = draw.choices(pieces, k=draw.choice((1, 2, 2, 2, 3, 3)))
        word = "".join(chosen) + (draw.choice(ENDINGS) if ended else "")
        kind = draw.random()
        if ended and kind < 0.1:  # a gene, a cell line, a compound
            word = f"{word[:4].upper()}{draw.randint(1, 99)}"
        elif ended and kind < 0.13:
            word = f"{draw.choice(ENDINGS)}-{word}"
        if len(word) > 2 and word not in known:
            known.add(word)
            found.append(word)
    return found


def _cumulated(weights: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.cumsum(weights / weights.sum())


class Abstracts:
    """A seeded source of records."""

    def __init__(self, seed: int = SEED) -> None:
        self.seed = seed
        draw = random.Random(seed)
        known = {*COMMON, *(word for term, *_ in TERMS for word in term.split())}
        head = list(dict.fromkeys(COMMON))
        for place, number in enumerate(NUMBERS):
            head.insert(12 + 4 * place, number)
        words = head + _made(draw, known, VOCABULARY - len(head), ended=True)
        self._words = np.array(words + [term for term, *_ in TERMS], dtype=object)
        rank = np.arange(1, VOCABULARY + 1) + OFFSET
        weight = 1 / rank
        weight[KNEE:] *= (rank[KNEE] / rank[KNEE:]) ** (TAIL - 1)
        self._law = _cumulated(weight)
        self._families = [name.capitalize() for name in _made(draw, known, 30_000, ended=False)]
        self._family_law = _cumulated(1 / (np.arange(len(self._families)) + 300.0))
        self._mesh_law = _cumulated(1 / (np.arange(len(DESCRIPTORS)) + 4.0))
        names = [name.capitalize() for name in _made(draw, known, 300, ended=False)]
        self._journals = [(f"Journal of {name} research", f"J {name[:6]} Res") for name in names]
        self._headings: dict[int, MeshHeading] = {}

    @cached_property
    def _thresholds(self) -> NDArray[np.float64]:
        return np.array([NormalDist().inv_cdf(share) for _, share, _, _ in TERMS])

    def records(self, count: int) -> Iterator[Record]:
        """The first `count` records."""
        for block in range(-(-count // BLOCK)):
            yield from self._block(block)[: count - block * BLOCK]

    def _block(self, number: int) -> list[Record]:
        rng = np.random.default_rng((self.seed, number))
        titles = np.clip(rng.normal(TITLE, 4, BLOCK), 5, 30).astype(int)
        long = rng.lognormal(np.log(LENGTH) - SPREAD**2 / 2, SPREAD, BLOCK)
        lengths = titles + np.clip(long, 40, 700).astype(int)
        tokens = self._drawn(rng, lengths)
        starts = np.cumsum(lengths) - lengths
        self._put_terms(rng, tokens, starts, titles, lengths)
        words: list[str] = self._words[tokens].tolist()
        draw = random.Random(self.seed * 1_000_003 + number)
        people, subjects, types, languages, journals = self._others(rng)
        found = []
        for place, (start, title, length) in enumerate(
            zip(starts.tolist(), titles.tolist(), lengths.tolist(), strict=True)
        ):
            line = " ".join(words[start : start + title])
            text = _sentences(words[start + title : start + length], draw)
            found.append(
                Record(
                    f"{line[0].upper()}{line[1:]}.", text, people[place], subjects[place], *journals[place],
                    types[place], languages[place],
                )
            )  # fmt: skip
        return found

    def _drawn(self, rng: np.random.Generator, lengths: NDArray[np.int64]) -> NDArray[np.int64]:
        """Words by the law, some of them taken from earlier in the same record."""
        total = int(lengths.sum())
        tokens = np.searchsorted(self._law, rng.random(total))
        place = np.arange(total)
        within = place - np.repeat(np.cumsum(lengths) - lengths, lengths)
        back = (rng.random(total) * within).astype(int)
        from_ = np.where((rng.random(total) < AGAIN) & (within > 0), place - within + back, place)
        while not np.array_equal(further := from_[from_], from_):
            from_ = further
        return np.minimum(tokens[from_], VOCABULARY - 1)

    def _put_terms(
        self,
        rng: np.random.Generator,
        tokens: NDArray[np.int64],
        starts: NDArray[np.int64],
        titles: NDArray[np.int64],
        lengths: NDArray[np.int64],
    ) -> None:
        """Puts the field's terms over drawn words, the rarest last. Those of one record lie around one place."""
        shared = rng.standard_normal((BLOCK, 1)) * TOGETHER**0.5
        own = rng.standard_normal((BLOCK, len(TERMS))) * (1 - TOGETHER) ** 0.5
        has = shared + own < self._thresholds
        for column in sorted(range(len(TERMS)), key=lambda n: -TERMS[n][1]):
            _, _, uses, in_title = TERMS[column]
            records = np.nonzero(has[:, column])[0]
            titled = records[rng.random(len(records)) < in_title]
            tokens[starts[titled] + (rng.random(len(titled)) * titles[titled]).astype(int)] = (
                VOCABULARY + column
            )
            middle = rng.random(len(records))
            many = np.repeat(np.arange(len(records)), 1 + rng.poisson(uses - 1, len(records)))
            where = np.clip(middle[many] + rng.normal(0, 0.15, len(many)), 0, 0.999)
            record = records[many]
            room = lengths[record] - titles[record]
            tokens[starts[record] + titles[record] + (where * room).astype(int)] = VOCABULARY + column

    def _others(
        self, rng: np.random.Generator
    ) -> tuple[list[str], list[list[MeshHeading]], list[tuple[str, ...]], list[str], list[tuple[str, str]]]:
        """Authors, headings, publication types, languages and journals of a block."""
        who = np.searchsorted(self._family_law, rng.random((BLOCK, 8))).tolist()
        initials = rng.integers(0, 26 * 26, (BLOCK, 8)).tolist()
        people = [
            "\n".join(
                f"{self._families[f]} {chr(65 + i % 26)}{chr(65 + i // 26) if i % 3 else ''}"
                for f, i in zip(names, letters, strict=True)
            )
            for names, letters in zip(who, initials, strict=True)
        ]
        subjects = np.searchsorted(self._mesh_law, rng.random((BLOCK, 12)))
        more = np.where(rng.random((BLOCK, 12)) < 0.4, rng.integers(1, len(QUALIFIERS) + 1, (BLOCK, 12)), 0)
        major = (rng.random((BLOCK, 12)) < 0.25).astype(int)
        codes = ((subjects * 100 + more) * 2 + major).tolist()
        mesh = [list({code // 200: self._heading(code) for code in row}.values()) for row in codes]
        draw = random.Random(int(rng.integers(1 << 60)))
        types = draw.choices([names for names, _ in TYPES], [weight for _, weight in TYPES], k=BLOCK)
        languages = draw.choices(
            [code for code, _ in LANGUAGES], [weight for _, weight in LANGUAGES], k=BLOCK
        )
        weights = [1 / (n + 8) for n in range(len(self._journals))]
        return people, mesh, types, languages, draw.choices(self._journals, weights, k=BLOCK)

    def _heading(self, code: int) -> MeshHeading:
        held = self._headings.get(code)
        if held is None:
            rest, major = divmod(code, 2)
            descriptor, more = divmod(rest, 100)
            names = [Qualifier(QUALIFIERS[more - 1], major=bool(major))] if more else []
            held = MeshHeading(DESCRIPTORS[descriptor], major=bool(major) and not more, qualifiers=names)
            self._headings[code] = held
        return held


def _sentences(words: list[str], draw: random.Random) -> str:
    """Words as sentences of 12 to 30; half of the abstracts in labelled parts."""
    lines, place = [], 0
    while place < len(words):
        size = int(12 + 18 * draw.random())
        line = " ".join(words[place : place + size])
        lines.append(f"{line[0].upper()}{line[1:]}.")
        place += size
    if draw.random() < 0.5 or len(lines) < len(LABELS):
        return " ".join(lines)
    quarter = len(lines) / len(LABELS)
    cuts = [round(n * quarter) for n in range(len(LABELS) + 1)]
    return "\n".join(f"{label}: {' '.join(lines[cuts[n] : cuts[n + 1]])}" for n, label in enumerate(LABELS))


@dataclass(slots=True)
class Filled:
    """A library of `count` invented records and what it took: CPU seconds of inventing and writing the rows, and of
    making the index; bytes of the text that is indexed (title, abstract, authors, subjects, journal)."""

    home: Home
    count: int
    text: int = 0
    rows_cpu: float = 0.0
    index_cpu: float = 0.0
    index_wall: float = 0.0
    tables: dict[str, int] = field(default_factory=dict)


def identifier(number: int) -> int:
    """The id of the record at this place; ids rise with dates."""
    return FIRST_ID + number * STEP


def day(number: int, count: int) -> date:
    """The date of the record at this place of `count`: each year brings more than the one before."""
    span = (LAST_DAY - FIRST_DAY).days
    return FIRST_DAY + timedelta(days=int(span * ((number + 1) / count) ** 0.6))


ARTICLE: Final = """
    INSERT INTO article (id, source, status, title, abstract, authors, first_author, mesh, journal, journal_abbrev,
      year, sort_date, entered, has_abstract, publication_types, language, states, added_at, updated_at)
    VALUES (?, 'xml', 'MEDLINE', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1, ?, ?, ?, ?, ?)"""
FACT: Final = "INSERT INTO article_fact (article_id, day, kinds, added) VALUES (?, ?, ?, ?)"
TAG: Final = "INSERT OR IGNORE INTO article_topic (topic_key, article_id, \"by\") VALUES (?, ?, 'terms')"
ADDED, ADDED_AT = 1_790_812_800, "2026-10-01T00:00:00Z"


def fill(home: Home, count: int, seed: int = SEED) -> Filled:
    """A library with the real content and `count` invented records, written without raw records; then its index, as
    the program makes it."""
    opening.take_care(home, resources())
    filled = Filled(home, count)
    start = time.process_time()
    connection = sqlite3.connect(home.library, isolation_level=None)
    connection.execute("PRAGMA synchronous = OFF")
    for name in ("article_fts_delete", "article_fts_update"):
        connection.execute(f"DROP TRIGGER IF EXISTS {name}")
    keys = [key for (key,) in connection.execute("SELECT key FROM topic WHERE kind IN ('mechanism', 'drug')")]
    draw = random.Random(seed)
    rows: list[tuple[Any, ...]] = []
    facts, tags = [], []
    for number, record in enumerate(Abstracts(seed).records(count)):
        row, fact, size = _row(number, count, record)
        rows.append(row)
        facts.append(fact)
        filled.text += size
        tags += [(keys[int(draw.random() * len(keys))], row[0]) for _ in range(TAGS)]
        if len(rows) == BLOCK or number == count - 1:
            connection.execute("BEGIN")
            connection.executemany(ARTICLE, rows)
            connection.executemany(FACT, facts)
            connection.executemany(TAG, sorted(tags))
            connection.execute("COMMIT")
            rows, facts, tags = [], [], []
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    filled.rows_cpu = time.process_time() - start
    _make_index(filled)
    return filled


def _row(number: int, count: int, record: Record) -> tuple[tuple[Any, ...], tuple[int, ...], int]:
    """The columns of a record, its facts, and the bytes of its indexed text."""
    when, own = day(number, count), identifier(number)
    stamp = when.year * 10_000 + when.month * 100 + when.day
    mesh = anchors.subjects(Article(mesh=record.mesh), "")
    texts = (record.title, record.abstract, record.authors, anchors.plain(mesh), record.journal)
    first = record.authors.partition("\n")[0]
    row = (
        own, record.title, record.abstract, record.authors, first, mesh, record.journal, record.journal_abbrev,
        when.year, stamp, when.isoformat(), "\n".join(record.types), record.language,
        int(number % 211 == 0), ADDED_AT, ADDED_AT,
    )  # fmt: skip
    bits = kinds.bits(record.types, [heading.descriptor for heading in record.mesh])
    return row, (own, stamp, bits, ADDED), sum(len(text.encode()) for text in texts)


def _make_index(filled: Filled) -> None:
    path = filled.home.library
    made = engine.open_engine(path)
    start, wall = time.process_time(), time.perf_counter()
    with made.begin() as connection:
        index.make(connection, again=False)
    filled.index_cpu = time.process_time() - start
    filled.index_wall = time.perf_counter() - wall
    made.dispose()
    filled.tables = sizes(path)


def sizes(path: Path) -> dict[str, int]:
    """Bytes of the index's tables in the file, by SQLite's own count of their pages; empty where it keeps none."""
    connection = sqlite3.connect(path)
    try:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        rows = connection.execute(
            "SELECT name, pgsize FROM dbstat WHERE aggregate = TRUE"
            " AND (name LIKE 'article_fts_%' OR name LIKE 'term%')"
        ).fetchall()
    except sqlite3.OperationalError:
        return {}
    finally:
        connection.close()
    return dict(rows)
