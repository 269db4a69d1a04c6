"""PubMed's query syntax, read into a tree. Whatever cannot be taken as it was typed becomes a sentence, never an error.

Operators have no precedence: they are applied from left to right, and what merely stands beside each other is joined by
AND. Only a run of plain words is one operand, as in PubMed: `lapatinib OR breast cancer` is not about every cancer.
AND, OR and NOT in small letters count where the query shows that its author writes queries (an operator in capitals,
a bracket, a quotation mark); elsewhere `and` says nothing, `or` and `not` are explained.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field, replace
from itertools import accumulate, islice
from typing import Final

from her2ref.core.query import LONGEST, And, Asked, Not, Or, Same, Tree, Words, as_typed, clean
from her2ref.search import dates, fields, foreign
from her2ref.search.fields import shown
from her2ref.search.values import EDGES, Values, either, every

LONGEST_PHRASE: Final = 40
"""Words of one phrase."""
_PIECE: Final = re.compile(r"[^\W_]+")
MOST: Final = 400
"""Words and phrases of one query."""
DEEPEST: Final = 100
"""Levels of a tree: everything that works on trees calls itself for each."""
SENTENCES: Final = 12
"""Sentences about one query; beyond them only that there is more."""
FARTHEST: Final = 9_999
"""Words between those of a proximity search: longer than any abstract."""

OPERATORS: Final = {
    **{word: word for word in ("AND", "OR", "NOT")},
    **{word: word.upper() for word in ("and", "or", "not", "And", "Or", "Not")},
}
_ODD: Final = {
    **dict.fromkeys(map(ord, "“”„‟«»″＂"), '"'),
    **dict(zip(map(ord, "（）［］＊"), "()[]*", strict=True)),
}
_TOKEN: Final = re.compile(
    r'"(?P<phrase>[^"]*)"(?P<star>\*?)|(?P<open>\()|(?P<close>\))'
    rf"|(?P<gone>{foreign.GONE})"
    r"|(?P<word>\[\d{1,3}m?[A-Z][a-z]?\][^\s()\[\]\",;]+"  # [18F]FDG is a word
    r"|(?:https?://(?:dx\.)?doi\.org/|doi: ?)?10\.\d{4,9}/(?:[^\s()\[\]\"]|\([^\s()\[\]\"]*\))+"  # so is a DOI
    r"|[^\s()\[\]\",;]+(?:(?<=\d),(?=\d)[^\s()\[\]\",;]+)*(?:\([+-]\))?)"  # and HER2(+)
    r"|\[(?P<tag>[^\[\]]*)\]|(?P<half>\[[^\s()\[\]\"]*)|(?P<stray>\])"
)
_KNOWING: Final = re.compile(r'["()\[\]]|\b(?:AND|OR|NOT)\b')
_BOTH: Final = re.compile(
    rf"(?i)\b(?:{'|'.join(n.replace('&', '(?-i:and)') for n in fields.QUALIFIERS.values() if '&' in n)})"
    r" ?\[([^\[\]]*)\]"
)
"""Subheadings that hold an "and" that is no operator, before their tag."""
_PLACE: Final = re.compile(r"\(([^()\[\]\"]+)\) ?\[([^\[\]]*)\]")
_JOINT: Final = re.compile(r"(?i)(?<![^ ])(?:and|or|not)(?![^ ])")
_NEARNESS: Final = re.compile(r"(.*?) ?: ?~ ?(\d*) ?")
_FOREIGN: Final = re.compile(r"(?i:NEAR|ADJ|NEXT|PRE)/\d+|[WN]/\d+|(?i:NEAR|ADJ)\d+|NEAR|ADJ|adj")
"""Operators of other databases; in small letters n3, w2 and near are words."""
_NUMBERS: Final = re.compile(r"(?a)(?:pmids? ?:? ?)?(\d{7,8}(?:[ ,;]+\d{7,8})*)", re.IGNORECASE)
_UNSAID: Final = re.compile(r" (?:AND|OR|NOT) |[()\[\]]|$")


@dataclass(slots=True)
class _Part:
    """What stands between two brackets so far: `tree`, or while there is none, only what is to be left out (`drops`).

    `joint` is the operator that waits for what comes next; `filled` says that something stood there, used or not.
    """

    tree: Tree | None = None
    depth: int = 0
    drops: list[Tree] = field(default_factory=list)
    joint: str = ""
    filled: bool = False


def read(text: str, *, typing: bool = False, today: dt.date | None = None) -> Asked:
    """The query in `text`. While it is being typed, its last word is a beginning and its end may be unfinished.

    `today` is what "last 5 years" counts from.
    """
    reader = _Reader(typing=typing, today=today)
    tree = reader.read(text)
    return Asked(clean(text), tree, reader.sentences())


class _Reader:
    """One reading. What a tag may follow waits in `_words`, `_phrase` or `_group`, of which at most one is filled."""

    def __init__(self, *, typing: bool, today: dt.date | None) -> None:
        self._typing = typing
        self._values = Values(self._tell, today)
        self._told: dict[str, None] = {}
        self._parts = [_Part()]
        self._words: list[str] = []
        self._from = self._to = 0
        self._begun = False
        self._phrase: str | None = None
        self._group: _Part | None = None
        self._leaves = 0
        self._text = ""

    def sentences(self) -> tuple[str, ...]:
        told = tuple(self._told)
        if len(told) > SENTENCES:
            return (*told[:SENTENCES], "There is more in this query that could not be taken as it was typed.")
        return told

    def _tell(self, sentence: str) -> None:
        self._told[sentence] = None

    def read(self, text: str) -> Tree | None:
        goes_on = self._typing and text[-1:].isprintable() and not text[-1:].isspace()
        if len(text) > LONGEST:
            self._tell(f"Only the first {LONGEST:,} characters of the query were read.")
        self._text = self._mended(text[:LONGEST])
        alone = _NUMBERS.fullmatch(self._text)
        if alone is not None:
            self._add(self._values.pmids(alone[1]))
            return self._parts[0].tree
        for found in _TOKEN.finditer(self._text):
            match found.lastgroup:
                case "word":
                    self._word(found)
                case "star":
                    self._settle()
                    self._phrase = found["phrase"] + found["star"]
                case "tag":
                    self._tag(found["tag"])
                case "open":
                    self._settle()
                    self._parts.append(_Part())
                case "close":
                    self._settle()
                    self._close()
                case "half":
                    self._half(found["half"])
                case "gone":
                    self._settle()
                    self._join(_Part(filled=True))
                case _:
                    self._tell("A closing square bracket without an opening one was left out.")
        return self._end(goes_on=goes_on and len(text) <= LONGEST)

    def _mended(self, text: str) -> str:
        """`text` with plain quotation marks, single blanks, an even number of quotes and each range in one piece."""
        if not text.isascii():
            text = text.translate(_ODD)
        if not text.isprintable():
            text = clean(text)
        text = " ".join(text.split())
        if text.count('"') % 2:
            text = self._closed(text)
        if " and " in text and "[" in text:
            text = _BOTH.sub(_with_sign, text)
        if "(" in text and "[" in text:
            text = _with_places(text)
        text = foreign.mended(text, self._tell, typing=self._typing)
        if self._typing and "[" in text:
            before, _, rest = text.rpartition("[")
            if not _KNOWING.search(rest):
                text = f"{before.rstrip()} "  # the blank ends its last word
        return dates.joined(text, self._tell, typing=self._typing)

    def _closed(self, text: str) -> str:
        start = text.rindex('"') + 1
        end = _UNSAID.search(text, start)
        stop = end.start() if end else len(text)
        if not self._typing:
            said = f" before “{shown(text[start:stop])}”" if text[start:stop].strip() else ""
            self._tell(f"The quotation mark{said} is not closed; the phrase was read to the end of its part.")
        return f'{text[:stop]}"{text[stop:]}'

    def _word(self, found: re.Match[str]) -> None:
        word = found[0]
        operator = OPERATORS.get(word)
        if operator is not None and self._typing and found.end() == len(self._text):
            return
        if operator is not None:
            if word.isupper() or _KNOWING.search(self._text):
                self._operator(operator)
            elif operator != "AND":
                does = "to find either word" if operator == "OR" else "to leave a word out"
                self._tell(f"Write {operator} in capitals {does}; “{word}” was left out.")
            return
        if word[0] in "ANWPanp" and _FOREIGN.fullmatch(word) and self._is_between(word, found.end()):
            self._tell(
                f'“{shown(word)}” was read as AND; for words near each other write "one two"[tiab:~3].'
            )
            self._operator("AND")
            return
        if not self._words:
            self._settle()
            self._from = found.start()
        self._words.append(word)
        self._to = found.end()

    def _is_between(self, word: str, end: int) -> bool:
        """Whether the operator of another database can be one here: something stands behind it, and before `adj`,
        which may be a word."""
        stands = word != "adj" or self._words or self._phrase or self._group or self._parts[-1].filled
        return bool(stands) and not (self._typing and end == len(self._text))

    def _operator(self, operator: str) -> None:
        self._settle()
        part = self._parts[-1]
        if part.joint:
            self._tell(f"“{part.joint} {operator}” was read as {operator}.")
        elif not part.filled and operator != "NOT":
            self._tell(f"{operator} has nothing before it that it could join and was left out.")
            return
        part.joint = operator

    def _half(self, text: str) -> None:
        """A square bracket that nothing closes."""
        if fields.meant(text[1:])[1]:
            self._tell(f"The square bracket in “{shown(text)}” is not closed and was left out.")
        else:
            self._tell(f"The square bracket in “{shown(text)}” is not closed; it was read as {text}].")
            self._tag(text[1:])

    def _tag(self, typed: str) -> None:
        """Gives a field to what waits."""
        distance = _NEARNESS.fullmatch(typed) if "~" in typed else None
        name = distance[1] if distance else typed
        if not self._words and self._phrase is None and self._group is None:
            self._tell(f"A field belongs behind its word; [{shown(typed)}] was left out.")
            return
        tag, said = fields.meant(name)
        if said:
            self._tell(said)
        near = None
        if distance and not distance[2]:
            self._tell('Behind “~” belongs a number of words, as in "one two"[tiab:~3]; it was left out.')
        elif distance and tag in fields.TEXTS and not (said and not tag):
            near = min(int(distance[2][:9]), FARTHEST)
        elif distance:
            self._tell(
                f"Words cannot be near each other in [{shown(name)}]; “~{shown(distance[2])}” was left out."
            )
        if said and tag == "":
            self._settle()  # as if there were no tag
            return
        if self._group is not None:
            if near is not None:
                self._tell(
                    'Words can be near each other behind a quoted phrase only, as in "one two"[tiab:~3].'
                )
            self._tag_group(tag, typed)
            return
        phrase, words = self._phrase, self._words
        self._phrase, self._words = None, []
        if phrase is not None:
            self._add(self._values.leaf(phrase, tag, quoted=True, near=near))
            return
        whole = self._text[self._from : self._to] if tag in fields.HEADINGS else " ".join(words)
        if tag in fields.TEXTS and any("*" in word for word in words[:-1]):
            self._tell(f"A star ends its phrase: the words of “{shown(whole)}” were looked for one by one.")
            self._add(every(self._values.leaf(word, tag) for word in words))
        else:
            self._add(self._values.leaf(whole, tag, near=near))

    def _tag_group(self, tag: str | None, typed: str) -> None:
        group, self._group = self._group, None
        assert group is not None
        if tag is None:
            group = _Part(filled=True)
        else:
            self._tell(
                f"PubMed knows no field behind brackets; [{shown(typed)}] was given to each word in them."
            )
            if group.tree is not None:
                group.tree = self._spread(group.tree, tag)
            group.drops = [tree for tree in (self._spread(drop, tag) for drop in group.drops) if tree]
        self._join(group)

    def _spread(self, tree: Tree, tag: str) -> Tree | None:
        """`tree` with the field `tag` for each leaf that has none."""
        match tree:
            case Words(field="", near=None):
                return self._values.leaf(tree.text + "*" * tree.prefix, tag, quoted=tree.quoted)
            case And(parts):
                return every(self._spread(part, tag) for part in parts)
            case Or(parts):
                return either(self._spread(part, tag) for part in parts)
            case Not(keep, drop):
                left, right = self._spread(keep, tag), self._spread(drop, tag)
                return Not(left, right) if left and right else left
        return tree

    def _too_many(self) -> None:
        self._tell(f"Only the first {MOST} words of the query were used.")

    def _settle(self) -> None:
        """What waited for a tag gets none."""
        if self._words:
            words, self._words = self._words, []
            made = [self._values.plain(word) for word in words]
            last = made[-1]
            goes_on = self._begun and "*" not in words[-1] and self._parts[-1].joint != "NOT"
            if goes_on and last is not None and not last.field:
                made[-1] = Words(last.text, prefix=True)
            tree = every(made)
            if tree or any(c.isalnum() or c == "*" for word in words for c in word):
                self._add(tree)
        elif self._phrase is not None:
            phrase, self._phrase = self._phrase, None
            self._add(self._values.leaf(phrase, "", quoted=True))
        elif self._group is not None:
            group, self._group = self._group, None
            self._join(group)

    def _add(self, tree: Tree | None) -> None:
        """Counts the leaves of a new operand, and joins it to what stands before it."""
        tree = self._shortened(tree) if isinstance(tree, Words) else tree
        parts = tree.parts if isinstance(tree, And | Or) else (tree,) if tree else ()
        room = max(MOST - self._leaves, 0)
        sizes = list(accumulate(len(part.apart) or 1 if isinstance(part, Same) else 1 for part in parts))
        if sizes and sizes[-1] > room:
            self._too_many()
            parts = parts[: sum(size <= room for size in sizes)]
            tree = (either if isinstance(tree, Or) else every)(parts)
        self._leaves += sizes[len(parts) - 1] if parts else 0
        self._join(_Part(tree, min(len(parts), 2), filled=True))

    def _shortened(self, leaf: Words) -> Words:
        """Words that are glued or quoted together are one phrase; a very long one would be looked for for minutes."""
        ends = [found.end() for found in islice(_PIECE.finditer(leaf.text), LONGEST_PHRASE + 1)]
        if len(ends) <= LONGEST_PHRASE:
            return leaf
        self._tell(f"Only the first {LONGEST_PHRASE} words of the phrase “{shown(leaf.text)}” were used.")
        return replace(leaf, text=leaf.text[: ends[-2]])

    def _join(self, part: _Part) -> None:
        whole = self._parts[-1]
        joint, whole.joint = whole.joint or "AND", ""
        whole.filled = True
        if joint == "NOT" and part.tree is not None:
            part.tree = as_typed(part.tree)  # what is left out is left out as it was typed
        if part.tree is None:
            if part.drops and joint != "AND":
                self._tell(f"{joint} cannot join what NOT leaves out; that part was left out.")
            else:
                whole.drops += part.drops
        elif joint == "NOT" and whole.tree is None:
            whole.drops.append(part.tree)
        elif whole.tree is None:
            if whole.drops and joint == "OR":
                self._tell("OR cannot join what NOT leaves out; that part was left out.")
                whole.drops.clear()
            whole.tree = part.tree
        elif max(whole.depth, part.depth) >= DEEPEST:
            self._tell(f"The query is nested too deeply; what lies below {DEEPEST} levels was left out.")
            return
        elif joint == "NOT":
            whole.tree, whole.depth = Not(whole.tree, part.tree), max(whole.depth, part.depth) + 1
        else:
            kind = And if joint == "AND" else Or
            whole.depth = max(
                whole.depth + (type(whole.tree) is not kind), part.depth + (type(part.tree) is not kind)
            )
            whole.tree = kind((*_parts(whole.tree, kind), *_parts(part.tree, kind)))
        whole.depth = max(whole.depth, part.depth)
        if whole.tree is not None and whole.drops:
            drop = whole.drops[0] if len(whole.drops) == 1 else Or(tuple(whole.drops))
            whole.tree, whole.depth = Not(whole.tree, drop), whole.depth + 2
            whole.drops = []

    def _close(self, *, quiet: bool = False) -> None:
        """The end of a part in brackets, which may be followed by a tag."""
        if len(self._parts) == 1:
            self._tell("A closing bracket without an opening one was left out.")
            return
        part = self._parts.pop()
        if part.joint and not quiet:
            self._tell(f"{part.joint} has nothing behind it that it could join and was left out.")
        if not part.filled and not quiet:
            self._tell("Brackets with nothing to look for in them were left out.")
        self._group = part

    def _end(self, *, goes_on: bool) -> Tree | None:
        self._begun = (
            goes_on and bool(self._words) and self._to == len(self._text) and self._words[-1][-1] not in EDGES
        )
        self._settle()
        self._begun = False
        if len(self._parts) > 1 and not self._typing:
            self._tell("A bracket is not closed; it was read as if it ended with the query.")
        while len(self._parts) > 1:
            self._close(quiet=self._typing)
            self._settle()
        part = self._parts[0]
        if part.joint and not self._typing:
            self._tell(f"{part.joint} has nothing behind it that it could join and was left out.")
        if part.tree is None and part.drops:
            self._tell("A query that only leaves out finds nothing; write first what to look for, then NOT.")
        elif part.tree is None and self._text and not self._told and not self._typing:
            self._tell("There is nothing to look for in this query.")
        return part.tree


def _parts(tree: Tree, kind: type[And | Or]) -> tuple[Tree, ...]:
    return tree.parts if isinstance(tree, And | Or) and type(tree) is kind else (tree,)


def _with_sign(found: re.Match[str]) -> str:
    """A subheading as it is kept, administration & dosage, where its tag says that it is one."""
    is_heading = fields.meant(found[1])[0] in ("mh", "majr", "sh")
    return found[0].replace(" and ", " & ") if is_heading else found[0]


def _with_places(text: str) -> str:
    """Names of journals with a place in brackets, as MEDLINE has them, in quotes: Lancet (London, England)[ta]."""
    made, done = "", 0
    for found in _PLACE.finditer(text):
        before = text[done : found.start()]
        start = max(before.rfind(sign) for sign in '()[]"') + 1
        start = max((joint.end() for joint in _JOINT.finditer(before, start)), default=start)
        name = before[start:].strip()
        if name and fields.meant(found[2])[0] == "ta" and not _JOINT.search(found[1]):
            made += f'{before[:start]} "{name} ({found[1]})"[{found[2]}]'
            done = found.end()
    return made + text[done:]
