"""What is read, what is turned away, and that a file is judged without being parsed."""

from __future__ import annotations

import contextlib
import gzip
import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from her2ref.core.errors import RefusedFile
from her2ref.records.detect import HEAD, Kind, detect, open_stream
from tests.data.ris import ris, ris_file
from tests.data.synthetic import article_set, article_xml, medline, medline_file

XML = article_set([article_xml(1, title="Größe")])
RIS = ris_file([ris(1, title="Größe")])
TEXT = medline_file([medline(1, title="Größe")])


def file(folder: Path, data: bytes, name: str = "records") -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (XML, Kind.XML),
        (b"\xef\xbb\xbf" + XML, Kind.XML),
        (b"\n \n" + XML, Kind.XML),
        (XML.decode().encode("utf-16"), Kind.XML),
        (article_set([article_xml(1)], encoding="ISO-8859-1"), Kind.XML),
        (article_set([article_xml(1)], doctype=""), Kind.XML),
        (article_xml(1).encode(), Kind.XML),
        (b"<PubmedArticleSet>" + b"<!-- <!ENTITY x> -->" + XML.partition(b"<PubmedArticleSet>")[2], Kind.XML),
        (
            XML.replace(b"study 1", b"study \xff"),
            Kind.XML,
        ),  # one bad record is no reason to refuse the others
        (gzip.compress(XML), Kind.XML),
        (TEXT, Kind.MEDLINE),
        (b"\xef\xbb\xbf\r\n" + TEXT.replace(b"\n", b"\r\n"), Kind.MEDLINE),
        (TEXT.decode().encode("cp1252"), Kind.MEDLINE),
        (gzip.compress(TEXT), Kind.MEDLINE),
        (b"TI  - Invented.\nAU  - Alpha A\n", Kind.MEDLINE),
        (b"PMID- 1\nTI  - " + "ö".encode() * HEAD, Kind.MEDLINE),
        (RIS, Kind.RIS),
        (b"\xef\xbb\xbf\r\n" + RIS, Kind.RIS),
        (RIS.decode().encode("utf-16"), Kind.RIS),
        (RIS.decode().encode("utf-16-le"), Kind.RIS),
        (RIS.decode().encode("cp1252"), Kind.RIS),
        (b"<1. >\n" + RIS, Kind.RIS),
        (b"Provider: Example\nContent: text/plain\n\n" + RIS, Kind.RIS),
        (gzip.compress(RIS), Kind.RIS),
        (b"31234567\r\n31234568\r\n", Kind.PMIDS),
        (b"PMID\n1,2;3\n", Kind.PMIDS),
        (b"https://pubmed.ncbi.nlm.nih.gov/31234567/\n" * 2_000, Kind.PMIDS),
    ],
)
def test_kinds_are_told_from_the_content(tmp_path: Path, data: bytes, kind: Kind) -> None:
    assert detect(file(tmp_path, data, "any.name")) is kind


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "is empty"),
        (b" \n\t\n", "nothing but blanks"),
        (b"PK\x03\x04....", "ZIP"),
        (b"%PDF-1.7", "PDF"),
        (b"SQLite format 3\0...", "database"),
        (b"\x89PNG\r\n", "picture"),
        (b"<!DOCTYPE html><html><body>Sign in</body></html>", "web page"),
        (b"<HTML><head>", "web page"),
        (b"<eSearchResult><ERROR>no</ERROR></eSearchResult>", "begins with <eSearchResult>"),
        (b"<?xml version='1.0'?>\n", r"begins with <\?>"),
        (b"@article{x, title={Invented}}", "neither"),
        (b"just some words - and more\n", "neither"),
        (b"In 2020, 3 of 12 patients\n", "neither"),
        (b"<1. >\nVN  - Ovid Technologies\nDB  - Embase\nTI  - Invented.\n", "Ovid's own format"),
        (b"VN  - Ovid Technologies\nTI  - Invented.\n", "export as RIS"),
        (b"words before\n" + TEXT, "neither"),
        (b"PMID- 1\nTI  - In\0vented", "not a text file"),
        (b'<?xml version="1.0" encoding="utf-7"?>' + XML, "utf-7"),
        (b'<?xml version="1.0"?>\xff\xfe<PubmedArticleSet>', "cannot be read as utf-8"),
        (b"\xff\xfe<\0\x00\xd8<\0", "cannot be read as utf-16-le"),
        (b'<!DOCTYPE P [<!ENTITY a "b">]>' + XML, "declares entities"),
        (b'<!DOCTYPE P [<!ENTITY % a SYSTEM "http://example.invalid/"> %a;]>' + XML, "declares entities"),
        (('<!DOCTYPE P [<!ENTITY a "b">]>' + XML.decode()).encode("utf-16"), "declares entities"),
        (b"<!-- -->" * 20_000 + b'<!DOCTYPE P [<!ENTITY a "b">]>' + XML, "PubMed's"),
        (b"\x1f\x8b\x08\x00nonsense that is no gzip", "damaged gzip|nothing in it"),
        (gzip.compress(XML)[:12], "nothing in it"),
        (gzip.compress(b"PK\x03\x04"), "ZIP"),
        (gzip.compress(b""), "nothing in it"),
    ],
)
def test_what_is_turned_away_is_told_why(tmp_path: Path, data: bytes, words: str) -> None:
    with pytest.raises(RefusedFile, match=words) as refused:
        detect(file(tmp_path, data))
    assert refused.value.safe == "Nothing was written."
    assert refused.value.next_step


def test_places_that_are_no_files(tmp_path: Path) -> None:
    for path, words in (
        (tmp_path / "none", "was not found"),
        (tmp_path, f"{tmp_path} is a folder"),
        (Path(), f"{Path.cwd()} is a folder"),
    ):
        with pytest.raises(RefusedFile, match=words):
            detect(path)
    with pytest.raises(RefusedFile):
        detect(Path("a\0b"))


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_a_pipe_is_turned_away_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(RefusedFile, match="pipe is a pipe, not a file of records"):
        detect(tmp_path / "pipe")


@pytest.mark.parametrize("data", [XML, gzip.compress(XML)])
def test_the_stream_is_unpacked(tmp_path: Path, data: bytes) -> None:
    with open_stream(file(tmp_path, data)) as stream:
        assert stream.read() == XML


def test_detecting_needs_neither_parser() -> None:
    code = "import sys, her2ref.records.detect; print(sorted({'lxml', 'Bio', 'numpy'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.binary(max_size=300),
    st.sampled_from([b"", b"<?xml", b"<Pubmed", b"\x1f\x8b\x08", b"\xff\xfe", b"PMID- 1\n"]),
)
def test_no_bytes_raise_anything_but_refused(tmp_path: Path, data: bytes, head: bytes) -> None:
    path = file(tmp_path, head + data)
    with contextlib.suppress(RefusedFile):
        assert detect(path) in Kind
