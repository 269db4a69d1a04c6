"""What the command line prints: the JSON documents of the contract, and the same in words."""

from __future__ import annotations

import textwrap
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from her2ref.core.identity import ABSTRACT_NOTICE
from her2ref.core.mechanism import Mechanism
from her2ref.core.query import Listing
from her2ref.core.statement import Reference
from her2ref.library.lookup import resolve
from her2ref.library.rows import target_of, target_of_key

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from her2ref.core.article import Article, Author, Section
    from her2ref.core.correction import Correction
    from her2ref.library.merging import Merged
    from her2ref.library.previewing import Preview
    from her2ref.library.read import Reader
    from her2ref.library.rows import (
        ArticleRow,
        ArticleView,
        Collection,
        Found,
        ImportReport,
        News,
        Note,
        NoteLine,
        SavedSearch,
        Tag,
        Thrown,
    )

WIDTH = 100


def import_document(report: ImportReport) -> dict[str, Any]:
    files = [
        {
            "file": f.file,
            "format": f.format,
            "read": f.read,
            "added": f.added,
            "updated": f.updated,
            "unchanged": f.unchanged,
            "wanted": f.wanted,
            "rejected": [{"where": where, "why": why} for where, why in f.rejected],
            "remarks": [{"where": where, "remark": remark} for where, remark in f.remarks],
            "problem": f.problem,
        }
        for f in report.files
    ]
    totals = {name: report.total(name) for name in ("read", "added", "updated", "unchanged", "wanted")}
    return {"files": files, **totals, "rejected": report.rejected, "cancelled": report.cancelled}


def import_text(report: ImportReport, *, would: bool = False) -> str:
    """A line for each file, and what is to be said of its records; `would`: of an import that was not done."""
    be, to = ("would be ", "would be ") if would else ("", "to be ")
    lines = []
    for f in report.files:
        if f.refused or (would and not f.read):
            continue
        read = "" if would else f"{f.read:,} read, "
        counts = f"{f.added:,} {be}added, {f.updated:,} {be}updated, {f.unchanged:,} {be}unchanged"
        if f.format == "pmids":
            counts = f"{f.unchanged:,} here already, {f.wanted:,} {to}fetched at the next sync"
        left = f", {len(f.rejected):,} {be}left out" if f.rejected else ""
        lines.append(f"{f.file}: {read}{counts}{left}")
        lines += [f"  {where}: {why}" for where, why in [*f.remarks, *f.rejected]]
    return "\n".join(lines)


def preview_document(told: Preview) -> dict[str, Any]:
    """As the document of an import, with the first records of each kind and what would become of them; `left_out` says
    how many of a kind are not among them."""
    lines = {kind: [asdict(line) for line in lines] for kind, lines in told.lines.items()}
    left = {kind: max(0, told.count(kind) - len(lines[kind])) for kind in lines}
    return {**import_document(told), "dry_run": True, "records": lines, "left_out": left}


def preview_text(told: Preview) -> str:
    lines = [import_text(told, would=True)]
    for kind, found in told.lines.items():
        words = (line for line in found if kind != "rejected")  # those stand beside their files
        lines += [
            " ".join(p for p in (f"  {kind}:", x.where, x.title, x.why and f"({x.why})") if p) for x in words
        ]
        left = told.count(kind) - len(found)
        lines += [f"  and {left:,} more {kind}"] if left > 0 else []
    return "\n".join([*filter(None, lines), "Nothing was written."])


def found_document(found: Found, took_ms: float, searched: str) -> dict[str, Any]:
    """`searched` is what abstracts were searched for, as it was understood."""
    hits = [{"kind": h.kind, "id": h.id, "title": h.title, "why": h.why, "year": h.year} for h in found.hits]
    return {
        "query": found.query,
        "understood": found.understood,
        "searched": searched,
        "problems": list(found.problems),
        "nearest": list(found.nearest),
        "total": found.total,
        "took_ms": round(took_ms, 2),
        "hits": hits,
    }


