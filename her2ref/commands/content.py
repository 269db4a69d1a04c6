"""The curated knowledge: check, count or take it."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Final

from her2ref.commands.call import DONE, IN_PART, Call, Command
from her2ref.core.errors import KnownError
from her2ref.core.files import write_whole
from her2ref.core.outputs import place_for
from her2ref.core.paths import resources


def declare_content(one: argparse.ArgumentParser) -> None:
    actions = one.add_subparsers(dest="action", required=True, metavar="check|stats|export")
    actions.add_parser("check", help="what is wrong with the content", allow_abbrev=False)
    actions.add_parser("stats", help="how much there is", allow_abbrev=False)
    export = actions.add_parser("export", help="all of it as one document", allow_abbrev=False)
    export.add_argument("--format", choices=("json",), default="json")
    export.add_argument("-o", "--output", metavar="FILE", help="without it, or with -, standard output")


def do_content(call: Call) -> int:
    from her2ref.knowledge.check import check
    from her2ref.knowledge.counting import count
    from her2ref.knowledge.export import document
    from her2ref.knowledge.load import load

    a = call.arguments
    if a.action == "check":
        problems = check(resources())
        rows = [{"file": p.file, "what": p.what} for p in problems]
        text = "\n".join(f"{p.file}: {p.what}" for p in problems) or "The content is clean."
        call.answer({"ok": not problems, "problems": rows}, text)
        return IN_PART if problems else DONE
    given = a.output if a.action == "export" else None
    file = None if given in (None, "-") else place_for(Path(given), call.home)
    knowledge = load(resources())
    if a.action == "stats":
        figures = count(knowledge)
        call.answer(
            figures, "\n".join(f"{name.replace('_', ' '):28}{value}" for name, value in figures.items())
        )
        return DONE
    made = document(knowledge)
    text = json.dumps(made, ensure_ascii=False, indent=1)
    if file is None:
        call.answer(made, text)
        return DONE
    try:
        write_whole(file, f"{text}\n")
    except OSError as error:
        raise KnownError(
            f"The file {file} could not be written ({error.strerror}).",
            safe="What was there before is unchanged.",
            next_step="Choose another folder or free some space, then try again.",
        ) from error
    call.answer({"file": str(file), **count(knowledge)}, "")
    return DONE


COMMANDS: Final = (
    Command("content", "check, count or take the curated knowledge", declare_content, do_content),
)
