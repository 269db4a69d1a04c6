"""How well abstracts are filed under topics by their words, against labels of two readers, and how fast.

The labels (`tests/data/filing.tsv`) name PMIDs; the texts are publishers' and are read from the folder beside the
checkout, so that the table is printed only where that is there. The readers knew the topics by name, not the rules.
A record's part says whether it was looked at while the rules were written.
"""

from __future__ import annotations

import csv
import json
import random
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from her2ref.core.paths import resources
from her2ref.core.text import spelled
from her2ref.knowledge.load import load
from her2ref.library import tagging
from tests.benchmarks.measure import table

LABELS = Path(__file__).resolve().parents[1] / "data" / "filing.tsv"
TEXTS = Path(__file__).resolve().parents[2] / ".." / "shared" / "data" / "abstracts" / "abstracts.jsonl"
DRAWS = 1_000
READERS = ("a", "b")


@dataclass(frozen=True, slots=True)
class Label:
    """What one reader said of a record."""

    on_topic: bool
    mechanisms: frozenset[str]
    drugs: frozenset[str]


@dataclass(frozen=True, slots=True)
class Record:
    pmid: str
    text: tuple[str, str, str]
    labels: tuple[Label, Label]


@dataclass(slots=True)
class Score:
    """Hits, false and missed of drugs and of mechanisms; off-topic records, and those given a mechanism."""

    drugs: tuple[int, int, int] = (0, 0, 0)
    mechanisms: tuple[int, int, int] = (0, 0, 0)
    off: int = 0
    off_filed: int = 0

    def __add__(self, other: Score) -> Score:
        return Score(
            _sum(self.drugs, other.drugs),
            _sum(self.mechanisms, other.mechanisms),
            self.off + other.off,
            self.off_filed + other.off_filed,
        )


def _sum(one: tuple[int, int, int], other: tuple[int, int, int]) -> tuple[int, int, int]:
    return one[0] + other[0], one[1] + other[1], one[2] + other[2]


def f1(counts: tuple[int, int, int]) -> float:
    hits, false, missed = counts
    return 2 * hits / (2 * hits + false + missed) if hits else 0.0


def _label(row: dict[str, str], reader: str) -> Label:
    def names(what: str) -> frozenset[str]:
        return frozenset(filter(None, row[f"{reader}_{what}"].split(" ")))

    return Label(row[f"{reader}_on_topic"] == "1", names("mechanisms"), names("drugs"))


def rows() -> list[dict[str, str]]:
    with LABELS.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t"))


def records() -> list[Record]:
    """The labelled records whose texts are there."""
    wanted = {row["pmid"]: row for row in rows()}
    found = []
    with TEXTS.open(encoding="utf-8") as file:
        for line in file:
            row = json.loads(line)
            label = (
                wanted.pop(str(row.get("pmid")), None) if row.get("title") and row.get("abstract") else None
            )
            if label is not None:
                mesh = row.get("mesh") or ""
                headings = "\n".join(map(str, mesh)) if isinstance(mesh, list) else str(mesh)
                labels = (_label(label, "a"), _label(label, "b"))
                found.append(Record(label["pmid"], (row["title"], row["abstract"], headings), labels))
    return found