def found_text(found: Found, searched: str) -> str:
    lines = [f"Taken as: {found.understood}"] if found.understood else []
    lines += [f"Abstracts searched for: {searched}"] if searched else []
    lines += [f"Note: {problem}" for problem in found.problems]
    if not found.hits:
        lines.append(f"Nothing found for “{found.query}”.")
        lines += [f"Near it: {', '.join(found.nearest)}"] if found.nearest else []
    last = ""
    for hit in found.hits:
        if hit.kind != last:
            last = hit.kind
            lines.append(f"{last.upper()}S")
        why = f"  ({hit.why})" if hit.why else ""
        lines.append(f"  {hit.id:<28} {hit.title}{why}")
    return "\n".join(lines)


def note_document(note: Note) -> dict[str, Any]:
    return {"id": note.id, "text": note.text, "created": note.created, "changed": note.changed}


def notes_text(target: str, notes: Sequence[Note]) -> str:
    if not notes:
        return f"{target}: no note."
    return "\n\n".join(f"{note.changed}\n{note.text}" for note in notes)


def note_lines(lines: Sequence[NoteLine]) -> tuple[dict[str, Any], str]:
    """Notes on several things, each with what it hangs on."""
    document = {
        "notes": [{**note_document(n.note), "target": n.note.target, "title": n.title} for n in lines],
    }
    told = []
    for line in lines:
        hangs_on = f"{line.note.target or 'parked'}" + (f"  ({line.title})" if line.title else "")
        told.append(f"{line.note.id}  {line.note.changed}  {hangs_on}\n{line.note.text}")
    return document, "\n\n".join(told) or "No note."


def collection(name: str, targets: Sequence[str], titles: Mapping[str, str]) -> tuple[dict[str, Any], str]:
    document = {"name": name, "items": [{"id": t, "title": titles.get(t, "")} for t in targets]}
    return document, "\n".join(
        f"  {t:<28} {titles.get(t, '')}".rstrip() for t in targets
    ) or f"{name}: empty."


def collections(found: Sequence[Collection]) -> tuple[dict[str, Any], str]:
    document = {"collections": [{"name": c.name, "items": c.items, "missing": c.missing} for c in found]}
    rows = (f"{c.name}: {c.items:,}" + (f" ({c.missing:,} not here yet)" if c.missing else "") for c in found)
    return document, "\n".join(rows) or "No collection."


def searches(found: Sequence[SavedSearch]) -> tuple[dict[str, Any], str]:
    usual = asdict(Listing())
    document = []
    for s in found:
        narrowed = {name: value for name, value in asdict(s.listing).items() if value != usual[name]}
        document.append({"name": s.name, "created": s.created, "listing": narrowed})
    text = "\n".join(f"{s.name}: {s.listing.words or 'a list without words'}" for s in found)
    return {"searches": document}, text or "No saved search."


def listed(name: str, total: int, rows: Sequence[ArticleRow]) -> tuple[dict[str, Any], str]:
    """The beginning of a list of articles under its name."""
    articles = [
        {"id": target_of(r.id), "title": r.title, "journal": r.journal, "year": r.year, "reading": r.reading}
        for r in rows
    ]
    lines = [f"{name}: {total:,} articles"]
    lines += [f"  {a['id']:<28} {a['title']}  ({a['journal']} {a['year'] or ''})".rstrip() for a in articles]
    return {"name": name, "total": total, "articles": articles}, "\n".join(lines)


def trash(found: Sequence[Thrown]) -> tuple[dict[str, Any], str]:
    document = {"trash": [{"id": f"{t.kind}:{t.id}", "title": t.title, "deleted": t.deleted} for t in found]}
    lines = [f"{t.kind}:{t.id:<6} {t.deleted}  {t.title}" for t in found]
    return document, "\n".join(lines) or "The trash is empty."


def counts(numbers: Mapping[str, int]) -> str:
    """Numbers of what there is: "3 notes, 2 stars"."""
    return ", ".join(f"{number:,} {kind}" for kind, number in numbers.items() if number) or "nothing"


