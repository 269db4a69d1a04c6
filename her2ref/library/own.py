"""What a reader gives of the things that a person added."""

from __future__ import annotations

import json
import re
import unicodedata
from typing import TYPE_CHECKING, Any, Final

from her2ref.library.outline import TopicRow

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from her2ref.library.rows import Collection, Note, NoteLine, SavedSearch, Thrown

ALL: Final = -1
"""As a limit: no limit."""
HEAD: Final = 120
"""Letters of a note that name it in the trash."""
WORD: Final = re.compile(r"[^\W_]+")
"""A word as the index of notes has it."""


class OwnReader:
    """The part of `Reader` that reads personal rows; `_all` sends a statement by its name."""

    _all: Callable[..., list[Any]]

    def starred(self, targets: Iterable[str]) -> set[str]:
        return {target for (target,) in self._all("starred", json.dumps(list(targets)))}

    def stars(self) -> list[str]:
        """Everything starred, newest star first."""
        return [target for (target,) in self._all("stars")]

    def starred_elsewhere(self) -> list[TopicRow]:
        """What is starred and in no list of articles: topics, and cited papers without a record; newest star first."""
        return [TopicRow(*row) for row in self._all("starred_elsewhere")]

    def choices(self, limit: int = 200) -> dict[str, int]:
        """What was opened from the lookup, the latest first, and how often."""
        return {key: uses for key, uses, _ in self._all("choices", limit)}

    def wishes(self) -> list[str]:
        """Words that PubMed is to be asked for at the next sync, the latest first."""
        return [words for (words,) in self._all("wishes")]

    def wanted(self) -> list[int]:
        """PMIDs to be fetched at the next sync, in their order."""
        return [pmid for (pmid,) in self._all("wanted")]

    def own_rows(self) -> list[tuple[str, int, str]]:
        """How much of each kind is the person's, and the day of the first: the names of `privacy.OWN`."""
        return [(kind, count, since) for kind, count, since in self._all("own_rows")]

    def sent(self) -> list[tuple[str, str, int, str, str]]:
        """Host, what in words, how many requests, first and last time; the latest host first."""
        return [(host, what, number, first, last) for host, what, number, first, last in self._all("sent")]

    def notes(self, target: str) -> list[Note]:
        """The notes on `target` ("" for parked ones) that are not in the trash, the oldest first."""
        from her2ref.library.rows import Note

        return [Note(*row) for row in self._all("notes", target)]

    def all_notes(self, words: str = "", *, parked: bool = False, limit: int = ALL) -> list[NoteLine]:
        """Notes that are not in the trash, the one changed last first; `words` narrows them to those with all of them,
        the last as a beginning, in any case and with any accents; `parked` to those that hang on nothing."""
        from her2ref.library.rows import Note, NoteLine

        if words.strip():
            match = note_query(words)
            rows = self._all("found_notes", match, int(parked), limit) if match else []
        else:
            rows = self._all("parked_notes" if parked else "all_notes", limit)
        return [NoteLine(Note(*row[:6]), row[6]) for row in rows]

    def lasting_name(self, kind: str, number: int) -> str:
        """The name that the note, collection or search of this number has in every library, in the trash too; empty
        where there is none."""
        rows = self._all("lasting_name", kind, number)
        return str(rows[0][0]) if rows else ""

    def number_of(self, kind: str, uid: str) -> int:
        """The number that the thing of a lasting name has now; 0 where it is gone."""
        rows = self._all("number_of", kind, uid)
        return int(rows[0][0]) if rows else 0

    def moved(self, target: str) -> str:
        """What `target` is called since its article learned its PMID; any other as it is."""
        rows = self._all("moved", target) if target.startswith("article:") else []
        return str(rows[0][0]) if rows else target

    def count_notes(self, words: str) -> int:
        """How many notes have all of `words`."""
        match = note_query(words)
        return int(self._all("count_notes", match)[0][0]) if match else 0

    def titles(self, targets: Iterable[str]) -> dict[str, str]:
        """What targets are called: a topic's name, an article's or a cited paper's title; what is not known here is
        left out."""
        return {target: title for target, title in self._all("titles", json.dumps(list(targets))) if title}

    def reading_of(self, target: str) -> str:
        """What the person said of their reading: "later", "read" or nothing."""
        rows = self._all("reading_of", target)
        return str(rows[0][0]) if rows else ""

    def targets_in_state(self, state: str) -> list[str]:
        """Everything that is to be read "later", or was "read", what was marked last first."""
        return [target for (target,) in self._all("targets_in_state", state)]

    def number_in_state(self, state: str) -> int:
        """How much of that stands in a list or above it: without articles that are not here yet."""
        return int(self._all("number_in_state", state)[0][0])

    def number_of_notes(self) -> int:
        """How many notes there are outside the trash."""
        return int(self._all("number_of_notes")[0][0])

    def collections(self) -> list[Collection]:
        """Collections that are not in the trash, by name."""
        from her2ref.library.rows import Collection

        return [Collection(*row) for row in self._all("collections")]

    def collections_of(self, target: str) -> list[int]:
        """The collections that `target` is in, by name."""
        return [number for (number,) in self._all("collections_of", target)]

    def collected(self, collection_id: int) -> list[str]:
        """The targets in a collection, the one put in last first; none where it is in the trash."""
        return [target for (target,) in self._all("collected", collection_id)]

    def saved_searches(self) -> list[SavedSearch]:
        """Saved searches that are not in the trash, by name."""
        from her2ref.library.rows import SavedSearch
        from her2ref.library.saved import listing_of

        rows = self._all("saved_searches")
        return [SavedSearch(id, name, listing_of(detail), created) for id, name, detail, created in rows]  # noqa: A001

    def trash(self) -> list[Thrown]:
        """What was thrown away, the latest first."""
        from her2ref.library.rows import Thrown

        return [
            Thrown(kind, number, first_line(title), deleted)
            for kind, number, title, deleted in self._all("trash")
        ]


def first_line(text: str) -> str:
    """The first words of a text, on one line."""
    line = next((line for line in text.splitlines() if line.strip()), "")
    shown = " ".join("".join(sign if sign.isprintable() else " " for sign in line).split())
    return shown if len(shown) <= HEAD else f"{shown[: HEAD - 1].rstrip()}…"


def note_query(words: str) -> str:
    """The expression by which the index of notes is asked: each piece as a phrase of its words, all of them, the last
    as a beginning. Empty where there is nothing to look for. No sign of the words has a meaning of its own."""
    pieces = (WORD.findall(piece) for piece in unicodedata.normalize("NFC", words).split())
    phrases = [f'"{" ".join(piece)}"' for piece in pieces if piece]
    return " ".join(phrases) + ("*" if phrases else "")
