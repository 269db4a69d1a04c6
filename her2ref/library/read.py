"""The read path: start, lists, lookup and one article, on the standard library's sqlite3.

Every statement that it sends stands in `statements.STATEMENTS`.
"""

from __future__ import annotations

import json
import sqlite3
import threading
from array import array
from contextlib import AbstractContextManager, contextmanager
from typing import TYPE_CHECKING, Any, Final

from her2ref.core.errors import LibraryDamaged, UnknownId
from her2ref.library.gate import Gate
from her2ref.library.opening import connect, is_fixed
from her2ref.library.outline import Link, TopicRow
from her2ref.library.own import OwnReader
from her2ref.library.statements import STATEMENTS
from her2ref.library.trouble import told

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path

    from her2ref.core.correction import Correction
    from her2ref.core.errors import LibraryTrouble
    from her2ref.core.progress import Progress
    from her2ref.core.query import Asked, Listing
    from her2ref.core.statement import Reference
    from her2ref.core.trial import Trial
    from her2ref.library.building import Topic
    from her2ref.library.facets import Facets
    from her2ref.library.names import Names
    from her2ref.library.rows import ArticleRow, ArticleView, Brief, Holdings, News, Tag
    from her2ref.search.meaning import Meanings

STEPS: Final = 20_000
"""Instructions of SQLite's machine between two looks at whether a question is still wanted: about a millisecond."""


class Asking:
    """One connection, opened on first use, that sends statements by their name in `STATEMENTS`."""

    def __init__(
        self, path: Path, met: Callable[[LibraryTrouble], None] | None = None, gate: Gate | None = None
    ) -> None:
        """`met` hears of trouble with the file; while `gate` is shut the file is not opened."""
        self._path, self._met, self._gate = path, met, gate or Gate()
        self._busy = threading.Lock()
        self._connection: sqlite3.Connection | None = None
        self._fixed = False
        """Whether the file was opened as one that nobody changes."""

    def close(self) -> None:
        """Waits for a statement that another thread has under way: a connection that is closed under it crashes."""
        with self._busy:
            if self._connection is not None:
                self._connection.close()
                self._connection = None

    def rows(self, statement: str, *values: Any) -> list[Any]:
        with told(self._path, self._met), self._opened() as connection:
            return connection.execute(STATEMENTS[statement], values).fetchall()

    @contextmanager
    def until(self, progress: Progress | None) -> Iterator[None]:
        """Inside, a statement ends in the middle, with `Cancelled`, once `progress` is cancelled."""
        if progress is None:
            yield
            return
        with told(self._path, self._met), self._opened() as connection:
            connection.set_progress_handler(lambda: progress.cancelled, STEPS)
        try:
            yield
        except sqlite3.OperationalError:
            progress.check()
            raise
        finally:
            with self._busy:
                if connection is self._connection:  # it may have been closed, to be opened anew
                    connection.set_progress_handler(None, 0)

    @contextmanager
    def _opened(self) -> Iterator[sqlite3.Connection]:
        """The connection, for one statement."""
        while True:
            with self._busy:
                if self._connection is not None and self._fixed and not is_fixed(self._path):
                    self._connection.close()  # there is room again, or leave: what is written now shows
                    self._connection = None
                if self._connection is None and self._gate.is_open:
                    self._fixed = is_fixed(self._path)
                    self._connection = connect(self._path)
                if self._connection is not None:
                    yield self._connection
                    return
            self._gate.wait()  # without holding up who closes this one

    def ids(self, statement: str, *values: Any) -> list[int]:
        return [number for (number,) in self.rows(statement, *values)]

    def joined(self, statement: str, *values: Any) -> list[int]:
        """Ids that SQLite joined into one text: half the time of a row for each."""
        text = self.rows(statement, *values)[0][0]
        found: list[int] = json.loads(f"[{text}]") if text else []
        return found


