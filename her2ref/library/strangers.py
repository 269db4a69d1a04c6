"""Articles without a PMID in a document of another library: their numbers mean other articles here."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any, Final

from her2ref.library.personal import article_of
from her2ref.library.rows import target_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Connection, Row

KEY: Final = "stranger:"
"""Rows of `meta` whose keys begin so say which number an article got here that no record has come for."""
MOST: Final = 10**9
"""A larger number is none that her2ref gave."""


def awaits(part: str, value: str) -> str:
    """The key of the row that says which number the article with this "doi" or "match" has here already."""
    return f"{KEY}{part}:{value}"


class Targets:
    """Says which target of this library a target of the document is. `articles` describes those without a PMID."""

    def __init__(
        self, connection: Connection, articles: Mapping[str, Mapping[str, str]], *, same_library: bool = False
    ) -> None:
        """`same_library`: the document is of this library, where a number and its title are enough."""
        self._connection, self._articles, self._same = connection, articles, same_library
        self._found: dict[str, str] = {}

    def here(self, target: str) -> str:
        """The same target, but for an article without a PMID: the article here that it describes; where there is none,
        a number that is no other article's, the same each time."""
        number = article_of(target)
        if number is None or number > 0 or not target.startswith("article:"):
            return target
        if target not in self._found:
            self._found[target] = target_of(self._number(number, self._articles.get(target)))
        return self._found[target]

    def _number(self, number: int, told: Mapping[str, str] | None) -> int:
        sql = "SELECT title, first_author, journal FROM article WHERE id = ?"
        here = self._connection.exec_driver_sql(sql, (number,)).first()
        if told is None:
            is_free = here is None and -number < MOST
            return self._taken(number) if is_free else self._own(f"number {number}", number)
        for column in ("doi", "match"):
            if told[column]:
                sql = f'SELECT id FROM article WHERE "{column}" = ? ORDER BY id < 0, id LIMIT 1'  # noqa: S608
                same = self._value(sql, told[column])
                if same is not None:
                    return int(same)
        if here is not None and self._is_same(here, told):
            return number
        words = "\n".join(told[part] for part in ("doi", "match", "title", "first_author", "journal"))
        own = self._own(words, number)
        for part in ("doi", "match"):
            if told[part]:  # the record, when it comes, gets this number
                sql = "INSERT OR REPLACE INTO meta VALUES (?, ?)"
                self._connection.exec_driver_sql(sql, (awaits(part, told[part]), str(own)))
        return own

    def _is_same(self, here: Row[Any], told: Mapping[str, str]) -> bool:
        """A title alone tells nothing ("Reply"); with who wrote it and where it does."""
        if self._same:
            return bool(here.title == told["title"])
        told_too = told["title"], told["first_author"], told["journal"]
        return all(told_too) and tuple(here) == told_too

    def _own(self, words: str, number: int) -> int:
        """The number that an article of these words has here: the one it had, where no article here ever had it."""
        key = KEY + hashlib.sha256(words.encode()).hexdigest()[:16]
        kept = self._value("SELECT value FROM meta WHERE key = ?", key)
        if kept is not None:
            return int(kept)
        lowest = self._lowest()
        chosen = number if number < lowest and -number < MOST else lowest - 1
        self._connection.exec_driver_sql("INSERT OR REPLACE INTO meta VALUES (?, ?)", (key, str(chosen)))
        return self._taken(chosen)

    def _taken(self, number: int) -> int:
        """From now on no new article gets this number."""
        if number < self._lowest():
            sql = "INSERT OR REPLACE INTO meta VALUES ('last_negative', ?)"
            self._connection.exec_driver_sql(sql, (str(number),))
        return number

    def _lowest(self) -> int:
        return int(self._value("SELECT value FROM meta WHERE key = 'last_negative'") or 0)

    def _value(self, sql: str, *values: Any) -> Any:
        return self._connection.exec_driver_sql(sql, values).scalar()
