"""Pictures of the real window, for looking at: `python3 dev.py shots [FOLDER] [NAME...]`.

Each picture is drawn by `her2ref window --screenshot` in a process of its own, over a library that holds our own
content and synthetic records. Nothing is compared: a person looks at them.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from her2ref.core.paths import Home
from her2ref.core.query import Listing
from her2ref.library.collecting import collect, make_collection
from her2ref.library.library import Library
from her2ref.library.notes import save_note, throw_note
from her2ref.library.personal import remember_choice, set_reading, set_star
from her2ref.library.saved import save_search
from tests.stories import sample

LISTED = ["--list", "pik3ca mutation"]
MECHANISM, DRUG = ["--open", "mechanism:pik3ca-mutation"], ["--open", "drug:trastuzumab-deruxtecan"]
HELD, DARK = ["--open", str(sample.STRUCTURED)], ["--theme", "dark"]

SHOTS: dict[str, list[str]] = {
    "first-run-light": ["--page", "first-run"],
    "first-run-dark": ["--page", "first-run", *DARK],
    "mechanism-light": [*MECHANISM, "--open", "22865781"],
    "mechanism-dark": [*MECHANISM, "--open", "22865781", *DARK],
    "conflict-light": ["--open", "mechanism:p95her2", "--page", "evidence"],
    "evidence-dark": [*MECHANISM, "--page", "evidence", *DARK],
    "drug-light": DRUG,
    "drug-dark": [*DRUG, *HELD, *DARK],
    "trial-light": ["--open", "trial:destiny-breast03"],
    "trial-not-met-dark": ["--open", "trial:kate2", *DARK],
    "abstract-light": [*MECHANISM, *HELD],
    "abstract-dark": [*MECHANISM, *HELD, *DARK],
    "abstracts-light": [*MECHANISM, "--page", "abstracts", *HELD],
    "abstracts-dark": [*MECHANISM, "--page", "abstracts", *DARK],
    "search-light": ["--query", "pik3"],
    "search-dark": ["--query", "trastuzumab", *DARK],
    "search-nothing-light": ["--query", "qqqzzz"],
    "search-nothing-dark": ["--query", "qqqzzz", *DARK],
    "search-typo-light": ["--query", "tucatnib"],
    "search-typo-dark": ["--query", "tucatnib", *DARK],
    "search-recent-light": ["--query", " "],
    "search-recent-dark": ["--query", " ", *DARK],
    "search-notes-light": ["--query", "tucatinib"],
    "search-notes-dark": ["--query", "tumour board", *DARK],
    "search-query-light": ["--query", "everolimus[ti] AND (pik3ca[xx]"],
    "facets-light": [*LISTED, "--narrow"],
    "facets-dark": [*LISTED, "--narrow", *HELD, *DARK],
    "list-light": [*LISTED, *HELD],
    "list-query-dark": ["--list", "everolimus[ti] AND (pik3ca[xx]", *DARK],
    "facets-small-dark": [*LISTED, "--narrow", "--size", "1024x700", *DARK],
    "facets-text200-light": [*LISTED, "--narrow", "--scale", "2"],
    "search-small-light": ["--query", "trastuzumab", "--size", "1024x700"],
    "search-small-dark": ["--query", "pik3", "--size", "1024x700", *DARK],
    "search-text200-light": ["--query", "enhe", "--scale", "2"],
    "search-text200-dark": ["--query", "tucatnib", "--scale", "2", *DARK],
    "long-record-light": ["--open", str(sample.LONG)],
    "retracted-light": ["--open", "mechanism:pten-loss", "--open", str(sample.RETRACTED)],
    "retracted-dark": ["--open", "mechanism:pten-loss", "--open", str(sample.RETRACTED), *DARK],
    "foreign-light": ["--open", "mechanism:blood-brain-barrier", "--open", str(sample.FOREIGN)],
    "notes-light": ["--open", "notes:all"],
    "notes-small-dark": ["--open", "notes:all", "--size", "1024x700", *DARK],
    "notes-text200-light": ["--open", "notes:all", "--scale", "2"],
    "topic-notes-dark": [*MECHANISM, "--page", "notes", *HELD, *DARK],
    "trash-light": ["--open", "trash:all"],
    "trash-dark": ["--open", "trash:all", *DARK],
    "news-dark": ["--open", "news:all", *DARK],
    "privacy-light": ["--open", "privacy:here"],
    "privacy-dark": ["--open", "privacy:here", *DARK],
    "privacy-text200-light": ["--open", "privacy:here", "--scale", "2"],
    "help-light": ["--open", "help:how-content-is-made"],
    "her2-low-light": ["--open", "mechanism:her2-low-instability"],
    "sequencing-dark": ["--open", "mechanism:adc-sequencing", *DARK],
    "brain-light": ["--open", "mechanism:brain-sanctuary"],
    "small-light": [*MECHANISM, *HELD, "--size", "1024x700"],
    "small-dark": [*DRUG, "--size", "1024x700", *DARK],
    "narrow-light": [*MECHANISM, "--size", "700x700"],
    "large-light": ["--open", "mechanism:p95her2", *HELD, "--size", "2560x1440"],
    "large-dark": ["--open", "mechanism:her2-low-instability", *HELD, "--size", "2560x1440", *DARK],
    "text200-light": [*MECHANISM, "--scale", "2"],
    "text200-dark": [*DRUG, *HELD, "--scale", "2", *DARK],
}
SAFETY = (
    *("damaged-light", "damaged-dark", "damaged-small-text200-light", "mending-light", "mended-dark"),
    *("newer-light", "read-only-light", "read-only-small-dark", "damage-met-dark", "unsafe-place-light"),
    *("backups-light", "backups-dark", "backups-text200-light", "restore-light", "restored-dark"),
)
"""Drawn by `safety.py`: trouble with the library, and the dialogs around its copies."""
OPENED = (
    *("drug:tucatinib", "trial:her2climb", "mechanism:pten-loss", "drug:trastuzumab-deruxtecan"),
    *("mechanism:pik3ca-mutation", "trial:destiny-breast03", str(sample.STRUCTURED), "mechanism:p95her2"),
)
"""Opened from the lookup before the pictures are taken."""
NOTES = (
    (
        "drug:tucatinib",
        "Dose in liver disease: see the label.\nAsk at the tumour board about tucatinib first.",
    ),
    ("mechanism:pten-loss", "Two of the trials are *small*. For the tumour board."),
    ("", "Tumour board: which of these after two lines?"),
    (
        str(sample.STRUCTURED),
        "# What to look at\n\n- the **PIK3CA** subgroup\n- [PTEN loss](mechanism:pten-loss)",
    ),
    (
        "mechanism:pik3ca-mutation",
        "Same direction in both trials, *not* the same size.\n\n1. read the pooled analysis",
    ),
)
"""Notes on things, and a parked question."""
FOR_README = ("mechanism-light", "drug-dark")
"""The two that stand in the README: `shots docs` makes them again."""


def draw(home: Path, folder: Path, name: str) -> bool:
    target = folder / f"{name}.png"
    arguments = SHOTS[name] if "--size" in SHOTS[name] else [*SHOTS[name], "--size", "1440x900"]
    command = [sys.executable, "-m", "her2ref", "--home", str(home), "--quiet", "window"]
    done = subprocess.run(
        [*command, "--screenshot", str(target), *arguments],
        timeout=120,
        check=False,
        stdout=subprocess.DEVNULL,
    )
    print(f"{'drawn' if done.returncode == 0 else 'FAILED'}  {target}")
    return done.returncode == 0


def _opened_lately(home: Path) -> None:
    """What the lookup offers before anything is typed."""
    library = Library(Home.at(home).library)
    for key in OPENED:
        remember_choice(library, key)
    for key, text in NOTES:
        save_note(library, key, text)
    library.close()


def _own_things(home: Path) -> None:
    """What a person may have added after some weeks, beside notes."""
    library = Library(Home.at(home).library)
    article = str(sample.STRUCTURED)
    for target in (article, "drug:tucatinib"):
        set_star(library, target, on=True)
    for target in (article, "mechanism:pten-loss"):
        set_reading(library, target, "later")
    throw_note(library, save_note(library, "", "A question that was answered").id)
    for name in ("Tumour board", "Teaching: resistance"):
        made = make_collection(library, name)
        collect(library, made.id, [article, "drug:tucatinib"], on=True)
    save_search(
        library, "PIK3CA since 2020", Listing(words="pik3ca mutation", sort="best", years=(2020, 9999))
    )
    library.close()


def main(arguments: list[str]) -> int:
    folder = Path(arguments[0] if arguments else "shots").absolute()
    folder.mkdir(parents=True, exist_ok=True)
    names = arguments[1:] or list(FOR_README if folder.name == "docs" else (*SHOTS, *SAFETY))
    with tempfile.TemporaryDirectory(prefix="her2ref-shots-") as scratch:
        empty, full = Path(scratch, "empty"), Path(scratch, "full")
        file = Path(scratch, "sample.xml")
        file.write_bytes(sample.records())
        command = [sys.executable, "-m", "her2ref", "--home", str(full), "--quiet", "import", str(file)]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        _opened_lately(full)
        _own_things(full)
        troubles = [name for name in names if name in SAFETY]
        if troubles:
            command = [sys.executable, "-m", "tests.stories.safety", str(folder), *troubles]
            subprocess.run(command, check=True)
        names = [name for name in names if name not in SAFETY]
        drawn = [draw(empty if name.startswith("first-run") else full, folder, name) for name in names]
    return 0 if all(drawn) else 1


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
