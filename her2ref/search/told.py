"""A query as it was understood, in words that people can check."""

from __future__ import annotations

from typing import Final

from her2ref.core.query import And, Not, Or, Same, Tree, Words
from her2ref.search import fields

NAMED: Final = 3
"""Other names that are written out; of the rest only the number is said."""


def told(tree: Tree | None) -> str:
    """`tree` in PubMed's notation, with brackets that show what belongs together; empty for None."""
    return "" if tree is None else _told(tree)


def _told(tree: Tree) -> str:
    match tree:
        case Words():
            return _leaf(tree)
        case Same(asked, others, apart):
            return _same(asked, others, is_apart=bool(apart))
        case And(parts):
            return " AND ".join(_part(part) for part in parts)
        case Or(parts):
            return " OR ".join(_part(part) for part in parts)
        case Not(keep, drop):
            return f"{_part(keep)} NOT {_part(drop)}"


def _part(tree: Tree) -> str:
    return f"({_told(tree)})" if isinstance(tree, And | Or | Not) else _told(tree)


def _same(asked: Words, others: tuple[Words, ...], *, is_apart: bool) -> str:
    if not others and not is_apart:
        return _leaf(asked)
    more = len(others) - NAMED
    names = ", ".join(words.text + "*" * words.prefix for words in others[:NAMED]) + (
        f" and {more} more" if more > 0 else ""
    )
    if is_apart:
        names += ", or its words apart" if names else "its words apart"
    return f"{_leaf(asked)} (also {names})"


def _leaf(words: Words) -> str:
    text = words.text
    if words.to:
        text = f"{text} to {words.to}"
        text = text.removeprefix(f"{fields.OPEN_START} ")
        if words.to == fields.OPEN_END:
            text = f"from {words.text}" if words.text != fields.OPEN_START else "any"
    if words.prefix:
        text += "*"
    if words.quoted:
        text = f'"{text}"'
    said = [fields.LABELS.get(words.field, words.field)] if words.field else []
    if words.near is not None:
        said.append(f"at most {words.near} {'word' if words.near == 1 else 'words'} between")
    return f"{text} [{', '.join(said)}]" if said else text
