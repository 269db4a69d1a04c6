"""By what a list can be narrowed, in words: the names of kinds, a choice turned over, and what is chosen as chips."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any, Final

from PySide6.QtCore import QCoreApplication

from her2ref.core.progress import Progress
from her2ref.core.query import Listing
from her2ref.gui.pages.html import Chip, clean
from her2ref.library.facets import Facets
from her2ref.library.library import Library

TOPICS: Final = ("mechanism", "drug", "trial")
FLAGS: Final = ("affected", "starred", "new")
OWN: Final = ("reading", "collection")
"""Fields of a list that tell what the person made of its articles."""
OPEN: Final = 9_999
"""The last year of a range without an end."""
RANGES: Final = (2, 5, 10)


def _tr(text: str) -> str:
    return QCoreApplication.translate("Narrowing", text)


def kind_names() -> dict[str, str]:
    """What people call the kinds of `her2ref.search.kinds`, and what may be said of any article."""
    return {
        "guideline": _tr("Guideline"),
        "meta-analysis": _tr("Meta-analysis"),
        "systematic-review": _tr("Systematic review"),
        "randomised-trial": _tr("Randomised trial"),
        "clinical-trial": _tr("Clinical trial"),
        "observational": _tr("Observational study"),
        "case-report": _tr("Case report"),
        "review": _tr("Review"),
        "comment": _tr("Comment or letter"),
        "protocol": _tr("Trial protocol"),
        "preprint": _tr("Preprint"),
        "patients": _tr("Patients"),
        "animals": _tr("Animals"),
        "cells": _tr("Cells"),
        "affected": _tr("Retracted or corrected"),
        "starred": _tr("Starred"),
        "new": _tr("New since the last import"),
        "noted": _tr("With a note"),
        "later": _tr("To read"),
        "read": _tr("Read"),
        "unread": _tr("Not read yet"),
    }


@dataclass(frozen=True, slots=True)
class Counts:
    """The numbers of a list, and the names of the topics among them. Types, evidence and years are counted as if
    none of their own group were chosen: one of several is enough for an article, so the others still say how many have
    them."""

    facets: Facets = field(default_factory=Facets)
    names: dict[str, str] = field(default_factory=dict)


def count(library: Library, listing: Listing, progress: Progress) -> Counts:
    """For a worker."""
    reader = library.reader()
    found = reader.facets(listing, progress)
    if listing.types:
        found.types = reader.facets(replace(listing, types=()), progress).types
    if listing.evidence:
        found.evidence = reader.facets(replace(listing, evidence=()), progress).evidence
    if listing.years:
        found.years = reader.facets(replace(listing, years=None), progress).years
    rows = (*reader.tree(), *reader.drugs(), *reader.trials())
    return Counts(found, {row.key: row.name for row in rows if row.key in found.topics})


def this_year() -> int:
    return datetime.now(tz=UTC).year


def last_years(years: int) -> tuple[int, int]:
    return this_year() - years + 1, OPEN


def span(years: tuple[int, int]) -> str:
    """A range of years in words."""
    first, last = years
    if last >= OPEN:
        return _tr("Since %1").replace("%1", str(first)) if first else _tr("Any year")
    if not first:
        return _tr("Until %1").replace("%1", str(last))
    return str(first) if first == last else f"{first}–{last}"


def within(counted: Mapping[int, int], years: tuple[int, int]) -> int:
    return sum(number for year, number in counted.items() if years[0] <= year <= years[1])


def is_chosen(listing: Listing, group: str, name: str) -> bool:
    if group == "years":
        return listing.years is not None and f"{listing.years[0]}-{listing.years[1]}" == name
    if group in (*FLAGS, "noted"):
        return bool(getattr(listing, group))
    if group in OWN:
        return bool(name) and str(getattr(listing, group)) == name
    held: tuple[str, ...] = getattr(listing, "topics" if group in TOPICS else group)
    return name in held


def turned(listing: Listing, group: str, name: str) -> Listing:
    """The list with one choice turned over: of years ("2020-2026"), types, evidence, a kind of topic, or a flag."""
    on = not is_chosen(listing, group, name)
    if group == "years":
        first, _, last = name.partition("-")
        return replace(listing, years=(int(first), int(last)) if on else None)
    changed: dict[str, Any]
    if group in (*FLAGS, "noted"):
        changed = {group: on}
    elif group == "collection":
        changed = {group: int(name) if on else 0}
    elif group == "reading":
        changed = {group: name if on else ""}
    else:
        where = "topics" if group in TOPICS else group
        held: tuple[str, ...] = getattr(listing, where)
        changed = {where: (*held, name) if on else tuple(n for n in held if n != name)}
    return replace(listing, **changed)


def title_flag(listing: Listing) -> str:
    """The flag that is the list itself (Starred) and no narrowing of another."""
    if listing.words or listing.like:
        return ""
    flags = ("collection", "reading", "starred", "affected", "new", "noted")
    return next((flag for flag in flags if getattr(listing, flag)), "")


def chosen(listing: Listing) -> list[tuple[str, str]]:
    """Every narrowing of a list, as (group, name)."""
    own = title_flag(listing)
    found = [("years", f"{listing.years[0]}-{listing.years[1]}")] if listing.years else []
    found += [("types", name) for name in listing.types]
    found += [("evidence", name) for name in listing.evidence]
    found += [(key.partition(":")[0], key) for key in listing.topics]
    kept = [("collection", str(listing.collection))] if listing.collection else []
    kept += [("reading", listing.reading)] if listing.reading else []
    found += [(group, name) for group, name in kept if group != own]
    return found + [(flag, flag) for flag in (*FLAGS, "noted") if flag != own and getattr(listing, flag)]


def cleared(listing: Listing) -> Listing:
    for group, name in chosen(listing):
        listing = turned(listing, group, name)
    return listing


def chips(listing: Listing, names: Mapping[str, str]) -> list[Chip]:
    """What is chosen, as chips that take it off: their links are "drop:GROUP:NAME", "clear:" for all."""
    kinds = kind_names()
    made = []
    for group, name in chosen(listing):
        text = span(listing.years or (0, OPEN)) if group == "years" else kinds.get(name, "")
        text = text or names.get(f"collection:{name}" if group == "collection" else name, "")
        text = clean(text or name.partition(":")[2])
        said = _tr("Take off: %1").replace("%1", text)
        made.append(Chip(f"{text}  ×", hint=said, link=f"drop:{group}:{name}", said=said))
    if len(made) > 1:
        made.append(Chip(_tr("Clear all"), "badge", link="clear:"))
    return made


def names_of(library: Library, keys: Iterable[str]) -> dict[str, str]:
    """For a worker."""
    reader = library.reader()
    rows = (reader.topic_row(key) for key in keys)
    return {row.key: row.name for row in rows if row is not None}
