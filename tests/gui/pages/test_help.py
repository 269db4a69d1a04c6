from __future__ import annotations

import re

import pytest

from her2ref.core.paths import resources
from her2ref.gui.pages.help import FILES, page, read, title_of
from her2ref.gui.panes.reading import SCHEMES

TEXT = """# A title

A paragraph with **strong words** and
a [link](help:evidence), and <b>no tag</b>.

## A heading

- one
- two, which
  goes on
"""


def test_the_subset_becomes_a_page() -> None:
    html = page(TEXT).html
    assert title_of(TEXT) == "A title"
    assert "A title" not in html
    assert "<p>A paragraph with <b>strong words</b> and a " in html
    assert '<a href="help:evidence">link</a>' in html
    assert "&lt;b&gt;no tag" in html
    assert '<p class="head">A heading</p><ul><li>one</li><li>two, which goes on</li></ul>' in html


@pytest.mark.parametrize("name", FILES)
def test_each_page_of_the_help_is_there_and_its_links_lead_somewhere(name: str) -> None:
    text = read(resources(), name)
    assert title_of(text)
    html = page(text).html
    assert len(html) > 500
    assert not re.search(r"\*\*|\]\(|^#", html), "something was not understood"
    for address in re.findall(r'href="([^"]*)"', html):
        assert address.startswith(SCHEMES)
        if address.startswith("help:"):
            assert address.removeprefix("help:") in FILES


def test_all_files_are_listed_and_no_other_is_read() -> None:
    assert sorted(FILES) == sorted(file.stem for file in (resources() / "help").glob("*.md"))
    assert read(resources(), "../content") == ""
