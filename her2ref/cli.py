"""The door without a window: the command line, one contract for people, scripts and IT.

Exit codes: 0 done, 1 done in part, 2 wrong usage, 3 could not. Never a traceback. Qt is imported by the commands
that draw a window, and by no other.
"""

from __future__ import annotations

import argparse
import json
import sys
from typing import TYPE_CHECKING, Final, NoReturn

from her2ref import __version__
from her2ref.commands import (
    care,
    content,
    keeping,
    personal,
    privacy,
    reading,
    records,
    settings,
    streams,
    window,
)
from her2ref.commands.call import COULD_NOT, DONE, IN_PART, USAGE, Call, Command, WrongUsage, tell
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


class _Json(argparse.ArgumentParser):
    """Wrong usage is a document, too, where one was asked for."""

    def error(self, message: str) -> NoReturn:
        print(json.dumps({"error": message, "safe": "", "next_step": self.format_usage().strip()}, indent=1))
        super().error(message)


def parser(*, as_json: bool = False) -> argparse.ArgumentParser:
    """The whole command line."""
    top = (_Json if as_json else argparse.ArgumentParser)(
        prog=NAME, description=PROFESSIONAL_USE, allow_abbrev=False
    )
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
    words = sys.argv[1:] if argv is None else argv
    with streams.ready():
        try:
            arguments = _parsed(words)
        except (streams.Unwritten, BrokenPipeError) as error:
            return _cut_off(error)
        try:
            code = _run(arguments)
            streams.flush()
        except (streams.Unwritten, BrokenPipeError) as error:
            code = _cut_off(error)
        _log(arguments, code)
        return code


def _parsed(words: Sequence[str]) -> argparse.Namespace:
    try:
        return parser(as_json="--json" in words).parse_args(words)
    except SystemExit:  # after the help, or what is wrong
        streams.flush()
        raise


def _run(arguments: argparse.Namespace) -> int:
    call = None
    try:
        call = Call(arguments)
        if arguments.self_check:
            return care.do_self_check(call)
        if arguments.command is None:
            return window.open_window(call, "")
        code = COMMANDS[arguments.command].run(call)
        if call.wrote:
            care.back_up_if_due(call)
        return code
    except KnownError as trouble:
        _tell(trouble, arguments, call)
        if (
            LOG.waits
        ):  # it broke off something that had begun to write; else the sentence is all there is to tell
            note_trouble(trouble)
        return USAGE if isinstance(trouble, WrongUsage) else COULD_NOT
    except KeyboardInterrupt:
        _tell("Stopped. What was saved before stays.", arguments, call)
        return IN_PART
    except (streams.Unwritten, BrokenPipeError):
        raise
    except Exception as error:
        return _bug(arguments, call, error)


def _tell(trouble: KnownError | str, arguments: argparse.Namespace, call: Call | None) -> None:
    tell(trouble, as_json=arguments.json and not (call is not None and call.answered))


def _cut_off(error: streams.Unwritten | BrokenPipeError) -> int:
    """Standard output takes nothing more; a reader that has gone has read what it wanted."""
    streams.give_up(sys.stdout)
    if isinstance(error, BrokenPipeError):
        return DONE
    print(error.trouble, file=sys.stderr)
    return COULD_NOT


def _log(arguments: argparse.Namespace, code: int) -> None:
    """What was told goes to the log; a command that only read, and did, tells nothing."""
    command = COMMANDS.get(arguments.command or "")
    if not LOG.waits or command is None:
        return
    note_event("command", name=command.run, code=code)
    LOG.begin(Home.find(arguments.home).logs)
    LOG.end()


def _bug(arguments: argparse.Namespace, call: Call | None, error: Exception) -> int:
    from her2ref.core import crash

    report = crash.write_report(Home.find(arguments.home).logs, error)
    note_event("crash", error=type(error), where="command")
    _tell(crash.sentence(error, report), arguments, call)
    return COULD_NOT
