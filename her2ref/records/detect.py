"""What kind of file this is, found from its first bytes; nothing is parsed and nothing it names is opened."""

from __future__ import annotations

import gzip
import re
import stat
import zlib
from enum import StrEnum
from pathlib import Path
from typing import BinaryIO, Final, cast

from her2ref.core.errors import RefusedFile
from her2ref.core.files import what_it_is
from her2ref.records import pmids
from her2ref.records.ris_lines import HEAD as RIS_HEAD
from her2ref.records.ris_lines import START
from her2ref.records.stream import UnknownEncoding, encoding_of

HEAD: Final = 64 * 1024
STEP: Final = 512
GZIP: Final = b"\x1f\x8b"
OTHERS: Final = (
    (b"PK\x03\x04", "a ZIP archive or an Office document"),
    (b"%PDF", "a PDF"),
    (b"SQLite format 3\0", "a database"),
    (b"BZh", "a bzip2 archive"),
    (b"\xfd7zXZ", "an xz archive"),
    (b"7z\xbc\xaf", "a 7z archive"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"\xd0\xcf\x11\xe0", "an Office document"),
)
NEXT_STEP: Final = (
    "In PubMed choose Send to, Citation manager (.nbib), or save as PubMed or XML; in EndNote, Zotero, Ovid or Embase "
    "export as RIS; and open that file."
)
_TAG_LINE: Final = re.compile(r"(?m)^[A-Z][A-Z0-9]{1,4} *- ?\S")
_MEDLINE: Final = re.compile(r"(?m)^(PMID- *\S|(TI  |AB  |FAU |OWN |STAT|DP  |JT  |BTI |PT  )- )")
_MARKUP: Final = re.compile(r"\s*<(?!\d)")
"""Not "<1>", Ovid's counter of records."""
_OVID: Final = re.compile(r"(?m)^VN  - Ovid")
_PMIDS: Final = 2_000
"""Characters of a file's beginning in which a list of PMIDs shows."""
_COMMENT: Final = re.compile(r"<!--.*?(-->|\Z)", re.DOTALL)
_ROOT: Final = re.compile(r"<([A-Za-z_][\w:.-]*)")
_SET: Final = frozenset({"PubmedArticleSet", "PubmedBookArticleSet", "PubmedArticle", "PubmedBookArticle"})


class Kind(StrEnum):
    """Kinds of files that are read here."""

    XML = "xml"
    MEDLINE = "medline"
    RIS = "ris"
    PMIDS = "pmids"


def open_stream(path: Path) -> BinaryIO:
    """The file's content for reading, unpacked where it is gzip."""
    with path.open("rb") as raw:
        packed = raw.read(2) == GZIP
    return cast(BinaryIO, gzip.open(path, "rb")) if packed else path.open("rb")


def detect(path: Path) -> Kind:
    """The kind of the file. Raises `RefusedFile` for what is none of `Kind`; reads 64 KB at most."""
    head = _head(path)
    for magic, what in OTHERS:
        if head.startswith(magic):
            raise _refused(
                path, f"is {what}", "Unpack it first, or choose" if "archive" in what else "Choose"
            )
    text = _decoded(path, head)
    if not text.strip():
        raise _refused(path, "holds nothing but blanks")
    if _MARKUP.match(text):
        return _xml(path, text)
    if ris_begins(text):
        return Kind.RIS
    if _OVID.search(text):
        raise _refused(path, "is in Ovid's own format", "In Ovid export as RIS, or choose")
    if _MEDLINE.search(text) and _TAG_LINE.match(text.lstrip("\ufeff \t\r\n")):
        return Kind.MEDLINE
    if pmids.parse(_whole_lines(text)).is_list:
        return Kind.PMIDS
    raise _refused(path, "is neither PubMed XML, MEDLINE text, RIS nor a list of PMIDs")


