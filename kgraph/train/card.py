"""What a trained model says of itself: figures for a build's report, and a card for people."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from kgraph.evaluate import Report, Score
from kgraph.neural.model import CARD_FILE, MEASURED_FILE
from kgraph.train.settings import Settings

#: Width of the reliability plot's bars, in characters.
_WIDTH = 40


#: A genre with fewer texts has no line of its own.
FEWEST_OF_GENRE = 10


@dataclass(frozen=True, slots=True)
class Measured:
    """How an extractor does on the texts that were kept back: all of them, and those of each larger genre."""

    report: Report
    genres: Mapping[str, Report]


def write_card(
    folder: Path,
    measured: Mapping[str, Measured],
    texts: int,
    held_out: int,
    public: Mapping[str, int],
    settings: Settings,
) -> None:
    """Write ``measured.json`` and ``CARD.md``.

    Parameters
    ----------
    measured
        Extractor → how it does on the texts that were kept back.
    texts, held_out
        Number of annotated texts trained on, and kept back.
    public
        Number of examples of each public set that were trained on.
    """
    figures = {name: _figures(one.report, held_out) for name, one in measured.items()}
    (folder / MEASURED_FILE).write_text(json.dumps(figures, indent=1) + "\n", "utf-8")
    also = " and on " + ", ".join(f"{n:,} texts of {name}" for name, n in public.items()) if public else ""
    lines = [
        "# Model card",
        "",
        f"Trained on {texts} annotated texts{also}. Calibrated and measured on {held_out} more annotated texts.",
        "",
        f"Settings: `{json.dumps(asdict(settings))}`.",
        "",
    ]
    for name, one in measured.items():
        lines += _section(name, one)
    (folder / CARD_FILE).write_text("\n".join(lines), "utf-8")


def _figures(report: Report, held_out: int) -> dict[str, Any]:
    facts = report.totals["facts"]
    return {
        "measured_on": f"{held_out} annotated texts that were not trained on",
        "facts": {"precision": round(facts.precision, 3), "recall": round(facts.recall, 3), "f1": round(facts.f1, 3)},
        "properties": {
            name: {"precision": round(s.precision, 3), "recall": round(s.recall, 3), "annotated": s.gold}
            for name, s in report.details["facts"].items()
        },
        "calibration": [
            {
                "from": b.low,
                "to": b.high,
                "facts": b.count,
                "confidence": round(b.confidence, 3),
                "precision": round(b.precision, 3),
            }
            for b in report.calibration
        ],
    }


def _section(name: str, measured: Measured) -> list[str]:
    report = measured.report
    facts, error = report.totals["facts"], report.calibration_error
    genres = {genre: one.totals["facts"] for genre, one in measured.genres.items()}
    return [
        f"## Extractor {name}",
        "",
        f"Facts: P {facts.precision:.3f}, R {facts.recall:.3f}, F1 {_with_interval(facts.f1, facts.f1_interval, 3)}. "
        + ("" if error is None else f"Expected calibration error {error:.3f}, on the texts that calibrated it."),
        "",
        *(_table("genre", genres) if genres else []),
        *_table("property", report.details["facts"]),
        "How many of the facts with a confidence were right; `|` marks their mean confidence.",
        "",
        "```",
        *(
            f"{b.low:.1f}–{b.high:.1f} {_bar(b.precision, b.confidence)} {b.precision:.2f} of {b.count}"
            for b in report.calibration
        ),
        "```",
        "",
    ]


def _table(head: str, scores: Mapping[str, Score]) -> list[str]:
    return [
        f"| {head} | precision | recall | F1 [95 %] | annotated |",
        "| --- | --- | --- | --- | --- |",
        *(
            f"| {name} | {s.precision:.2f} | {s.recall:.2f} | {_with_interval(s.f1, s.f1_interval, 2)} | {s.gold} |"
            for name, s in scores.items()
        ),
        "",
    ]


def _with_interval(figure: float, interval: tuple[float, float] | None, digits: int) -> str:
    return f"{figure:.{digits}f}" + (" [{:.2f}, {:.2f}]".format(*interval) if interval else "")


def _bar(share: float, mark: float) -> str:
    cells = ["█" if n < round(share * _WIDTH) else "·" for n in range(_WIDTH)]
    cells[min(_WIDTH - 1, int(mark * _WIDTH))] = "|"
    return "".join(cells)
