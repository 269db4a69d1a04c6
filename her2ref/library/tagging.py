"""Which mechanisms and drugs an article speaks of, by the words that the curated content gives for each.

Words are compared as whole words, without case, accents and punctuation, so HER2-low and "HER2 low" are one; names
are also looked for with hyphens left out and digits set apart (TDM1, HER 2). A drug's name inside a longer drug's
name does not count for the shorter one.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final

from her2ref.core.text import spelled
from her2ref.library.anchors import plain
from her2ref.library.salience import ENOUGH, IN_TITLE, RESISTANCE, points
from her2ref.library.subject import NAMES, is_subject, said

if TYPE_CHECKING:
    from sqlalchemy import Connection

FOREIGN: Final = re.compile(r"[^\x00-\x7f]+")
STOP: Final = "|"
"""Stands between sentences and between title, abstract and headings: no name reaches across it."""
SPACES: Final = {code: " " for code in range(128) if not chr(code).isalnum() and chr(code) != STOP}
HYPHEN: Final = re.compile(r"(?<=\w)[-\u2010-\u2013](?=\w)")
DIGITS: Final = re.compile(r"(?<=[a-z])(?=[0-9])|(?<=[0-9])(?=[a-z])")
SPELLINGS: Final = (
    ("tumour", "tumor"),
    ("signalling", "signaling"),
    ("oestrogen", "estrogen"),
    ("isation", "ization"),
    ("leukaemia", "leukemia"),
)
"""British and American spelling in names of mechanisms: each stands for the other."""
SWALLOW: Final = (
    *(
        "target of rapamycin",
        "pi3k akt",
        "pi3k akt mtor",
        "egfr her2",
        "her2 egfr",
        "egfr and her2",
        "her1 her2",
    ),
    *(
        "her2 and egfr",
        "her1 and her2",
        "egfr her1 and her2",
        "egfr inhibitor",
        "egfr tyrosine kinase",
        "inhibitor of egfr",
    ),
    *(
        f"epidermal growth factor receptor {word}"
        for word in ("tyrosine kinase", "family", "inhibitor", "egfr and")
    ),
    *(f"epidermal growth factor receptor{kind}{n}" for n in (2, 3, 4) for kind in (" ", " type ")),
)
"""Longer names in which a topic's name means something else (mTOR is not sirolimus, HER2 is not EGFR)."""
SHORT: Final = 5
"""A single word in capitals up to this long (MET, ADCC) counts only where it is written in capitals."""
BATCH: Final = 1_000
NONE: Final[frozenset[str]] = frozenset()
MATCHED: Final = 6
"""How many matching words of one topic are kept."""


def words_of(text: str) -> list[str]:
    """The words of `text`, folded as `core.text.spelled` folds them."""
    low = text.replace("+", " positive ").lower()  # a plus is said: HER2+ is HER2 positive
    if not low.isascii():
        low = FOREIGN.sub(_foreign, low)
    return low.translate(SPACES).split()


def _foreign(run: re.Match[str]) -> str:
    return "".join([c if c.isalnum() else " " for c in spelled(run.group())])


@dataclass(frozen=True, slots=True)
class _Term:
    """One way of naming a topic (or, with no key, a phrase that only hides others). `phrase` is its words with a space
    before and behind; `words` the name as the content writes it; `exact` what must stand in the text itself; `within`
    are longer phrases inside which it does not count."""

    key: str
    words: str
    phrase: str
    others: frozenset[str]  # its words without the one that it is found by
    exact: re.Pattern[str] | None
    within: frozenset[str] = frozenset()


