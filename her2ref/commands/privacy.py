"""What is stored where on this computer, and what was sent to whom: privacy."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Final

from her2ref.commands.call import DONE, Call, Command

if TYPE_CHECKING:
    from her2ref.library.privacy import Privacy


def declare_privacy(_one: argparse.ArgumentParser) -> None:
    """Takes no words."""


def do_privacy(call: Call) -> int:
    from her2ref.library.privacy import look

    told = look(call.home, call.settings)
    call.answer(_document(told), _text(told))
    return DONE


def _document(told: Privacy) -> dict[str, object]:
    return {
        "stored": [{**one._asdict(), "place": str(one.place)} for one in told.stored],
        "own": [one._asdict() for one in told.own],
        "sent": [one._asdict() for one in told.sent],
        "secrets": [{"label": label, "place": place} for label, place in told.secrets],
        "rules": [{"label": label, "value": value, "who": who} for label, value, who in told.rules],
        "trouble": told.trouble,
    }


def _text(told: Privacy) -> str:
    from her2ref.library.privacy import (
        ADMINISTRATORS,
        KINDS_OF_FILES,
        LINKS,
        NOTHING_SENT,
        OWN,
        READERS,
        size,
    )

    lines = [told.trouble or NOTHING_SENT] if not told.sent else ["What was sent:"]
    lines += [
        f"  {one.host}: {one.what}, {one.requests:,} requests, {one.first[:10]} to {one.last[:10]}"
        for one in told.sent
    ]
    lines += [LINKS, "", "What is yours in the library:"]
    own = [one for one in told.own if one.number]
    lines += [
        f"  {OWN[one.kind]}: {one.number:,}{f', since {one.since}' if one.since else ''}" for one in own
    ] or ["  nothing"]
    lines += ["", "Files on this computer:"]
    for one in told.stored:
        name, what = KINDS_OF_FILES[one.kind]
        held = f"{size(one.bytes)} in {one.files:,} file{'s' if one.files > 1 else ''}, since {one.since}"
        readers = f", read by {READERS[one.readers]}" if one.readers else ""
        lines += [
            f"  {name}: {held if one.files else 'nothing now'}{readers}",
            f"    {one.place}",
            f"    {what}",
        ]
    lines += [ADMINISTRATORS, "", "Keys and passwords:"]
    lines += [f"  {label}: {place}" for label, place in told.secrets] or ["  none is stored"]
    lines += ["", "What your organisation decides:"]
    lines += [f"  {label}: {value}. {who}" for label, value, who in told.rules] or ["  nothing"]
    return "\n".join(lines)


COMMANDS: Final = (
    Command(
        "privacy",
        "what is stored on this computer, where, who can read it, and what was sent",
        declare_privacy,
        do_privacy,
    ),
)
