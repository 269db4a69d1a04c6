"""The reader's words as a full-text expression of SQLite. Nothing typed reaches it unquoted."""

from __future__ import annotations

from collections.abc import Sequence

from her2ref.core.query import Term, terms
from her2ref.core.text import level


def phrase(term: Term) -> str:
    """One term: its tokens side by side, in that order; raised and lowered signs as the index has them."""
    quoted = '"' + level(term.text).replace('"', '""') + '"'
    return f"{quoted} *" if term.prefix else quoted


def expression(text: str, names: Sequence[str] = ()) -> str:
    """All terms of `text`; empty when nothing can be looked for.

    `names` are given when `text` is a whole name: each of them is looked for too, and nothing longer than they are.
    """
    asked = terms(text)
    if not names:
        return " AND ".join(phrase(term) for term in asked)
    parts = ["(" + " AND ".join(phrase(Term(term.text)) for term in asked) + ")"] if asked else []
    parts += [phrase(Term(name)) for name in names if any(c.isalnum() for c in name)]
    return " OR ".join(dict.fromkeys(parts))