@dataclass(slots=True)
class Tagger:
    """The names of all topics, each by the word that fewest names share. Built once for an import."""

    terms: dict[str, list[_Term]] = field(default_factory=dict)
    words: frozenset[str] = frozenset()  # its keys: sets meet four times as fast as a set and a dict
    her2_words: frozenset[str] = frozenset()
    context: dict[str, frozenset[str]] = field(default_factory=dict)
    title_only: dict[str, frozenset[str]] = field(default_factory=dict)
    top: frozenset[str] = frozenset()  # the top classes

    def tags(self, title: str, abstract: str, mesh: str = "", chemicals: str = "") -> list[tuple[str, str]]:
        """Topic keys with the words that matched. Drugs by name; mechanisms only where the record is about HER2 in
        the breast, and about the mechanism."""
        top, headings = words_of(said(title)), words_of(f"{mesh} {STOP} {chemicals}")
        body = words_of(said(abstract).replace(". ", f" {STOP} "))
        held = frozenset(top).union(body, headings)
        terms = [term for word in self.words & held for term in self.terms[word] if term.others <= held]
        if not terms:
            return []
        parts = [f" {' '.join(part)} " for part in (top, body, headings)]
        line = STOP.join(parts)
        found = _matching(terms, line, f"{title} | {abstract} | {mesh} | {chemicals}")
        about = [key for key in found if key.startswith("mechanism:")]
        if about:
            subject = is_subject(top, body, headings, self.her2_words)
            kept = self._salient(about, found, parts) if subject else ()
            for key in set(about).difference(kept):
                del found[key]
        return [
            (key, "; ".join(sorted({term.words for term in terms})[:MATCHED]))
            for key, terms in sorted(found.items())
        ]

    def _salient(self, keys: list[str], found: dict[str, list[_Term]], parts: list[str]) -> list[str]:
        """Those mechanisms that the record says enough about, in its title, abstract and headings."""
        title, body, headings = parts
        enough = ENOUGH - any(word in title for word in RESISTANCE)
        lines = body.split(STOP) if body.strip() else []
        line = STOP.join(parts)
        scored = {
            key: points(
                {term.phrase for term in found[key]}, title, lines, headings, self.title_only.get(key, NONE)
            )
            for key in keys
            if any(phrase in line for phrase in self.context.get(key, ("",)))
        }
        if max(scored.values(), default=0) >= IN_TITLE:  # the title names one: others must be said more of
            enough += 1
        return [key for key, made in scored.items() if made >= enough + (key in self.top)]


def _matching(terms: list[_Term], line: str, text: str) -> dict[str, list[_Term]]:
    """The terms that stand in `line`, by topic."""
    standing = [term for term in terms if not term.others or term.phrase in line]
    phrases = {term.phrase for term in standing if term.others}
    found: dict[str, list[_Term]] = {}
    for term in standing:
        if not term.within.isdisjoint(phrases) and not _alone(term.phrase, term.within & phrases, line):
            continue
        if term.exact is None or term.exact.search(text):
            found.setdefault(term.key, []).append(term)
    found.pop("", None)
    return found


def _alone(phrase: str, within: frozenset[str], line: str) -> bool:
    """Whether a name stands somewhere outside the longer phrases that hold it."""
    for longer in sorted(within, key=len, reverse=True):
        line = line.replace(longer, " | ")
    return phrase in line


def build(topics: Iterable[tuple[str, str]]) -> Tagger:
    """A tagger from (key, detail JSON) of mechanisms and drugs."""
    seen: dict[tuple[str, str], _Term] = {}
    her2_drugs = set()
    top: set[str] = set()
    context: dict[str, frozenset[str]] = {}
    title_only: dict[str, frozenset[str]] = {}
    for key, detail in topics:
        values = json.loads(detail)
        if "ERBB2" in values.get("targets", ()):
            her2_drugs.add(key)
        if not values.get("parent", "-"):
            top.add(key)
        if values.get("title_terms"):
            title_only[key] = _phrases(values["title_terms"])
        if values.get("context"):
            context[key] = _phrases(values["context"])
        for words in _names(values):
            _add(seen, key, words)
    hiding = _hiding(seen.values())
    for _, phrase in hiding:
        seen.setdefault(("", phrase), _Term("", "", phrase, frozenset(), None))
    shared = Counter(word for term in seen.values() for word in set(term.phrase.split()))
    longer: dict[tuple[str, str], set[str]] = {}
    for kind, phrase in hiding:
        for word in phrase.split():
            longer.setdefault((kind, word), set()).add(phrase)
    tagger = Tagger(context=context, title_only=title_only, top=frozenset(top))
    her2_words: set[str] = set()
    for term in seen.values():
        every = frozenset(term.phrase.split())
        rarest = min(every, key=lambda word: (shared[word], -len(word), word))
        kind = term.key.partition(":")[0]
        around = longer.get((kind, rarest), set()) | (
            longer.get(("", rarest), set()) if ":" in term.key else set()
        )
        within = frozenset(other for other in around if term.phrase in other and term.phrase != other)
        tagger.terms.setdefault(rarest, []).append(replace(term, others=every - {rarest}, within=within))
        code = not (rarest.isalpha() or rarest.isdigit())
        if term.key in her2_drugs and (len(every) == 1 or (code and len(rarest) > 2)):
            her2_words.add(rarest)
    tagger.words = frozenset(tagger.terms)
    tagger.her2_words = NAMES.union(her2_words)
    return tagger


