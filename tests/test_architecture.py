"""What the rooms may import, what start-up may not, and words that do not belong in the tree."""

from __future__ import annotations

import ast
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from her2ref.core.paths import Home

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "her2ref"

ROOMS = {
    "core": set(),
    "records": {"core"},
    "knowledge": {"core"},
    "search": {"core"},
    "library": {"core", "records", "knowledge", "search"},
    "exchange": {"core", "records", "knowledge", "search", "library"},
    "gui": {"core", "records", "knowledge", "search", "library", "exchange"},
    "app": {"core", "library", "exchange", "gui"},
    "show": {"core", "library"},
    "doctor": {"core", "knowledge", "library", "app"},
    "commands": {"core", "knowledge", "search", "library", "exchange", "show", "doctor", "app"},
    "cli": {"core", "commands"},
    "__main__": {"app", "cli", "core"},
    "__init__": set(),
}
"""Room or door, and what it may import besides itself; `her2ref` itself (the version) is open to all."""

LAZY = {
    "core.settings": {"core.files", "core.policy"},
    "core.crash": {"core.files", "core.log"},
    "library.index": {"core", "library.articles", "records"},
    "library.importing": {"records", "library.articles", "library.tagging"},
    "library.incoming": {"records", "library.packed"},
    "library.previewing": {
        "records",
        "library.adopting",
        "library.marking",
        "library.ranking",
        "library.states",
    },
    "library.sketch": {
        *("records", "library.adopting", "library.articles", "library.marking", "library.ranking"),
        "library.schema",
    },
    "library.library": {"library.engine", "library.index", "library.read"},
    "library.opening": {"library.caring", "library.pages"},
    "library.own": {"library.rows", "library.saved"},
    "library.trouble": {"core.files"},
    "library.read": {
        "library.building",
        "library.facets",
        "library.finding",
        "library.listing",
        "library.names",
        "library.rows",
        "library.similar",
        "search",
    },
    "library.building": {"records"},
    "__main__": {"app", "cli", "core"},
    "app": {"core.log", "gui", "library"},
    "gui.actions": {"core.secrets", "gui.dialogs.settings"},
    "gui.showing": {"library.lookup"},
    "gui.safekeeping": {"library.checking", "library.restoring"},
    "gui.window": {"gui.dialogs.paste", "gui.obeying", "gui.others", "gui.workspace"},
    "gui.desk": {"core.log"},
    "gui.workspace": {"gui.own_data"},
    "gui.panes.lookup": {"core", "gui.panes.answers", "library.lookup"},
    "doctor": {"app", "core", "knowledge", "library"},
    "commands.*": {"app", "core", "doctor", "exchange", "knowledge", "library", "search", "show"},
    "cli": {"core"},
}
"""Who may import first-party modules inside functions, and which: what is heavy and not needed at the first paint,
and the commands of the command line, each of which imports only what it needs."""

THIRD_PARTY = {
    "PySide6": {"gui", "app"},
    "shiboken6": {"gui", "app"},
    "sqlalchemy": {"library"},
    "alembic": {"library"},
    "isal": {"library"},
    "lxml": {"records"},
    "Bio": {"records"},
    "platformdirs": {"core"},
    "keyring": {"core"},
}

NAMES_OF_NOTHING = {"utils", "util", "misc", "common", "helpers", "helper", "shared", "base", "manager"}

FORBIDDEN = {
    r"processEvents": "long work goes to gui/jobs.py",
    r"\bTO" r"DO\b|\bFIX" r"ME\b|\bXX" r"X\b": "finish it, or write an issue",
    r"\bpickle\b": "it runs what it reads",
    r"\beval\(|\bexec\((?!\))|os\.system\(|shell=True": "text is data",
    r"\bverify\s*=\s*False": "certificates are checked",
}

SPARED_AT_START = (
    *("her2ref.core.log", "her2ref.gui.catching"),
    *("sqlalchemy", "alembic", "Bio", "numpy", "lxml", "tomllib", "platformdirs", "keyring"),
    *("her2ref.core.policy", "her2ref.core.secrets"),
    *("asyncio", "yaml", "pydantic", "ssl", "http.client", "email", "multiprocessing", "xml.etree"),
    *("her2ref.library.schema", "her2ref.library.engine", "her2ref.library.seed", "her2ref.knowledge.load"),
    *("her2ref.library.importing", "her2ref.records", "her2ref.exchange", "PySide6.QtNetwork"),
)
"""Modules that must not be imported before the first paint of an ordinary start."""


def files() -> list[Path]:
    return sorted(PACKAGE.rglob("*.py"))


def name_of(path: Path) -> str:
    """`library.read` for her2ref/library/read.py."""
    return ".".join(path.relative_to(PACKAGE).with_suffix("").parts).removesuffix(".__init__")


def room(module: str) -> str:
    return module.split(".")[0]


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def imported(node: ast.AST) -> Iterator[str]:
    """Dotted names that an import statement names."""
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
    elif isinstance(node, ast.ImportFrom):
        assert node.level == 0, "imports are written in full"
        for alias in node.names:
            yield f"{node.module}.{alias.name}"


