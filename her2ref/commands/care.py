"""The library's health: backup, doctor, self-check."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Final

from her2ref.commands.call import COULD_NOT, DONE, IN_PART, USAGE, Call, Command, tell
from her2ref.core.errors import Forbidden, KnownError
from her2ref.core.outputs import place_for
from her2ref.core.paths import resources
from her2ref.core.sizes import amount


def declare_backup(one: argparse.ArgumentParser) -> None:
    one.add_argument("file", nargs="?", metavar="FILE", help="where to; without it the folder of backups")


def do_backup(call: Call) -> int:
    from her2ref.library import backups
    from her2ref.library.copying import copy_library

    named = call.arguments.file
    target = place_for(Path(named), call.home) if named is not None else call.home.backups
    call.library().close()
    try:
        if named is None:
            keep = int(call.settings.get("backup.keep"))
            made = backups.make(call.home, "by-hand", call.progress(), keep)
            target, size, articles = made.path, made.bytes, made.articles
        else:
            copied = copy_library(call.home.library, target, call.progress())
            size, articles = copied.bytes, copied.articles
    finally:
        call.end_progress()
    document = {"file": str(target), "bytes": size, "articles": articles}
    call.answer(document, f"{target}: {articles:,} articles, {size:,} bytes, checked.")
    return DONE


def back_up_if_due(call: Call) -> None:
    """The copy of the day, after a command that wrote. Nothing is said of it; what keeps it from being made is, and is
    no failure of the command, which has answered."""
    from her2ref.core.progress import Progress
    from her2ref.library import backups

    if not call.settings.get("backup.daily"):
        return
    try:
        backups.daily(call.home, Progress(), int(call.settings.get("backup.keep")))
    except KnownError as trouble:
        tell(trouble, as_json=False)
    except (OSError, KeyboardInterrupt):
        return  # the next command tries again


def declare_backups(_one: argparse.ArgumentParser) -> None:
    """It takes no words."""


def do_backups(call: Call) -> int:
    from her2ref.library import backups

    found = backups.listed(call.home)
    document = [
        {
            "file": str(one.path),
            "made": one.made.isoformat(timespec="seconds"),
            "reason": one.reason,
            "bytes": one.bytes,
            "articles": one.articles,
            "notes": one.notes,
        }
        for one in found
    ]
    lines = [
        f"{one.made.astimezone():%Y-%m-%d %H:%M}  {one.reason:16}  {one.articles:>7,} articles  {one.notes:>5,} notes"
        f"  {amount(one.bytes):>8}  {one.path.name}"
        for one in found
    ]
    call.answer(document, "\n".join(lines) or f"There are no copies in {call.home.backups}.")
    return DONE


def declare_restore(one: argparse.ArgumentParser) -> None:
    one.add_argument("file", metavar="FILE|latest", help="a copy, also by its name in the folder of backups")
    one.add_argument(
        "--exactly", action="store_true", help="leave out what you added since that copy was made"
    )
    one.add_argument("--yes", action="store_true", help="you are sure")


def do_restore(call: Call) -> int:
    from her2ref.library.restoring import inspect, restore

    source = _copy_named(call, call.arguments.file)
    _refuse_foreign(call, source)
    inspect(source)
    if not call.arguments.yes:
        call.wrong(
            f"This puts {source} in the place of the library, of which a copy is made first: say --yes too."
        )
        return USAGE
    try:
        done = restore(call.home, resources(), source, call.progress(), exactly=call.arguments.exactly)
        call.library().close()  # what a policy does not let be remembered goes from the copy, too
    finally:
        call.end_progress()
    document = {
        "file": str(done.source),
        "before": str(done.before.path) if done.before else "",
        "aside": str(done.aside or ""),
        "articles": done.articles,
        "notes": done.notes,
        "wanted": done.wanted,
    }
    call.answer(document, done.text)
    return DONE


def declare_repair(one: argparse.ArgumentParser) -> None:
    one.add_argument(
        "--from", dest="source", metavar="FILE|new", help="put this copy in place, or a new library"
    )
    one.add_argument(
        "--yes", action="store_true", help="do it; without it, what is wrong is told and nothing done"
    )


def do_repair(call: Call) -> int:
    from her2ref.library.repairing import examine, repair, whole

    a = call.arguments
    source = a.source if a.source in (None, "new") else _copy_named(call, a.source)
    if isinstance(source, Path):
        _refuse_foreign(call, source)
    try:
        if not a.yes:
            found = examine(call.home, resources(), call.progress())
            if source is not None and found.state == "whole":
                raise whole()
            document = {
                "state": found.state,
                "backup": str(found.backup.path) if found.backup else "",
                "notes": found.notes,
                "text": found.text,
            }
            well = found.state in ("new", "whole")
            call.answer(document, found.text if well else f"{found.text} Say --yes to repair it.")
            return DONE if well else IN_PART
        done = repair(call.home, resources(), call.progress(), source)
    finally:
        call.end_progress()
    told = {
        "state": done.state,
        "aside": str(done.aside or ""),
        "backup": str(done.backup.path) if done.backup else "",
        "saved": done.saved,
        "text": done.text,
    }
    call.answer(told, done.text)
    return DONE


def _copy_named(call: Call, name: str) -> Path:
    """The copy that a person named: the newest, one of the folder of backups, or any file. The newest is none that was
    made before a restore: that one takes the restore back, which nobody means who says "latest" twice."""
    from her2ref.library import backups

    if name == "latest":
        copies = [one for one in backups.listed(call.home) if one.reason != "before-restore"]
        if not copies:
            raise KnownError(
                f"There are no copies in {call.home.backups}, but for those made before a restore.",
                next_step="Name a file; `her2ref backups` lists all.",
            )
        return copies[0].path
    given = Path(name).absolute()
    inside = call.home.backups / name
    return inside if not given.exists() and inside.exists() else given


def _refuse_foreign(call: Call, source: Path) -> None:
    """Raises `Forbidden` for a copy that may bring notes from elsewhere, where no note may be written."""
    refusal = call.settings.refusal("allow.notes")
    if not refusal:
        return
    try:
        own = source.resolve().parent.samefile(call.home.backups)
    except (OSError, RuntimeError):
        own = False
    if not own:
        raise Forbidden(
            f"{refusal} So no copy from elsewhere is taken, as it may hold notes.",
            safe="The library was not changed.",
            next_step="Take one that `her2ref backups` lists.",
        )


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
    Command("backups", "the copies in the folder of backups, newest first", declare_backups, do_backups),
    Command(
        "restore",
        "put a copy in the place of the library, with what you added since",
        declare_restore,
        do_restore,
    ),
    Command(
        "repair",
        "what is wrong with a damaged library, and its repair: nothing that reads is lost",
        declare_repair,
        do_repair,
    ),
    Command(
        "doctor", "versions, paths, integrity, free space, age of the content", declare_doctor, do_doctor
    ),
)
