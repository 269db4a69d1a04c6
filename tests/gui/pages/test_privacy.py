from __future__ import annotations

from pathlib import Path

from her2ref.gui.pages.privacy import page
from her2ref.library.privacy import NOTHING_SENT, Own, Privacy, Sent, Stored

STORED = [
    Stored("library", Path("/srv/x/<b>library.sqlite"), 2_500_000, 3, "owner", "2026-11-01", "2026-11-25"),
    Stored("drafts", Path("/srv/x/drafts")),
]


def test_the_page_says_what_is_where_and_that_nothing_was_sent() -> None:
    html = page(Privacy(STORED, [Own("star", 3, "2026-11-01")], [], [], [])).html
    assert NOTHING_SENT in html
    assert "2.5 MB in 3 files" in html
    assert "only you" in html
    assert "nothing now" in html
    assert "/srv/x/&lt;b&gt;library.sqlite" in html
    assert "3, since 2026-11-01" in html
    for act in ("export", "erase", "forget", "folder"):
        assert f'href="act:{act}"' in html


def test_what_was_sent_and_who_decides_is_told() -> None:
    sent = [Sent("eutils.example", "PMIDs", 1234, "2026-11-24T10:00:00", "2026-11-25T10:00:00")]
    rules = [("Write notes", "off", "Managed by your organisation (policy.toml).")]
    secrets = [("NCBI API key", "in the keyring of this computer")]
    html = page(Privacy(STORED, [], sent, secrets, rules)).html
    assert NOTHING_SENT not in html
    assert "eutils.example" in html
    assert "1,234" in html
    assert "in the keyring of this computer" in html
    assert "Write notes: off. Managed by your organisation (policy.toml)." in html


def test_where_the_library_does_not_read_nothing_is_claimed() -> None:
    html = page(Privacy(STORED, [], [], [], [], "The library file is damaged.")).html
    assert NOTHING_SENT not in html
    assert "The library file is damaged." in html