class Filing:
    """The shipped rules, and the tree in which a hit one level up or down counts."""

    def __init__(self) -> None:
        knowledge = load(resources())
        kinds = (("mechanism", knowledge.mechanisms), ("drug", knowledge.drugs))
        topics = [
            (f"{kind}:{v.id}", json.dumps(asdict(v))) for kind, values in kinds for v in values.values()
        ]  # type: ignore[attr-defined]
        self.tagger = tagging.build(topics)
        self._parent = {m.id: m.parent for m in knowledge.mechanisms.values()}
        self.plain = {
            key: [
                f" {spelled(name)} " for name in (json.loads(detail)["name"], *json.loads(detail)["aliases"])
            ]
            for key, detail in topics
        }

    def near(self, one: str, other: str) -> bool:
        return one == other or self._parent.get(one) == other or self._parent.get(other) == one

    def ours(self, text: tuple[str, str, str]) -> set[str]:
        return {key for key, _ in self.tagger.tags(*text)}

    def look_up(self, text: tuple[str, str, str]) -> set[str]:
        """The peer: every name and alias that stands in the text, and nothing else asked."""
        line = f" {' '.join(tagging.words_of(' '.join(text)))} "
        return {key for key, names in self.plain.items() if any(name in line for name in names)}

    def score(self, given: set[str], label: Label) -> Score:
        drugs = {key[5:] for key in given if key.startswith("drug:")}
        made = {key[10:] for key in given if key.startswith("mechanism:")}
        hits = [m for m in made if any(self.near(m, x) for x in label.mechanisms)]
        missed = [x for x in label.mechanisms if not any(self.near(m, x) for m in made)]
        return Score(
            (len(drugs & label.drugs), len(drugs - label.drugs), len(label.drugs - drugs)),
            (len(hits), len(made) - len(hits), len(missed)),
            int(not label.on_topic),
            int(not label.on_topic and bool(made)),
        )


def _interval(scores: list[Score], what: Any) -> str:
    """The figure over all records, and its 95 % interval by drawing records anew."""
    draw = random.Random(1)
    values = sorted(
        what(sum(draw.choices(scores, k=len(scores)), Score())) for _ in range(DRAWS if scores else 0)
    )
    low, high = values[int(0.025 * len(values))], values[int(0.975 * len(values)) - 1]
    return f"{what(sum(scores, Score())):.3f} ({low:.3f} to {high:.3f})"


def _off(score: Score) -> float:
    return score.off_filed / score.off if score.off else 0.0


def run(_scratch: Path) -> None:
    if not TEXTS.is_file():
        print("\nFiling: not measured, the folder with the texts is not beside this checkout.")
        return
    filing, held = Filing(), records()
    head = (
        "filed by",
        "reader",
        "records",
        "drugs F1",
        "mechanisms precision",
        "recall",
        "F1",
        "off topic, filed",
    )
    lines: list[tuple[str, ...]] = [head]
    for name, rule in (("our rules", filing.ours), ("plain look-up", filing.look_up)):
        for reader, word in enumerate(READERS):
            scores = [filing.score(rule(r.text), r.labels[reader]) for r in held]
            whole = sum(scores, Score())
            hits, false, missed = whole.mechanisms
            lines.append(
                (
                    name,
                    word.upper(),
                    str(len(held)),
                    _interval(scores, lambda s: f1(s.drugs)),
                    f"{hits / max(hits + false, 1):.2f}",
                    f"{hits / max(hits + missed, 1):.2f}",
                    _interval(scores, lambda s: f1(s.mechanisms)),
                    _interval(scores, _off),
                )
            )
    table(
        "Filing by words (goals: drugs 0.98, mechanisms 0.75, off topic 0.03; texts beside the checkout)",
        lines,
    )
    _agreement(filing, held)
    _speed(filing, held)


def _agreement(filing: Filing, held: list[Record]) -> None:
    """What one reader's labels score against the other's: no rule can be asked for more."""
    scores = []
    for record in held:
        one, other = record.labels
        given = {f"drug:{d}" for d in one.drugs} | {f"mechanism:{m}" for m in one.mechanisms}
        scores.append(filing.score(given, other))
    same = sum(r.labels[0].on_topic == r.labels[1].on_topic for r in held)
    print(
        f"\nReaders among themselves: drugs {_interval(scores, lambda s: f1(s.drugs))}, mechanisms"
        f" {_interval(scores, lambda s: f1(s.mechanisms))}, on topic alike in {same} of {len(held)}."
    )


def _speed(filing: Filing, held: list[Record]) -> None:
    costs = {}
    for name, rule in (("our rules", filing.ours), ("plain look-up", filing.look_up)):
        best = float("inf")
        for _ in range(5):
            start = time.process_time()
            for record in held:
                rule(record.text)
            best = min(best, (time.process_time() - start) / len(held))
        costs[name] = 1000 * best
    ours, plain = costs["our rules"], costs["plain look-up"]
    print(
        f"CPU a record: {ours:.3f} ms (goal 0.1); the plain look-up takes {plain / ours:.1f} times as long."
    )
