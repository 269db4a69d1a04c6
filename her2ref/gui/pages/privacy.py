"""What is stored on this computer and where, who can read it, what was sent, and what one can do about it."""

from __future__ import annotations

from her2ref.gui.pages.html import Page, bullets, esc, facts, heading, link, para, table, translate, unbroken
from her2ref.library.privacy import (
    ADMINISTRATORS,
    KINDS_OF_FILES,
    LINKS,
    NOTHING_SENT,
    OWN,
    READERS,
    Privacy,
    Stored,
    size,
)


def page(told: Privacy) -> Page:
    """The whole page, without its title. Links `act:NAME` are what can be done: export, erase, folder, forget."""
    return Page(
        "".join(
            [
                para(esc(translate("Privacy", "No patient data belongs in this program."))),
                _acts(),
                heading(translate("Privacy", "What was sent")),
                _sent(told),
                para(esc(translate("Privacy", LINKS)), "quiet"),
                heading(translate("Privacy", "What is yours in the library")),
                _own(told),
                heading(translate("Privacy", "Files on this computer")),
                _stored(told),
                para(esc(translate("Privacy", ADMINISTRATORS)), "quiet"),
                _secrets(told),
                _rules(told),
            ]
        )
    )


def _acts() -> str:
    acts = (
        ("export", translate("Privacy", "Save what is mine to a file…")),
        ("erase", translate("Privacy", "Erase what is mine…")),
        ("forget", translate("Privacy", "Forget what was looked up")),
        ("folder", translate("Privacy", "Open the folder")),
    )
    return para(" · ".join(link(f"act:{name}", text) for name, text in acts))


def _sent(told: Privacy) -> str:
    if told.trouble:
        return para(esc(told.trouble))
    if not told.sent:
        return para(f"<b>{esc(translate('Privacy', NOTHING_SENT))}</b>")
    head = [translate("Privacy", name) for name in ("To", "What", "Requests", "From, to")]
    rows = [
        [esc(one.host), esc(one.what), f"{one.requests:,}", esc(f"{one.first[:10]} – {one.last[:10]}")]
        for one in told.sent
    ]
    return table(head, rows, (26, 38, 14, 22))


def _own(told: Privacy) -> str:
    there = [one for one in told.own if one.number]
    if not there:
        return para(
            esc(translate("Privacy", "Nothing yet." if not told.trouble else "It could not be read."))
        )
    since = translate("Privacy", "since %1")
    return facts(
        (
            translate("Privacy", OWN[one.kind]),
            esc(f"{one.number:,}{', ' + since.replace('%1', one.since) if one.since else ''}"),
        )
        for one in there
    )


def _stored(told: Privacy) -> str:
    head = [translate("Privacy", name) for name in ("What", "Size", "Who can read it", "Since")]
    rows: list[list[str]] = []
    for one in told.stored:
        name, what = (translate("Privacy", words) for words in KINDS_OF_FILES[one.kind])
        rows.append([f"<b>{esc(name)}</b>", _size(one), esc(_readers(one)), unbroken(one.since)])
        rows.append([f'{esc(what)}<br><span class="small">{esc(str(one.place))}</span>'])
    return table(head, rows, (28, 22, 34, 16))


def _size(one: Stored) -> str:
    if not one.files:
        return esc(translate("Privacy", "nothing now"))
    if one.files == 1:
        return esc(size(one.bytes))
    files = translate("Privacy", "%1 in %2 files")
    return esc(files.replace("%1", size(one.bytes)).replace("%2", f"{one.files:,}"))


def _readers(one: Stored) -> str:
    return translate("Privacy", READERS[one.readers]) if one.readers else ""


def _secrets(told: Privacy) -> str:
    title = heading(translate("Privacy", "Keys and passwords"))
    if not told.secrets:
        return title + para(esc(translate("Privacy", "None is stored.")))
    return title + facts((translate("Secrets", label), esc(place)) for label, place in told.secrets)


def _rules(told: Privacy) -> str:
    title = heading(translate("Privacy", "What your organisation decides"))
    if not told.rules:
        return title + para(esc(translate("Privacy", "Nothing.")))
    return title + bullets(
        f"{esc(translate('Settings', label))}: {esc(value)}. {esc(who)}" for label, value, who in told.rules
    )