def merged(found: Merged) -> tuple[dict[str, Any], str]:
    """What became of a file of personal things."""
    parts = ("added", "updated", "kept", "replaced")
    document = {name: dict(getattr(found, name)) for name in parts}
    lines = [f"Added: {counts(found.added)}."]
    lines += [f"Newer than here: {counts(found.updated)}."] if found.updated else []
    lines += [f"As it was: {counts(found.kept)}."] if found.kept else []
    if found.replaced:
        lines.append(
            f"Changed on both sides, and the older words are in the trash: {counts(found.replaced)}."
        )
    return document, "\n".join(lines)


def tags(there: Sequence[Tag], removed: Sequence[Tag]) -> tuple[dict[str, Any], str]:
    """The topics of an article with who filed it there and by which words, and those that the person took off."""
    document = {
        "topics": [{"topic": t.key, "by": t.by, "matched": t.matched} for t in there],
        "removed": [{"topic": t.key} for t in removed],
    }
    why = {"content": "cited in her2ref", "person": "by you", "terms": "by its words"}
    lines = [f"{t.key}: {why[t.by]}" + (f" ({t.matched})" if t.matched else "") for t in there]
    lines += [f"{t.key}: taken off by you" for t in removed]
    return document, "\n".join(lines) or "No topic."


def news(corrections: Sequence[tuple[Correction, bool]], told: News) -> tuple[dict[str, Any], str]:
    """Corrections, the unseen and the worst first, then what the content that came last brought."""
    document = {
        "corrections": [{**asdict(c), "seen": seen} for c, seen in corrections],
        "content": asdict(told),
    }
    lines = []
    for c, seen in corrections:
        lines.append(f"{c.date}  {c.severity}{'' if seen else ', not seen yet'}  {c.topic}")
        lines.append(textwrap.fill(f"It said: {c.old}", WIDTH, initial_indent="  ", subsequent_indent="  "))
        lines.append(
            textwrap.fill(f"It says now: {c.new}", WIDTH, initial_indent="  ", subsequent_indent="  ")
        )
        lines.append(
            textwrap.fill(
                f"{c.why} ({', '.join(c.sources)})", WIDTH, initial_indent="  ", subsequent_indent="  "
            )
        )
    for word, names in (("New", told.added), ("Changed", told.changed), ("No longer there", told.removed)):
        if names:
            lines.append(f"{word} in {told.to}: {len(names)}")
            lines += [f"  {name}" for name in names]
    return document, "\n".join(lines) or "No correction, and nothing new."


def anything(reader: Reader, name: str) -> tuple[dict[str, Any], str]:
    """The document and the words for a topic, a reference or an article. Raises `UnknownId`."""
    key = resolve(reader, name)
    if ":" in key and not key.startswith("article:"):
        return _topic(reader, key)
    view = reader.article(int(key.removeprefix("article:")))
    return article_document(view), article_text(view)


def _topic(reader: Reader, key: str) -> tuple[dict[str, Any], str]:
    value = reader.topic(key)
    target = target_of_key(key)
    notes = reader.notes(target)
    document = {
        "kind": key.partition(":")[0],
        **asdict(value),
        "starred": bool(reader.starred([target])),
        "reading": reader.reading_of(target),
        "notes": [note_document(n) for n in notes],
    }
    lines = [
        str(getattr(value, "name", "") or getattr(value, "acronym", "") or getattr(value, "title", "")),
        "",
    ]
    for statement in getattr(value, "statements", ()):
        lines.append(textwrap.fill(statement.text, WIDTH))
        lines.append(f"  [{statement.part}; {statement.level}; {', '.join(statement.sources)}]")
    lines += [
        f"No evidence found, searched on {s.on}: {s.question} ({s.where})"
        for s in getattr(value, "searched", ())
    ]
    if isinstance(value, Mechanism):
        lines += [f"{r.relation}: {r.drug} ({', '.join(r.sources)}) {r.note}".rstrip() for r in value.drugs]
    if isinstance(value, Reference) and value.summary:
        lines += ["Summary by her2ref:", textwrap.fill(value.summary, WIDTH)]
    lines += [f"Note: {note.text}" for note in notes]
    return document, "\n".join(lines)


def _section(section: Section) -> dict[str, str]:
    return {"label": section.label, "category": section.category, "text": section.text}


