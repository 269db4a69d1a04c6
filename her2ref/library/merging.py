"""Takes a document of personal things into a library. What is here is never removed.

Of two versions of one thing one stays: of a file that comes from elsewhere the one that was changed later, and the
words of a note that lose go into the trash; where a copy takes the library's place, what the library said last.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, Literal

from her2ref.core.changes import Changes
from her2ref.library import personal
from her2ref.library.labels import Table, free_name
from her2ref.library.personal import article_of, new_uid
from her2ref.library.personal_document import Document, checked, moment
from her2ref.library.strangers import Targets

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Connection

Prefer = Literal["newer", "incoming"]
"""Which of two versions stays: the one that was changed later, or that of the document whatever the clocks say."""

KINDS: Final = {
    "stars": "stars",
    "reading": "reading",
    "notes": "notes",
    "collections": "collections",
    "collected": "collections",
    "searches": "searches",
    "topics": "tags",
    "wanted": "wanted",
    "wishes": "wishes",
    "choices": "choices",
    "corrections": "corrections",
    "sent": "settings",
}
"""What is counted, and what panes are told when some of it is new."""

NOBODY: Final = -1
"""The number of no collection: a saved search whose collection is gone for good finds nothing."""


@dataclass(slots=True)
class Merged:
    """How many rows of each of `KINDS` were new, changed something here, or left it as it was; and how many versions
    were put into the trash, as another one took their place."""

    added: Counter[str] = field(default_factory=Counter)
    updated: Counter[str] = field(default_factory=Counter)
    kept: Counter[str] = field(default_factory=Counter)
    replaced: Counter[str] = field(default_factory=Counter)

    @property
    def changes(self) -> Changes:
        return Changes.of(*(KINDS[kind] for kind in (self.added + self.updated + self.replaced)))


def merge(
    connection: Connection, document: Document, prefer: Prefer = "newer", *, keep_replaced: bool = False
) -> Merged:
    """Unites `document` with what is in the library, inside the open transaction. A target that the library does not
    know is kept all the same. With `keep_replaced` the words of a note that give way to others, and are not among
    them, become a note of their own in the trash. "incoming" is for a document of this same library.

    Raises `RefusedFile` for a document that is foreign, newer or damaged.
    """
    found = checked(document, "The document")
    return _Merge(connection, found, prefer, keep_replaced).all()


class _Merge:
    def __init__(self, connection: Connection, found: Document, prefer: Prefer, keep_replaced: bool) -> None:
        self._connection, self._found = connection, found
        self._is_incoming, self._keep_replaced = prefer == "incoming", keep_replaced
        self._targets = Targets(connection, found["articles"], same_library=self._is_incoming)
        self._notes = {row["uid"] for row in found["notes"]}
        self._collections: dict[str, int] = {}
        self.merged = Merged()

    def all(self) -> Merged:
        found = self._found
        for row in found["stars"]:
            self._new("stars", "star", target=self._targets.here(row["target"]), at=row["at"])
        for row in found["reading"]:
            self._reading(row)
        for row in found["notes"]:
            self._note(row)
        for row in self._known_first("collection", found["collections"]):
            self._collection(row)
        for row in self._known_first("saved_search", found["searches"]):
            self._search(row)
        for row in found["topics"]:
            self._topic(row)
        for row in found["wanted"]:
            self._new("wanted", "wanted", **row)
        for row in found["wishes"]:
            self._new("wishes", "wish", **row)
        for row in found["choices"]:
            self._choice(row)
        for row in found["corrections"]:
            self._new("corrections", "correction_seen", **row)
        self._sent()
        return self.merged

    def _run(self, sql: str, *values: Any) -> Any:
        return self._connection.exec_driver_sql(sql, values)

    def _insert(self, table: str, **values: Any) -> Any:
        columns, marks = ", ".join(f'"{name}"' for name in values), ", ".join("?" * len(values))
        return self._run(f"INSERT OR IGNORE INTO {table} ({columns}) VALUES ({marks})", *values.values())

    def _new(self, kind: str, table: str, **values: Any) -> None:
        """A row that is here already stays as it is."""
        is_new = self._insert(table, **values).rowcount
        self._count(kind, "added" if is_new else "kept")

    def _count(self, kind: str, what: str) -> None:
        getattr(self.merged, what)[kind] += 1

    def _reading(self, row: dict[str, str]) -> None:
        target = self._targets.here(row["target"])
        mine = self._run("SELECT state, at FROM reading WHERE target = ?", target).first()
        if mine is None:
            self._new("reading", "reading", target=target, state=row["state"], at=row["at"])
        elif mine.state != row["state"] and (self._is_incoming or moment(row["at"]) > _moment(mine.at)):
            self._run(
                "UPDATE reading SET state = ?, at = ? WHERE target = ?", row["state"], row["at"], target
            )
            self._count("reading", "updated")
        else:
            self._count("reading", "kept")

    def _topic(self, row: dict[str, Any]) -> None:
        """A person's own word on a topic, which carries no time: the one that is here stays."""
        key = (row["topic"], article_of(self._targets.here(row["target"])))
        where = "topic_key = ? AND article_id = ? AND \"by\" = 'person'"
        removed = self._run(f"SELECT removed FROM article_topic WHERE {where}", *key).scalar()
        if removed is None:
            values = dict(zip(("topic_key", "article_id"), key, strict=True))
            self._new("topics", "article_topic", **values, by="person", removed=int(row["removed"]))
        elif self._is_incoming and bool(removed) != row["removed"]:
            self._run(f"UPDATE article_topic SET removed = ? WHERE {where}", int(row["removed"]), *key)
            self._count("topics", "updated")
        else:
            self._count("topics", "kept")

    def _note(self, row: dict[str, str]) -> None:
        row = {**row, "target": self._targets.here(row["target"])}
        mine = self._known("note", row["uid"]) or self._same_words(row)
        if mine is None:
            values = {name: row[name] for name in ("target", "text", "created", "changed", "deleted")}
            self._insert("note", **values, uid=row["uid"] or new_uid())
            self._count("notes", "added")
            return
        if self._keep_replaced:
            both = dict(mine._mapping), row
            loser, winner = both if self._wins(mine, row) else both[::-1]
            self._keep_words(mine.uid, loser, winner["text"])
        self._take("notes", "note", mine, row, text=row["text"], target=row["target"])

    def _same_words(self, row: dict[str, str]) -> Any:
        """The same note under another lasting name or none: it came from a library that gave its notes none."""
        sql = "SELECT * FROM note WHERE target = ? AND text = ? AND created = ?"
        same = self._run(sql, row["target"], row["text"], row["created"])
        return next((one for one in same if not one.uid or one.uid not in self._notes), None)

    def _keep_words(self, uid: str, loser: Mapping[str, Any], winning: str) -> None:
        """Puts words that lose into the trash, once: the lasting name of such a note is made of what it says."""
        if loser["text"].strip() in winning:
            return
        values = {name: loser[name] for name in ("target", "text", "created", "changed")}
        name = hashlib.sha256(f"{uid}\n{loser['text']}".encode()).hexdigest()[:16]
        if name in self._notes:
            return  # the document holds this note itself, and says whether it is in the trash
        if self._insert("note", **values, deleted=personal.now(), uid=name).rowcount:
            self._count("notes", "replaced")

    def _wins(self, mine: Any, row: Mapping[str, Any]) -> bool:
        return self._is_incoming or moment(row["changed"]) > _moment(mine.changed)

    def _take(self, kind: str, table: str, mine: Any, row: dict[str, Any], **values: Any) -> None:
        """One of two versions stays. Where it is the later, what is here is not thrown away by it, and comes out of
        the trash only if it was changed elsewhere after it was thrown away."""
        values |= {"changed": row["changed"], "deleted": row["deleted"]}
        if not self._is_incoming:
            is_back = mine.deleted and not row["deleted"] and moment(row["changed"]) > _moment(mine.deleted)
            values["deleted"] = "" if is_back else mine.deleted
        is_other = any(getattr(mine, name) != value for name, value in values.items())
        if is_other and self._wins(mine, row):
            named = ", ".join(f"{name} = ?" for name in values)
            self._run(f"UPDATE {table} SET {named} WHERE id = ?", *values.values(), mine.id)
            self._count(kind, "updated")
        else:
            self._count(kind, "kept")

    def _named(self, table: Table, name: str) -> Any:
        """The row with this name, in any case, that is not in the trash."""
        rows = self._run(f"SELECT * FROM {table} WHERE deleted = ''")
        return next((row for row in rows if row.name.casefold() == name.casefold()), None)

    def _known(self, table: str, uid: str) -> Any:
        return self._run(f"SELECT * FROM {table} WHERE uid = ? AND uid != ''", uid).first()

    def _known_first(self, table: str, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """What is here already goes first: it may give a name away that another row of the document has."""
        return sorted(rows, key=lambda row: self._known(table, row["uid"]) is None)

    def _name(self, table: Table, row: dict[str, Any], number: int = 0) -> str:
        """The name that row `number` gets: its own, with a number behind it where that is taken. Where the document is
        preferred, the one that has the name gets the number."""
        name = str(row["name"])
        if row["deleted"]:
            return name
        taken = self._named(table, name) if self._is_incoming else None
        if taken is not None and taken.id != number:
            other = free_name(self._connection, table, taken.name)
            self._run(f"UPDATE {table} SET name = ? WHERE id = ?", other, taken.id)
        return free_name(self._connection, table, name, number)

    def _collection(self, row: dict[str, Any]) -> None:
        """Two collections of one name become one, under the name that it has here."""
        values = {name: row[name] for name in ("created", "changed", "deleted")}
        mine = self._known("collection", row["uid"])
        same = mine or (None if row["deleted"] else self._named("collection", row["name"]))
        if same is None:
            number = self._insert(
                "collection", **values, name=row["name"], uid=row["uid"] or new_uid()
            ).lastrowid
            self._count("collections", "added")
        elif mine is None:
            number = same.id
            self._count("collections", "kept")
        else:
            number = mine.id
            self._take("collections", "collection", mine, row, name=self._name("collection", row, number))
        self._collections[row["uid"]] = number
        for item in row["items"]:
            target = self._targets.here(item["target"])
            self._new("collected", "collected", collection_id=number, target=target, at=item["at"])

    def _search(self, row: dict[str, Any]) -> None:
        """Two saved searches of one name both stay, the other with a number behind its name; one is enough where they
        look for the same."""
        detail = self._detail(row["listing"])
        values = {name: row[name] for name in ("created", "changed", "deleted")}
        mine = self._known("saved_search", row["uid"])
        if mine is not None:
            name = self._name("saved_search", row, mine.id)
            self._take("searches", "saved_search", mine, row, name=name, detail=detail)
            return
        same = None if row["deleted"] else self._named("saved_search", row["name"])
        if same is not None and json.loads(same.detail or "{}") == json.loads(detail):
            self._count("searches", "kept")
            return
        name = self._name("saved_search", row)
        self._insert("saved_search", **values, name=name, detail=detail, uid=row["uid"] or new_uid())
        self._count("searches", "added")

    def _detail(self, listing: dict[str, Any]) -> str:
        found = dict(listing)
        if found.get("collection"):
            uid = found["collection"]
            found["collection"] = self._collections.get(uid, NOBODY) if isinstance(uid, str) else NOBODY
        if isinstance(found.get("like"), str):
            found["like"] = article_of(self._targets.here(found["like"])) or 0
        return json.dumps(found, ensure_ascii=False, sort_keys=True)

    def _choice(self, row: dict[str, Any]) -> None:
        key = self._targets.here(row["key"])
        mine = self._run("SELECT uses, at FROM choice WHERE key = ?", key).first()
        if mine is None:
            self._new("choices", "choice", key=key, uses=row["uses"], at=row["at"])
            return
        at = row["at"] if moment(row["at"]) > _moment(mine.at) else mine.at
        uses = max(row["uses"], mine.uses)
        is_more = (uses, at) != (mine.uses, mine.at)
        if is_more:
            self._run("UPDATE choice SET uses = ?, at = ? WHERE key = ?", uses, at, key)
        self._count("choices", "updated" if is_more else "kept")

    def _sent(self) -> None:
        """Two equal lines may both be meant; of those that are here already none is written again."""
        mine = Counter(map(tuple, self._run("SELECT at, host, what, requests FROM sent")))
        for row in self._found["sent"]:
            line = (row["at"], row["host"], row["what"], row["requests"])
            if mine[line]:
                mine[line] -= 1
                self._count("sent", "kept")
            else:
                self._new("sent", "sent", **row)


def _moment(text: str) -> Any:
    """A time of a row that is here; one that cannot be read is before all others."""
    try:
        return moment(text)
    except ValueError:
        return moment("")