def ris_begins(text: str) -> bool:
    """Whether a RIS record begins in the text; other programs' words may stand before it."""
    return any(START.match(line) for line in text.splitlines() if len(line) <= RIS_HEAD)


def _whole_lines(text: str) -> str:
    """The beginning of a text without its last word, which may be cut."""
    return (
        text if len(text) <= _PMIDS else text[:_PMIDS].rpartition("\n")[0] or text[:_PMIDS].rpartition(" ")[0]
    )


def _refused(path: Path, what: str, start: str = "Choose") -> RefusedFile:
    step = NEXT_STEP if start == "Choose" else f"{start} another file. {NEXT_STEP}"
    return RefusedFile(f"{path.name} {what}.", safe="Nothing was written.", next_step=step)


def _head(path: Path) -> bytes:
    """The first bytes, unpacked; a file that cannot be opened or holds nothing is refused."""
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):  # a pipe or a device would never end
            raise RefusedFile(
                f"{path.absolute()} is {what_it_is(status.st_mode)}, not a file of records.",
                safe="Nothing was written.",
                next_step=NEXT_STEP,
            )
        if status.st_size == 0:
            raise _refused(path, "is empty")
        with path.open("rb") as raw:
            head = raw.read(HEAD)
    except FileNotFoundError:
        raise RefusedFile(
            f"{path.name} was not found.",
            safe="Nothing was written.",
            next_step="Check the name and the folder.",
        ) from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", "") or "its name cannot be used"
        raise RefusedFile(
            f"{path.name} cannot be opened ({reason}).",
            safe="Nothing was written.",
            next_step="Check that you may read it.",
        ) from None
    return _unpacked(path, head) if head.startswith(GZIP) else head


def _unpacked(path: Path, head: bytes) -> bytes:
    """The first of the packed text. Damage behind what tells the kind is for the import to find and to name."""
    unpack, text = zlib.decompressobj(31), b""
    try:
        for start in range(0, len(head), STEP):
            text += unpack.decompress(head[start : start + STEP], HEAD - len(text))
            if len(text) == HEAD:
                break
    except zlib.error:
        if not text:
            raise _refused(path, "is a damaged gzip file") from None
    if not text:
        raise _refused(path, "is a gzip file with nothing in it that can be read")
    return text


def _decoded(path: Path, head: bytes) -> str:
    """The head as text. MEDLINE text of before UTF-8 is read as Windows Latin; XML must be what it says."""
    try:
        encoding, mark = encoding_of(head)
    except UnknownEncoding as unknown:
        raise _refused(path, f"says that it is written in {unknown}, which is not known here") from None
    body = head[mark:]
    if encoding == "utf-8" and b"\0" in body:
        raise _refused(path, "is not a text file")
    try:
        return body.decode(encoding)
    except UnicodeDecodeError as error:
        if len(head) - mark - error.start < 4 and len(head) >= HEAD:  # the head may end in mid character
            return body[: error.start].decode(encoding)
        start = body[:2000].lstrip()
        if encoding == "utf-8" and not start.startswith(b"<"):
            return body.decode("latin-1")
        if encoding == "utf-8" and b"<Pubmed" in body[: error.start]:
            return body.decode(encoding, "replace")  # one bad record is no reason to refuse the others
        raise _refused(path, f"cannot be read as {encoding} text") from None


def _xml(path: Path, text: str) -> Kind:
    bare = _COMMENT.sub("", text)
    root = _ROOT.search(bare)
    prolog = bare[: root.start()] if root else bare
    if "<!ENTITY" in prolog or "<!ENTITY" in bare.partition("<Pubmed")[0]:
        raise _refused(path, "declares entities of its own, which no PubMed file does, and is not read")
    name = root[1] if root else ""
    if name.casefold() == "html" or "<!doctype html" in prolog.casefold():
        raise _refused(path, "is a web page, not a file of records")
    if name not in _SET:
        raise _refused(path, f"is XML, but not PubMed's (it begins with <{name or '?'}>)")
    return Kind.XML
