"""Reads the TOML of `resources/` into plain values. The one module that knows the file format."""

from __future__ import annotations

import tomllib
import types
import typing
from dataclasses import fields
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from her2ref.core.correction import Correction
from her2ref.core.drug import Drug
from her2ref.core.errors import KnownError
from her2ref.core.knowledge import Knowledge
from her2ref.core.mechanism import Mechanism
from her2ref.core.statement import Reference
from her2ref.core.trial import Trial
from her2ref.core.vocabulary import Vocabulary

T = TypeVar("T")

RENAMED: dict[type, dict[str, str]] = {
    Mechanism: {"statement": "statements", "drug": "drugs", "conflict": "conflicts"},
    Drug: {
        "class": "drug_class",
        "statement": "statements",
        "conflict": "conflicts",
        "approval": "approvals",
    },
    Trial: {"statement": "statements", "result": "results"},
    Vocabulary: {"word": "words", "spelling": "spellings"},
}
"""Keys of the files that are called otherwise in the values: tables are named in the singular there."""


class ContentError(KnownError):
    """A content file that cannot be read as what it should be; `file` and `problem` say where and what."""

    def __init__(self, file: str, problem: str) -> None:
        self.file, self.problem = file, problem
        super().__init__(f"{file}: {problem}.", next_step="Correct the file, then try again.")


@cache
def _hints(kind: type) -> dict[str, Any]:
    return typing.get_type_hints(kind)


def _convert(hint: Any, value: Any, file: str, where: str) -> Any:
    """`value` as `hint` wants it: tuples of strings or of values, numbers, words; raises `ContentError`."""
    origin = typing.get_origin(hint)
    if origin is tuple:
        inner = typing.get_args(hint)[0]
        if not isinstance(value, list):
            raise ContentError(file, f"{where} must be a list")
        return tuple(_convert(inner, item, file, f"{where}[{n}]") for n, item in enumerate(value))
    if origin in (types.UnionType, typing.Union):
        return _convert(typing.get_args(hint)[0], value, file, where)
    if hint is float and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    if isinstance(hint, type) and isinstance(value, hint) and isinstance(value, bool) == (hint is bool):
        return value
    if isinstance(value, dict) and hasattr(hint, "__dataclass_fields__"):
        return build(hint, value, file, f"{where}.")
    raise ContentError(file, f"{where} must be {getattr(hint, '__name__', hint)}")


def build(kind: type[T], table: dict[str, Any], file: str, where: str = "") -> T:
    """A value of the dataclass `kind` from a TOML table; an unknown key or a wrong type is an error."""
    renamed = RENAMED.get(kind, {})
    hints: dict[str, Any] = _hints(kind)  # type: ignore[arg-type]
    values: dict[str, Any] = {}
    for key, value in table.items():
        name = renamed.get(key, key)
        if name not in hints or (name in renamed.values() and key == name):
            raise ContentError(file, f"unknown key {where}{key}")
        values[name] = _convert(hints[name], value, file, f"{where}{key}")
    try:
        return kind(**values)
    except TypeError:
        needed = [f.name for f in fields(kind) if f.name not in values]  # type: ignore[arg-type]
        raise ContentError(file, f"{where or 'the file'} lacks one of: {', '.join(needed)}") from None


def read_table(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ContentError(path.name, f"not valid TOML ({error})") from error
    except OSError as error:
        raise ContentError(path.name, "cannot be opened") from error


def topics(kind: type[T], folder: Path) -> dict[str, T]:
    """Every `*.toml` of a folder as a value of `kind`, by file name."""
    return {
        path.stem: build(kind, read_table(path), f"{folder.name}/{path.name}")
        for path in sorted(folder.glob("*.toml"))
    }


def references(path: Path) -> dict[str, Reference]:
    table = read_table(path)
    if set(table) != {"reference"}:
        raise ContentError(path.name, "only [[reference]] tables belong here")
    found: dict[str, Reference] = {}
    for row in table["reference"]:
        reference = build(Reference, row, path.name, f"{row.get('id', '?')}: ")
        if reference.id in found:
            raise ContentError(path.name, f"{reference.id} stands here twice")
        found[reference.id] = reference
    return found


def corrections(path: Path) -> tuple[Correction, ...]:
    """What `corrections.toml` says; none where there is no such file."""
    table = read_table(path) if path.exists() else {}
    if set(table) - {"correction"}:
        raise ContentError(path.name, "only [[correction]] tables belong here")
    rows = table.get("correction", [])
    return tuple(build(Correction, row, path.name, f"{row.get('id', '?')}: ") for row in rows)


def vocabulary(path: Path) -> Vocabulary:
    """What `vocabulary.toml` says; empty where there is no such file."""
    return build(Vocabulary, read_table(path), path.name) if path.exists() else Vocabulary()


def load(folder: Path) -> Knowledge:
    """The whole reference. Reading about 150 files takes about 0.2 s: do it off the GUI thread."""
    head = read_table(folder / "content.toml")
    return Knowledge(
        version=str(head.get("version", "")),
        reviewed=str(head.get("reviewed", "")),
        mechanisms=topics(Mechanism, folder / "mechanisms"),
        drugs=topics(Drug, folder / "drugs"),
        trials=topics(Trial, folder / "trials"),
        references=references(folder / "references.toml"),
        corrections=corrections(folder / "corrections.toml"),
        vocabulary=vocabulary(folder / "vocabulary.toml"),
    )
