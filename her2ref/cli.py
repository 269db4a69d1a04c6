"""The door without a window: the command line, one contract for people, scripts and IT.

Exit codes: 0 done, 1 done in part, 2 wrong usage, 3 could not. Never a traceback. Qt is imported by the commands
that draw a window, and by no other.
"""

from __future__ import annotations

import argparse
import io
import sys
from typing import TYPE_CHECKING, Final

from her2ref import __version__
from her2ref.commands import care, content, keeping, personal, privacy, reading, records, settings, window
from her2ref.commands.call import COULD_NOT, DONE, IN_PART, Call, Command
from her2ref.commands.values import folder_of
from her2ref.core.errors import KnownError
from her2ref.core.identity import NAME, PROFESSIONAL_USE
from her2ref.core.log import LOG, note_event, note_trouble
from her2ref.core.paths import Home

if TYPE_CHECKING:
    from collections.abc import Sequence

FAMILIES: Final = (reading, personal, keeping, records, content, care, settings, privacy, window)
COMMANDS: Final[dict[str, Command]] = {
    command.name: command for family in FAMILIES for command in family.COMMANDS
}


def parser() -> argparse.ArgumentParser:
    """The whole command line."""
    top = argparse.ArgumentParser(prog=NAME, description=PROFESSIONAL_USE, allow_abbrev=False)
    top.add_argument(
        "--home", type=folder_of, metavar="DIR", help="settings, library, cache and logs all under DIR"
    )
    top.add_argument(
        "--json", action="store_true", help="one JSON document on standard output, nothing else there"
    )
    top.add_argument("--quiet", action="store_true", help="no progress")
    top.add_argument("--version", action="version", version=f"{NAME} {__version__}")
    top.add_argument("--self-check", action="store_true", help="prove this installation and end")
    settings.options(top)
    below = top.add_subparsers(dest="command", metavar="COMMAND")
    for command in COMMANDS.values():
        command.declare(
            below.add_parser(command.name, help=command.text, description=command.text, allow_abbrev=False)
        )
    return top


def main(argv: Sequence[str] | None = None) -> int:
    """Runs one command and returns the exit code; prints at most one sentence on standard error when it could not."""
    arguments = parser().parse_args(argv)
    _ready_streams()
    code = _run(arguments)
    _log(arguments, code)
    return code


def _run(arguments: argparse.Namespace) -> int:
    try:
        call = Call(arguments)
        if arguments.self_check:
            return care.do_self_check(call)
        if arguments.command is None:
            return window.open_window(call, "")
        return COMMANDS[arguments.command].run(call)
    except KnownError as trouble:
        print(trouble, file=sys.stderr)
        if (
            LOG.waits
        ):  # it broke off something that had begun to write; else the sentence is all there is to tell
            note_trouble(trouble)
        return COULD_NOT
    except KeyboardInterrupt:
        print("Stopped. What was saved before stays.", file=sys.stderr)
        return IN_PART
    except BrokenPipeError:
        sys.stderr.close()
        return DONE
    except Exception as error:
        return _bug(arguments, error)


def _log(arguments: argparse.Namespace, code: int) -> None:
    """What was told goes to the log; a command that only read, and did, tells nothing."""
    command = COMMANDS.get(arguments.command or "")
    if not LOG.waits or command is None:
        return
    note_event("command", name=command.run, code=code)
    LOG.begin(Home.find(arguments.home).logs)
    LOG.end()


def _ready_streams() -> None:
    """UTF-8 into files and pipes; on a terminal of another encoding, what it cannot show becomes a question mark."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            if stream.isatty():
                stream.reconfigure(errors="replace")
            else:
                stream.reconfigure(encoding="utf-8")


def _bug(arguments: argparse.Namespace, error: Exception) -> int:
    from her2ref.core import crash

    report = crash.write_report(Home.find(arguments.home).logs, error)
    note_event("crash", error=type(error), where="command")
    print(crash.sentence(error, report), file=sys.stderr)
    return COULD_NOT