def _hiding(terms: Iterable[_Term]) -> set[tuple[str, str]]:
    """Phrases that hide shorter names inside them, each with the kind of topic that it matters to: drugs' names to
    drugs, `SWALLOW` (no kind) to all topics."""
    found = {("", f" {phrase} ") for phrase in SWALLOW}
    found |= {
        ("drug", term.phrase) for term in terms if term.key.startswith("drug:") and term.phrase.count(" ") > 2
    }
    return found


def _names(values: dict[str, Any]) -> Iterator[str]:
    for part in ("terms", "title_terms", "aliases", "brands", "codes"):
        yield from values.get(part, ())
    yield values["name"]


def _add(seen: dict[tuple[str, str], _Term], key: str, words: str) -> None:
    for every in _variants(words):
        phrase, exact = f" {' '.join(every)} ", _exact(words)
        held = seen.get((key, phrase))
        if held is None or (held.exact and exact is None):
            seen[key, phrase] = _Term(key, words, phrase, frozenset(), exact)


def _variants(words: str) -> Iterator[list[str]]:
    """The ways to write `words`: hyphens kept or left out, digits set apart or not, the other spelling, a plural."""
    low = spelled(words)
    texts = {low, HYPHEN.sub("", low)}
    texts |= {DIGITS.sub(" ", text) for text in texts}
    for one, other in SPELLINGS:
        texts |= {text.replace(one, other) for text in texts} | {text.replace(other, one) for text in texts}
    for text in sorted(texts):
        every = words_of(text)
        if not every or (len(every) == 1 and len(every[0]) < 3):
            continue
        yield every
        if len(every[-1]) > 2 and every[-1].isalpha() and not every[-1].endswith("s"):
            yield [*every[:-1], every[-1] + "s"]


def _phrases(names: Iterable[str]) -> frozenset[str]:
    """All ways to write `names`, with blanks around."""
    return frozenset(f" {' '.join(every)} " for words in names for every in _variants(words))


def _exact(words: str) -> re.Pattern[str] | None:
    """What words alone do not tell: capitals of short names, and the signs of CD44+/CD24- or HR+/HER2+."""
    bare = words.strip()
    if bare.isupper() and bare.isalpha() and len(bare) <= SHORT:
        return re.compile(rf"(?<![A-Za-z]){re.escape(bare)}s?(?![A-Za-z])")
    if "+" not in bare:
        return None
    signs = {"+": r"\s?\(?\+\)?", "-": r"\s?\(?[-\u2010-\u2013\u2212]\)?", " ": r"\s?", "/": r"\s?/?\s?"}
    return re.compile("".join(signs.get(c, re.escape(c)) for c in bare), re.IGNORECASE)


# with the library's tables


def load(connection: Connection) -> Tagger:
    """The tagger of what the library's topics say now."""
    rows = connection.exec_driver_sql("SELECT key, detail FROM topic WHERE kind IN ('mechanism', 'drug')")
    return build((key, detail) for key, detail in rows)


INSERT: Final = "INSERT INTO article_topic (topic_key, article_id, \"by\", matched) VALUES (?, ?, 'terms', ?)"


def put(connection: Connection, rows: list[tuple[str, int, str]]) -> None:
    """Writes (topic key, article id, matched words); what was there by terms must be gone."""
    if rows:
        connection.exec_driver_sql(INSERT, rows)


def retag(connection: Connection, tagger: Tagger) -> int:
    """Tags every article anew by terms, after the content has changed; content's and persons' tags are not touched.
    Returns the number of articles."""
    connection.exec_driver_sql("DELETE FROM article_topic WHERE \"by\" = 'terms'")
    last, count = -(2**63), 0
    while True:
        batch = connection.exec_driver_sql(
            "SELECT id, title, abstract, mesh FROM article WHERE id > ? ORDER BY id LIMIT ?", (last, BATCH)
        ).all()
        if not batch:
            return count
        put(
            connection,
            [
                (key, row.id, words)
                for row in batch
                for key, words in tagger.tags(row.title, row.abstract, plain(row.mesh))
            ],
        )
        count += len(batch)
        last = batch[-1].id
