"""Pictures of the real window, for looking at: `python3 dev.py shots [FOLDER] [NAME...]`.

Each picture is drawn by `her2ref window --screenshot` in a process of its own, over a library that holds our own
content and synthetic records. Nothing is compared: a person looks at them.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from tests.data import synthetic

SYNTHETIC_PMID = 90_000_001

SHOTS: dict[str, list[str]] = {
    "first-run-light": ["--page", "first-run"],
    "first-run-dark": ["--page", "first-run", "--theme", "dark"],
    "mechanism-light": ["--open", "mechanism:pik3ca-mutation"],
    "mechanism-dark": ["--open", "mechanism:pik3ca-mutation", "--theme", "dark"],
    "evidence-light": ["--open", "mechanism:pik3ca-mutation", "--page", "evidence"],
    "drug-light": ["--open", "drug:trastuzumab-deruxtecan"],
    "drug-dark": ["--open", "drug:trastuzumab-deruxtecan", "--theme", "dark"],
    "trial-light": ["--open", "trial:bolero-3"],
    "abstract-light": ["--open", "mechanism:pik3ca-mutation", "--open", str(SYNTHETIC_PMID)],
    "abstract-dark": [
        "--open",
        "mechanism:pik3ca-mutation",
        "--open",
        str(SYNTHETIC_PMID),
        "--theme",
        "dark",
    ],
    "source-light": ["--open", "mechanism:pik3ca-mutation", "--open", "24742739"],
    "search-light": ["--query", "pik3"],
    "search-dark": ["--query", "trastuzumab", "--theme", "dark"],
    "abstracts-light": ["--open", "mechanism:pik3ca-mutation", "--page", "abstracts"],
    "long-record-light": ["--open", str(SYNTHETIC_PMID + 1)],
    "retracted-light": ["--open", str(SYNTHETIC_PMID + 2)],
    "small-light": ["--open", "mechanism:pik3ca-mutation", "--size", "1024x700"],
    "small-dark": ["--open", "drug:trastuzumab-deruxtecan", "--size", "1024x700", "--theme", "dark"],
    "large-light": ["--open", "mechanism:p95her2", "--size", "2560x1440"],
    "large-dark": ["--open", "mechanism:p95her2", "--size", "2560x1440", "--theme", "dark"],
    "text200-light": ["--open", "mechanism:pik3ca-mutation", "--scale", "2", "--size", "1440x900"],
    "text200-dark": [
        "--open",
        "mechanism:pik3ca-mutation",
        "--scale",
        "2",
        "--size",
        "1440x900",
        "--theme",
        "dark",
    ],
}


def records() -> bytes:
    """Synthetic records: a structured abstract, a record of 1,000 authors, a retracted one, and a list's worth."""
    return synthetic.sample_set(SYNTHETIC_PMID)


def draw(home: Path, folder: Path, name: str) -> bool:
    target = folder / f"{name}.png"
    arguments = SHOTS[name] if "--size" in SHOTS[name] else [*SHOTS[name], "--size", "1440x900"]
    command = [sys.executable, "-m", "her2ref", "--home", str(home), "--json", "window"]
    done = subprocess.run([*command, "--screenshot", str(target), *arguments], timeout=120, check=False)
    print(f"{'drawn' if done.returncode == 0 else 'FAILED'}  {target}")
    return done.returncode == 0


def main(arguments: list[str]) -> int:
    folder = Path(arguments[0] if arguments else "shots").absolute()
    folder.mkdir(parents=True, exist_ok=True)
    names = arguments[1:] or list(SHOTS)
    with tempfile.TemporaryDirectory(prefix="her2ref-shots-") as scratch:
        empty, full = Path(scratch, "empty"), Path(scratch, "full")
        sample = Path(scratch, "sample.xml")
        sample.write_bytes(records())
        command = [sys.executable, "-m", "her2ref", "--home", str(full), "--quiet", "import", str(sample)]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        drawn = [draw(empty if name.startswith("first-run") else full, folder, name) for name in names]
    return 0 if all(drawn) else 1


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
