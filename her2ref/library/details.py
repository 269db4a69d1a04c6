"""Curated values from the JSON that a library keeps of them."""

from __future__ import annotations

import json
import typing
from functools import cache
from typing import Any, TypeVar

T = TypeVar("T")


@cache
def _inner(kind: type) -> dict[str, type | None]:
    """Fields of `kind` that are tuples, each with the dataclass inside it, or None for tuples of plain values."""
    found: dict[str, type | None] = {}
    for name, hint in typing.get_type_hints(kind).items():
        if typing.get_origin(hint) is tuple:
            inner = typing.get_args(hint)[0]
            found[name] = inner if hasattr(inner, "__dataclass_fields__") else None
    return found


def rebuild(kind: type[T], values: dict[str, Any]) -> T:
    """The value of which `values` is the `dataclasses.asdict`, after JSON made lists of its tuples."""
    given = dict(values)
    for name, inner in _inner(kind).items():  # type: ignore[arg-type]
        if name in given:
            items = given[name]
            given[name] = tuple(items) if inner is None else tuple(rebuild(inner, item) for item in items)
    return kind(**given)


def from_json(kind: type[T], detail: str) -> T:
    return rebuild(kind, json.loads(detail))