class Kept:
    """What is read of the content once and serves every reader of a library, each with the content it is of."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.names: tuple[str, Names] | None = None
        self.meanings: tuple[str, Meanings] | None = None
        self.damage: LibraryDamaged | None = None
        self.gate = Gate()

    def met(self, trouble: LibraryTrouble) -> None:
        """Remembers damage: from then on nothing is written into the file."""
        if self.damage is None and isinstance(trouble, LibraryDamaged):
            self.damage = trouble


class Reader(OwnReader):
    """One reading connection, for one thread at a time. It opens the file on first use."""

    def __init__(self, path: Path, kept: Kept | None = None) -> None:
        """`kept` is shared by the readers of one library."""
        self._kept = kept or Kept()
        self._ask = Asking(path, self._kept.met, self._kept.gate)
        self._all = self._ask.rows

    def close(self) -> None:
        self._ask.close()

    # the curated reference

    def data_version(self) -> int:
        """Another number than before when anybody else has changed the library since, be it this program's writer,
        another thread's or another process. Only numbers of this same reader can be compared."""
        return self._ask.ids("data_version")[0]

    def meta(self, key: str) -> str:
        """A value of the library's own table, empty where there is none."""
        rows = self._all("meta", key)
        return str(rows[0][0]) if rows else ""

    def tree(self) -> list[TopicRow]:
        """All mechanisms, each after its parent and its elder siblings."""
        below: dict[str, list[TopicRow]] = {}
        for row in self._all("topics", "mechanism"):
            below.setdefault(row[3], []).append(TopicRow(*row))
        found: list[TopicRow] = []
        waiting = below.pop("", [])[::-1]
        while waiting:
            row = waiting.pop()
            found.append(row)
            waiting.extend(below.pop(row.id, [])[::-1])
        return found

    def drugs(self) -> list[TopicRow]:
        return [TopicRow(*row) for row in self._all("topics", "drug")]

    def trials(self) -> list[TopicRow]:
        return [TopicRow(*row) for row in self._all("topics", "trial")]

    def topic(self, key: str) -> Topic:
        """The whole value; raises `UnknownId`."""
        rows = self._all("topic", key)
        if not rows:
            raise UnknownId(f"Nothing in the library is called {key}.", next_step="Look it up by its name.")
        from her2ref.library import building

        return building.topic(*rows[0])

    def topic_row(self, key: str) -> TopicRow | None:
        rows = self._all("topic_row", key)
        return TopicRow(*rows[0]) if rows else None

    def reference_key(self, doi: str) -> str:
        """The key of the reference with this DOI, or empty."""
        rows = self._all("reference_by_doi", doi)
        return str(rows[0][0]) if rows else ""

    def corrections(self, key: str = "") -> list[tuple[Correction, bool]]:
        """The corrections of one topic, or all, each with whether the person has seen it: what was not seen first,
        then the worst."""
        from her2ref.library import building

        return building.corrections(self._all("corrections", key))

    def news(self) -> News:
        """What the content that came last brought; empty where it was the first."""
        from her2ref.library import building

        return building.news(self.meta("content_news"))

    def links(self) -> list[Link]:
        return [Link(*row) for row in self._all("links")]

    def names(self) -> Names:
        """Everything that can be looked up by name; read once, and again when the content has changed."""
        from her2ref.library.names import Name, Names, Word

        content = self.meta("content")
        with self._kept.lock:
            if self._kept.names is None or self._kept.names[0] != content:
                weights = dict(self._all("weights"))
                rows = [
                    Name.of(norm, name, key, kind, title, weights.get(key, 0))
                    for norm, name, key, kind, title in self._all("names")
                ]
                for key, title, subtitle, authors, doi, year in self._all("reference_names"):
                    people = " ".join(json.loads(authors or "[]"))
                    rows.append(Name.of_reference(key, title, subtitle, people, doi or "", year))
                words = [
                    Word(kind, name, tuple(n for n in names.split("\n") if n))
                    for _, kind, name, names in self._all("words")
                ]
                self._kept.names = content, Names(rows, words)
            return self._kept.names[1]

    def references(self, ids: Iterable[str]) -> dict[str, Reference]:
        from her2ref.library import building

        return building.references(self._all("references", json.dumps(list(ids))))

    def reference_of(self, pmid: int) -> Reference | None:
        name = f"pmid:{pmid}"
        return self.references([name]).get(name)

    def trials_of(self, key: str) -> list[Trial]:
        """Trials that name this mechanism or drug among what they studied."""
        kind, _, name = key.partition(":")
        if kind not in ("mechanism", "drug"):
            return []
        from her2ref.library import building

        return building.trials(self._all("trials_of", f"$.{kind}s", name))

    def cited_by(self, reference_id: str) -> list[TopicRow]:
        """Mechanisms, drugs and trials that lean on a source."""
        return [TopicRow(*row) for row in self._all("cited_by", reference_id)]

    def with_descendants(self, key: str) -> list[str]:
        """The key of a topic, and of every mechanism below it."""
        if not key.startswith("mechanism:"):
            return [key]
        wanted = {key.removeprefix("mechanism:")}
        for row in self.tree():
            if row.parent in wanted:
                wanted.add(row.id)
        return [key, *(f"mechanism:{name}" for name in sorted(wanted) if f"mechanism:{name}" != key)]

    # articles

    def counts(self) -> dict[str, int]:
        """Held articles of each topic; a mechanism counts those below it, each article once. Slow: tens of ms."""
        from her2ref.library import listing

        return listing.counts(self._ask, self.tree())

    def cited_missing(self) -> list[int]:
        """PMIDs that the content cites and of which no record is held, in their order."""
        cited = self._ask.ids("cited")
        return sorted(set(cited) - self.held(cited))

    def held(self, pmids: Iterable[int]) -> set[int]:
        """Those of `pmids` that have a record here."""
        return set(self._ask.ids("held", json.dumps(list(pmids))))

    def asked(self, words: str, *, typing: bool = False, exact: bool = False) -> Asked:
        """A query as it is understood. `typing` takes the last word for a beginning; `exact` leaves other names and
        spellings out. Never raises for anything typed."""
        from her2ref.library import finding

        return finding.asked(self, words, typing=typing, exact=exact)

    def meanings(self) -> Meanings:
        """What else is asked for by a name; read once, and again when the content has changed."""
        from her2ref.search.meaning import Meanings

        content = self.meta("content")
        with self._kept.lock:
            if self._kept.meanings is None or self._kept.meanings[0] != content:
                self._kept.meanings = content, Meanings(self._all("names"), self._all("words"))
            return self._kept.meanings[1]

    def uses(self, words: Sequence[str]) -> dict[str, int]:
        """How often each of `words` occurs in the index of abstracts, without those it does not have."""
        return dict(self._all("uses_of", json.dumps(list(words))))

    def until(self, progress: Progress) -> AbstractContextManager[None]:
        """Inside, whatever is asked ends in the middle, with `Cancelled`, once `progress` is cancelled."""
        return self._ask.until(progress)

    def article_ids(self, wanted: Listing, progress: Progress | None = None) -> array[int]:
        """The ids of a list, in its order."""
        from her2ref.library import finding

        with self._ask.until(progress):
            return array("q", finding.ids(self, self._ask, wanted))

    def first(self, wanted: Listing, limit: int = 50) -> list[ArticleRow]:
        """The first rows of a list, without looking further."""
        from her2ref.library import finding

        return self.article_rows(finding.first(self, self._ask, wanted, limit))

    def briefly(self, wanted: Listing, limit: int = 50) -> list[Brief]:
        """The first of a list with no more than a line of the lookup shows: half the time of `first`."""
        from her2ref.library import finding

        return finding.briefly(self, self._ask, wanted, limit)

    def total(self, wanted: Listing) -> int:
        """How many articles a list holds."""
        from her2ref.library import finding

        return finding.total(self, self._ask, wanted)

    def facets(self, wanted: Listing, progress: Progress | None = None) -> Facets:
        """What a list can be narrowed to, with numbers. Slow for long lists: a second for a million articles."""
        from her2ref.library import facets

        with self._ask.until(progress):
            return facets.of(self._ask, self.article_ids(wanted), self.tree(), progress)

    def similar(self, article: int, limit: int = 20, progress: Progress | None = None) -> list[int]:
        """Articles on the same matter, best first."""
        from her2ref.library import similar

        with self._ask.until(progress):
            return similar.similar(self._ask, article, limit, progress)

    def nearest(self, words: str, limit: int = 5) -> list[str]:
        """What may have been meant where nothing was found: the words with each that no abstract has replaced by one
        that is a slip or two away."""
        from her2ref.library import finding

        return finding.nearest(self, self._ask, words, limit)

    def article_rows(self, ids: Sequence[int]) -> list[ArticleRow]:
        """Lines of a list, in the order of `ids`; an id without a record is left out."""
        from her2ref.library import building

        found = {row[0]: row for row in self._all("rows", json.dumps(list(ids)))}
        return [building.article_row(found[number]) for number in ids if number in found]

    def article(self, id: int) -> ArticleView:  # noqa: A002
        """Everything about one article; raises `UnknownId`. Parses its records: not on the GUI thread."""
        from her2ref.library import building
        from her2ref.library.rows import target_of

        rows, target = self._all("article", id), target_of(id)
        if not rows:
            raise UnknownId(
                f"The library holds no article {target}.", next_step="Import a file that holds it."
            )
        return building.article(
            id,
            rows[0],
            self._all("raw", id),
            self._all("tags", id),
            self.notes(target),
            starred=bool(self.starred([target])),
            reading=self.reading_of(target),
        )

    def tags(self, article: int) -> list[Tag]:
        """Topics that an article stands under, each with who filed it there and by which words."""
        from her2ref.library.rows import Tag

        return [Tag(*row) for row in self._all("tags", article)]

    def removed_tags(self, article: int) -> list[Tag]:
        """Topics that the person took off an article."""
        from her2ref.library.rows import Tag

        return [Tag(*row) for row in self._all("removed_tags", article)]

    def article_by_doi(self, doi: str) -> int | None:
        """The article with this DOI, in whatever case it is written: the library keeps them in lower case."""
        found = self._ask.ids("by_doi", doi)
        return found[0] if found else None

    # the whole; personal things are read by OwnReader

    def holdings(self) -> Holdings:
        from her2ref.library import building

        content = self.meta("content_version"), self.meta("content_reviewed")
        starred = len(self._ask.ids("starred_articles")), len(self.starred_elsewhere())
        return building.holdings(self._all("holdings")[0], starred, self.meta("last_import"), *content)
