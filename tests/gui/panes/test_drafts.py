"""The second net below what is typed."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from her2ref.gui.panes.drafts import Draft, Drafts

A, B = "article:-7", "mechanism:pten-loss"


@pytest.fixture
def kept(tmp_path: Path) -> Drafts:
    return Drafts(tmp_path / "drafts")


def test_a_draft_is_found_at_its_place_until_it_is_dropped(kept: Drafts) -> None:
    draft = Draft("typed \u202e 👩🏽‍⚕️\n", base="before", target=A, uid="lasting")
    kept.keep(A, draft)
    assert Drafts(kept.folder).of(A) == draft
    assert kept.of(B) is None
    if os.name == "posix":
        assert [file.stat().st_mode & 0o777 for file in kept.folder.iterdir()] == [0o600]
    kept.drop(A)
    assert kept.of(A) is None


def test_no_words_are_no_draft(kept: Drafts) -> None:
    kept.keep(A, Draft("typed"))
    kept.keep(A, Draft(" \n"))
    assert kept.of(A) is None
    assert kept.claim_all() == []


def test_a_claimed_draft_is_in_nobodys_way_and_never_lost(kept: Drafts) -> None:
    kept.keep(A, Draft("first"))
    (claim,) = kept.claim_all()
    assert (claim.place, claim.draft.text) == (A, "first")
    assert kept.of(A) is None
    kept.keep(A, Draft("second, typed meanwhile"))
    kept.give_up(claim)
    assert kept.of(A) == Draft("second, typed meanwhile")
    both = kept.claim_all()
    assert sorted(one.draft.text for one in both) == ["first", "second, typed meanwhile"]
    for one in both:
        kept.end(one)
    assert kept.claim_all() == []


def test_given_up_it_is_at_its_place_again(kept: Drafts) -> None:
    kept.keep(A, Draft("typed"))
    (claim,) = kept.claim_all()
    kept.give_up(claim)
    assert kept.of(A) == Draft("typed")
    assert len(kept.claim_all()) == 1


@pytest.mark.parametrize(
    "text", ["", "{", "[]", '{"text": "no place"}', '{"place": "x", "text": " "}', "[" * 99_999]
)
def test_what_is_no_draft_is_passed_over(kept: Drafts, text: str) -> None:
    kept.keep(A, Draft("typed"))
    (kept.folder / "other.json").write_text(text, encoding="utf-8")
    assert [claim.draft.text for claim in kept.claim_all()] == ["typed"]


def test_a_folder_that_takes_none_is_no_error(tmp_path: Path) -> None:
    (tmp_path / "drafts").write_text("a file")
    kept = Drafts(tmp_path / "drafts")
    kept.keep(A, Draft("typed"))
    kept.drop(A)
    assert kept.of(A) is None
    assert kept.claim_all() == []
