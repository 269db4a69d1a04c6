"""The library's health: backup, doctor, self-check."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Final

from her2ref.commands.call import COULD_NOT, DONE, IN_PART, Call, Command


def declare_backup(one: argparse.ArgumentParser) -> None:
    one.add_argument("file", metavar="FILE")


def do_backup(call: Call) -> int:
    from her2ref.library.safety import backup

    call.library().close()
    made = backup(call.home.library, Path(call.arguments.file))
    call.answer(made, f"{made['file']}: {made['articles']:,} articles, {made['bytes']:,} bytes, checked.")
    return DONE


def declare_doctor(one: argparse.ArgumentParser) -> None:
    one.add_argument(
        "--mend", action="store_true", help="make the index of abstracts anew from the records first"
    )


def do_doctor(call: Call) -> int:
    from her2ref import doctor

    if call.arguments.mend:
        library = call.library()
        try:
            library.mend_index(call.progress())
        finally:
            call.end_progress()
            library.close()
        call.say("The index of abstracts was made anew from the records.")
    checks = doctor.examine(call.home)
    ok = all(c.ok for c in checks)
    document = {"ok": ok, "checks": [{"name": c.name, "ok": c.ok, "detail": c.detail} for c in checks]}
    call.answer(document, "\n".join(f"{'ok ' if c.ok else 'NOT OK'}  {c.name}: {c.detail}" for c in checks))
    return DONE if ok else IN_PART


def do_self_check(call: Call) -> int:
    from her2ref import doctor

    steps = doctor.self_check()
    ok = all(c.ok for c in steps)
    document = {"ok": ok, "checks": [{"name": c.name, "ok": c.ok, "detail": c.detail} for c in steps]}
    call.answer(document, "\n".join(f"{'ok ' if c.ok else 'NOT OK'}  {c.name}: {c.detail}" for c in steps))
    return DONE if ok else COULD_NOT


COMMANDS: Final = (
    Command(
        "backup",
        "a consistent, checked copy of the library, also while the window is open",
        declare_backup,
        do_backup,
    ),
    Command(
        "doctor", "versions, paths, integrity, free space, age of the content", declare_doctor, do_doctor
    ),
)
