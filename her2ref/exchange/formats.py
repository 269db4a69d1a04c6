"""The formats that articles leave in. To add one: a module with `write(articles, out)` and a row here."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final, TextIO

from her2ref.core.errors import KnownError
from her2ref.core.files import beside, create, put_in_place
from her2ref.core.outputs import place_for
from her2ref.exchange import csv, nbib

if TYPE_CHECKING:
    from her2ref.library.rows import ArticleView

Write = Callable[[Iterable["ArticleView"], TextIO], None]


@dataclass(frozen=True, slots=True)
class Format:
    name: str
    suffix: str
    write: Write


FORMATS: Final = (
    Format("nbib", ".nbib", nbib.write),
    Format("csv", ".csv", csv.write),
)


def named(name: str) -> Format:
    """The format of that name; raises KeyError."""
    return {f.name: f for f in FORMATS}[name]


def write_file(form: Format, articles: Iterable[ArticleView], target: Path) -> None:
    """Writes beside `target`, for its owner alone as it may hold notes, and replaces it in one step, so that an older
    file stays whole until then.

    Raises `RefusedFile` where no file may be put, and `KnownError` when it cannot be written; nothing is left behind
    then.
    """
    target = place_for(target)
    fresh = beside(target, "part")
    try:
        with os.fdopen(create(fresh), "w", encoding="utf-8", newline="") as out:
            form.write(articles, out)
            out.flush()
            os.fsync(out.fileno())
        put_in_place(fresh, target)
    except OSError as error:
        fresh.unlink(missing_ok=True)
        raise KnownError(
            f"The file {target} could not be written ({error.strerror}).",
            safe="What was there before is unchanged.",
            next_step="Choose another folder or free some space, then try again.",
        ) from error
    except BaseException:
        fresh.unlink(missing_ok=True)
        raise
