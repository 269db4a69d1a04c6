"""Signs in the full-text index that no keyboard has: they say where a heading, a type or a journal's name begins and
ends, so that a tagged query can mean exactly that and is still one expression.

They are private-use characters, which SQLite's tokenizer takes for words. `article.mesh` holds them; those of the other
columns are put there by SQL, from what the article has anyway, so that they cost no text.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from her2ref.core.article import Article

HEADING, MAJOR, END, QUALIFIER, CHEMICAL, KEYWORD = (chr(0xE000 + n) for n in range(6))
OF_SUBJECTS: Final = (HEADING, MAJOR, END, QUALIFIER, CHEMICAL, KEYWORD)
TYPE, JOURNAL, LANGUAGE, YEAR, DAY, ENTERED = (chr(0xE006 + n) for n in range(6))
"""Of `types` and `facts`. The last four stand before a code without a blank: one word, such as YEAR + "2014"."""
PLACE, AUTHOR = (chr(0xE00C + n) for n in range(2))
"""The end of a journal's name without the place in brackets behind it, and what stands before each author."""

FIRST, LAST = HEADING, AUTHOR
ALL: Final = frozenset(chr(sign) for sign in range(ord(FIRST), ord(LAST) + 1))
PLAIN: Final = {
    HEADING: "\n",
    MAJOR: "\n",
    f" {END} {QUALIFIER}": ",",
    QUALIFIER: "",
    f" {END}": "",
    CHEMICAL: "",
    KEYWORD: "",
}


def subjects(article: Article, typed_title: str) -> str:
    """Subject words for the index, line by line: headings with their qualifiers, chemicals, genes; `typed_title`, the
    title as it is typed where signs in it are raised (the title's own column is what lists show); keywords last, as
    `keywords` expects. A heading is major when it or one of its qualifiers is.
    """
    lines = []
    for m in article.mesh:
        if not m.qualifiers:
            lines.append(f"{MAJOR if m.major else HEADING} {m.descriptor} {END}")
            continue
        begin = MAJOR if m.major or any(q.major for q in m.qualifiers) else HEADING
        names = f" {END} {QUALIFIER} ".join([q.name for q in m.qualifiers])
        lines.append(f"{begin} {m.descriptor} {END} {QUALIFIER} {names} {END}")
    lines += [f"{CHEMICAL} {c.name} {END}" for c in article.chemicals]
    lines += article.genes
    if typed_title:
        lines.append(typed_title)
    lines += [f"{KEYWORD} {word} {END}" for word in article.keywords]
    return "\n".join(dict.fromkeys(lines))


def plain(mesh: str) -> str:
    """The words of `article.mesh` without the signs."""
    for sign, text in PLAIN.items():  # a tenth of the time of `translate`
        mesh = mesh.replace(sign, text)
    return mesh


def derived(row: str = "") -> tuple[str, ...]:
    """SQL for the columns of the index that are made of others: authors, subject words without keywords, keywords,
    `types` and `facts`. `row` is "old." or "new." in a trigger, else empty."""
    place = f"instr({row}mesh, '{KEYWORD}')"
    subject = f"iif({place} > 0, substr({row}mesh, 1, {place} - 1), {row}mesh)"
    types = _many(f"{row}publication_types", f"{TYPE} ", f" {END}")
    return _many(f"{row}authors", f"{AUTHOR} ", ""), subject, keywords(row), types, facts(row)


def _many(column: str, begin: str, end: str) -> str:
    """SQL for the lines of a column, each between `begin` and `end`."""
    between = f"'{end}' || char(10) || '{begin}'"
    return f"iif({column} = '', '', '{begin}' || replace({column}, char(10), {between}) || '{end}')"


def keywords(row: str = "") -> str:
    """SQL for the keywords of an article, the end of its subject words."""
    place = f"instr({row}mesh, '{KEYWORD}')"
    return f"iif({place} > 0, substr({row}mesh, {place}), '')"


def facts(row: str = "") -> str:
    """SQL for the column `facts` of one article: languages, names of the journal, codes. `row` is "old." or "new." in
    a trigger, else empty."""
    journal = f"substr({row}journal, 1, instr({row}journal || ' : ', ' : ') - 1)"
    named = " || char(10) || ".join(
        f"iif({name} = '', '', '{JOURNAL} ' || {name} || ' {END}')"
        for name in (f"{row}journal_abbrev", f"iif({journal} = {row}journal_abbrev, '', {journal})")
    )
    placed = " || ".join(
        f"iif(instr({column}, ' (') AND {name} LIKE '_% (%)',"
        f" '{JOURNAL} ' || substr({name}, 1, instr({name}, ' (')) || '{PLACE}' || char(10), '')"
        for column, name in ((f"{row}journal_abbrev", f"{row}journal_abbrev"), (f"{row}journal", journal))
    )
    codes = " || ' ' || ".join(
        f"iif(coalesce({value}, 0) IN (0, ''), '', '{sign}' || {value})"
        for sign, value in (
            (YEAR, f"{row}year"),
            (DAY, f"{row}sort_date"),
            (ENTERED, f"replace({row}entered, '-', '')"),
        )
    )
    languages = _many(f"{row}language", LANGUAGE, "")
    return f"{languages} || char(10) || {named} || char(10) || {placed} || {codes}"


def without(words: Iterable[str]) -> list[str]:
    """Those of `words` that are none of these signs."""
    return [word for word in words if word[:1] not in ALL]