def ours(dotted: str) -> str | None:
    """The first-party module that a dotted name belongs to ("library.read"), or None; "" is the package itself."""
    if dotted.split(".")[0] != "her2ref":
        return None
    parts = dotted.split(".")[1:]
    while parts:
        place = PACKAGE.joinpath(*parts)
        if place.with_suffix(".py").exists() or place.is_dir():
            return ".".join(parts)
        parts.pop()
    return ""


def for_types_only(path: Path) -> set[ast.AST]:
    """Nodes below `if TYPE_CHECKING:`, which never run."""
    found: set[ast.AST] = set()
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            found.update(below for part in node.body for below in ast.walk(part))
    return found


def within_functions(path: Path) -> set[ast.AST]:
    return {
        below
        for node in ast.walk(tree(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
        for below in ast.walk(node)
    }


@pytest.mark.parametrize("path", files(), ids=name_of)
def test_a_room_imports_only_what_lies_below_it(path: Path) -> None:
    here = room(name_of(path)) or "__init__"
    assert here in ROOMS, f"{here} is no room: the table of this test says what may be imported from where"
    for node in ast.walk(tree(path)):
        for dotted in imported(node):
            target = ours(dotted)
            if target:
                assert room(target) in ROOMS[here] | {here}, f"{here} may not import {target}"
            outside = THIRD_PARTY.get(dotted.split(".")[0])
            assert outside is None or here in outside, f"{here} may not import {dotted}"


@pytest.mark.parametrize("path", files(), ids=name_of)
def test_first_party_imports_stand_at_the_top_but_for_those_listed(path: Path) -> None:
    allowed = LAZY.get(name_of(path), set()) | LAZY.get(f"{room(name_of(path))}.*", set())
    for node in within_functions(path):
        for dotted in imported(node):
            target = ours(dotted)
            if target:
                assert {target, room(target)} & allowed, f"{target} is imported inside a function"


def test_there_is_no_circle() -> None:
    edges: dict[str, set[str]] = {}
    for path in files():
        late = for_types_only(path) | within_functions(path)
        targets = {ours(d) for node in ast.walk(tree(path)) if node not in late for d in imported(node)}
        edges[name_of(path)] = {t for t in targets if t} - {name_of(path)}
    done: set[str] = set()

    def walk(module: str, way: tuple[str, ...]) -> None:
        assert module not in way, f"a circle: {' > '.join((*way, module))}"
        if module not in done:
            for target in sorted(edges.get(module, ())):
                walk(target, (*way, module))
            done.add(module)

    for module in sorted(edges):
        walk(module, ())


def test_everything_but_the_window_imports_without_qt() -> None:
    modules = [
        f"her2ref.{name_of(path)}".rstrip(".")
        for path in files()
        if room(name_of(path)) not in ("gui", "app") and path.name != "env.py"
    ]
    assert len(modules) > 30
    code = (
        "import importlib, sys\nsys.modules['PySide6'] = None\n"
        f"for name in {modules!r}:\n    importlib.import_module(name)\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT)


def test_no_module_is_called_nothing() -> None:
    found = {p.stem for folder in (PACKAGE, ROOT / "tests") for p in folder.rglob("*.py")} | {
        p.name for p in PACKAGE.rglob("*") if p.is_dir()
    }
    assert not found & NAMES_OF_NOTHING


@pytest.mark.parametrize("pattern", FORBIDDEN)
def test_words_that_do_not_belong_in_the_tree(pattern: str) -> None:
    found = [
        f"{path.relative_to(ROOT)}:{number}: {FORBIDDEN[pattern]}"
        for path in [*files(), ROOT / "dev.py", *(ROOT / "installer").rglob("*.py")]
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if re.search(pattern, line)
    ]
    assert found == []


def test_every_file_begins_with_a_docstring_and_the_annotations_of_later() -> None:
    for path in files():
        if path.read_text(encoding="utf-8").strip():
            assert ast.get_docstring(tree(path)), f"{path.name} does not say what it is"
        if any(not isinstance(node, ast.Expr | ast.Assign) for node in tree(path).body):
            assert "from __future__ import annotations" in path.read_text(encoding="utf-8"), path.name


def test_the_first_paint_imports_nothing_heavy(library_home: Home, small_resources: Path) -> None:
    code = (
        "import sys\nfrom pathlib import Path\nfrom her2ref import app\nfrom her2ref.core.paths import Home\n"
        "app.resources = lambda: Path(sys.argv[2])\n"
        "raise SystemExit(app.run(Home.find(Path(sys.argv[1]))))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(library_home.data), str(small_resources)],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
        env=dict(os.environ, QT_QPA_PLATFORM="offscreen", HER2REF_STARTUP_PROBE="modules"),
        timeout=60,
    )
    modules = json.loads(done.stdout.splitlines()[-1])
    assert "her2ref.gui.window" in modules
    assert "her2ref.library.read" in modules
    early = [m for m in modules if any(m == name or m.startswith(f"{name}.") for name in SPARED_AT_START)]
    assert early == []