def _author(author: Author) -> dict[str, Any]:
    return {
        "family": author.family,
        "given": author.given,
        "initials": author.initials,
        "suffix": author.suffix,
        "collective": author.collective,
        "orcid": author.orcid,
        "affiliations": author.affiliations,
    }


def article_document(view: ArticleView) -> dict[str, Any]:
    """The whole article, by the names of the command line's contract."""
    a = view.article
    topics = {
        kind: [{"id": t.key.partition(":")[2], "by": t.by} for t in view.tags if t.key.startswith(f"{kind}:")]
        for kind in ("mechanism", "drug")
    }
    return {
        "pmid": a.pmid,
        "id": str(view.id) if view.id > 0 else f"article:{view.id}",
        "version": a.version,
        "status": a.status,
        "revised": a.revised,
        "entered": a.entered,
        "title": a.title,
        "vernacular_title": a.vernacular_title,
        "abstract": [_section(s) for s in a.abstract],
        "abstract_copyright": a.abstract_copyright,
        "other_abstracts": [
            {"language": o.language, "type": o.type, "sections": [_section(s) for s in o.sections]}
            for o in a.other_abstracts
        ],
        "authors": [_author(x) for x in a.authors],
        "authors_complete": a.authors_complete,
        "investigators": [_author(x) for x in a.investigators],
        **_publication(a),
        "mesh": [asdict(m) for m in a.mesh],
        "keywords": a.keywords,
        "chemicals": [asdict(c) for c in a.chemicals],
        "genes": a.genes,
        "grants": [asdict(g) for g in a.grants],
        "databanks": a.databanks,
        "personal_subjects": [_author(x) for x in a.personal_subjects],
        "conflict_of_interest": a.conflict_of_interest,
        "book": asdict(a.book) if a.book else None,
        "states": list(view.states),
        "notices": [{"kind": n.kind, "pmid": n.pmid, "citation": n.citation} for n in a.notices],
        "mechanisms": topics["mechanism"],
        "drugs": topics["drug"],
        "starred": view.starred,
        "reading": view.reading,
        "notes": [note_document(n) for n in view.notes],
        "added": view.added,
        "formats": list(view.formats),
        "notice": ABSTRACT_NOTICE,
    }


def _publication(a: Article) -> dict[str, Any]:
    return {
        "journal": a.journal,
        "journal_abbrev": a.journal_abbrev,
        "issn": a.issn,
        "nlm_id": a.nlm_id,
        "year": a.year,
        "month": a.month,
        "day": a.day,
        "date_text": a.date_text,
        "electronic_date": a.electronic_date,
        "volume": a.volume,
        "issue": a.issue,
        "pages": a.pages,
        "doi": a.doi,
        "pmcid": a.pmcid,
        "pii": a.pii,
        "languages": a.languages,
        "publication_types": a.publication_types,
    }


def article_text(view: ArticleView) -> str:
    a = view.article
    names = [author.short for author in a.authors]
    people = ", ".join(names[:10]) + (f" and {len(names) - 10:,} more" if len(names) > 10 else "")
    where = " ".join(
        part for part in (a.journal_abbrev or a.journal, a.date_text or str(a.year or "")) if part
    )
    lines = [f"{state.upper()}: this article is {state}." for state in view.states]
    lines += [textwrap.fill(a.title, WIDTH), people, where]
    lines.append(
        " · ".join(part for part in (f"PMID {a.pmid}" if a.pmid else f"article:{view.id}", a.doi) if part)
    )
    lines.append("")
    for section in a.abstract:
        lines.append(textwrap.fill((f"{section.label}: " if section.label else "") + section.text, WIDTH))
    if not a.abstract:
        lines.append("No abstract in this record.")
    topics = ", ".join(dict.fromkeys(t.key for t in view.tags))
    lines += ["", f"Also about: {topics}" if topics else ""]
    lines += [f"Note ({note.changed}): {note.text}" for note in view.notes]
    lines += ["", textwrap.fill(ABSTRACT_NOTICE, WIDTH)]
    return "\n".join(line for n, line in enumerate(lines) if line or (n and lines[n - 1])).strip()
