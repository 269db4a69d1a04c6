"""What the read path gives: small values for trees, lists, hits and one article."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

    from her2ref.core.article import Article
    from her2ref.core.query import Listing


def target_of(article: int) -> str:
    """What a star or note on an article hangs on, and how a person sees its id: "12345" or "article:-7"."""
    return str(article) if article > 0 else f"article:{article}"


def target_of_key(key: str) -> str:
    """What a star or note on the thing of this key hangs on: a cited paper's on its PMID, held or not, so that it is
    still there when the record comes; any other key is the target itself."""
    return key.removeprefix("reference:pmid:")


@dataclass(frozen=True, slots=True)
class ArticleRow:
    """One line of an article list. `authors` as shown ("André F, O'Regan R, et al."); `states` as `Article.states`;
    `reading` as `personal.READING`."""

    id: int
    title: str
    authors: str
    journal: str
    year: int | None
    publication_types: tuple[str, ...]
    states: tuple[str, ...]
    has_abstract: bool
    starred: bool
    noted: bool
    reading: str = ""


class Brief(NamedTuple):
    """One article in a line of the lookup."""

    id: int
    title: str
    journal: str
    year: int | None


@dataclass(frozen=True, slots=True)
class Tag:
    """A topic of an article; `by` is content, terms or person; `matched` the words that made it."""

    key: str
    name: str
    by: str
    matched: str = ""


@dataclass(frozen=True, slots=True)
class Note:
    """A person's note on a target ("12345", "article:-7", "mechanism:ID", or "" for none); times are ISO, UTC. `uid`
    is its lasting name: once a note is gone for good, another one may get its number."""

    id: int
    target: str
    text: str
    created: str
    changed: str
    uid: str = ""


class NoteLine(NamedTuple):
    """A note in a list of notes; `title` names what it hangs on, empty where that is nothing or not known here."""

    note: Note
    title: str


class Collection(NamedTuple):
    """A person's heap of articles and topics, with how many there are in it; `missing` of them are not here, as a
    restored copy did not hold them."""

    id: int
    name: str
    items: int
    missing: int = 0


class SavedSearch(NamedTuple):
    """A list that a person keeps under a name; `created` ISO, UTC."""

    id: int
    name: str
    listing: Listing
    created: str


class Thrown(NamedTuple):
    """A thing in the trash: `kind` note, collection or search; `title` its name, or a note's first words; `deleted`
    when it was thrown away (ISO, UTC)."""

    kind: str
    id: int
    title: str
    deleted: str


@dataclass(frozen=True, slots=True)
class ArticleView:
    """Everything about one article. `added` is the ISO day on which it came in; `formats` the kinds of files;
    `states` those of its record and of notices held beside it."""

    id: int
    article: Article
    states: tuple[str, ...]
    added: str
    updated: str
    formats: tuple[str, ...]
    tags: tuple[Tag, ...]
    starred: bool
    notes: tuple[Note, ...]
    reading: str = ""


@dataclass(frozen=True, slots=True)
class Hit:
    """One answer. `kind` mechanism, drug, trial, gene, reference, note or article; `id` the topic's or reference's id,
    an article's PMID or "article:-7", a note's number; `key` what the window opens (of a note what it hangs on, or
    "notes:7"); `why` the words that matched, the source, or what a note hangs on."""

    kind: str
    id: str
    key: str
    title: str
    why: str = ""
    year: int | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """The answer to a lookup: hits by kind; `understood` is empty or says how the query was taken; `total` counts
    everything that matches, also beyond the limit, `articles` the articles among it (-1 where they were not counted);
    `problems` sentences about what could not be taken as it was typed; `nearest` words that may have been meant where
    nothing was found; `named` how many there are of each kind of named thing, and of notes; `searched` the words that
    abstracts were searched for, slips undone where that was needed."""

    query: str
    understood: str
    total: int
    hits: tuple[Hit, ...]
    articles: int = 0
    problems: tuple[str, ...] = ()
    nearest: tuple[str, ...] = ()
    named: Mapping[str, int] = field(default_factory=dict)
    searched: str = ""


@dataclass(frozen=True, slots=True)
class Holdings:
    """What the library holds. `cited` PMIDs that our content cites, `cited_held` those with a record; `starred`
    articles held, `starred_topics` topics and cited papers without a record; `last_import` ISO or empty; `corrections`
    of the content that the person has not seen yet."""

    articles: int
    abstracts: int
    cited: int
    cited_held: int
    starred: int
    starred_topics: int
    affected: int
    last_import: str
    content_version: str
    content_reviewed: str
    corrections: int = 0


@dataclass(frozen=True, slots=True)
class News:
    """What content version `to` brought since `since`: keys of topics added and changed, names of those gone."""

    since: str = ""
    to: str = ""
    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()


@dataclass(slots=True)
class FileReport:
    """What became of one file's records; `problem` a sentence when it was refused or damaged. `wanted` are PMIDs of a
    list that are not held and will be fetched; `remarks` are about records that were taken all the same."""

    file: str
    format: str = ""
    read: int = 0
    added: int = 0
    updated: int = 0
    unchanged: int = 0
    wanted: int = 0
    rejected: list[tuple[str, str]] = field(default_factory=list)
    remarks: list[tuple[str, str]] = field(default_factory=list)
    problem: str = ""
    refused: bool = False


@dataclass(slots=True)
class ImportReport:
    """What became of all the files of one import; `cancelled` when the person stopped it."""

    files: list[FileReport] = field(default_factory=list)
    cancelled: bool = False

    def total(self, name: str) -> int:
        """Sum of a count ("read", "added", "updated", "unchanged", "wanted") over the files."""
        return sum(int(getattr(f, name)) for f in self.files)

    @property
    def rejected(self) -> int:
        return sum(len(f.rejected) for f in self.files)
