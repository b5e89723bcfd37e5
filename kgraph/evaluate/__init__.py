"""Precision, recall and F1 of extraction on annotated texts, with the uncertainty that their number leaves.

Intervals are percentile bootstrap intervals: documents are drawn with replacement, as facts of one document are not
independent of each other (Efron and Tibshirani, *An Introduction to the Bootstrap*, 1993, chapter 13). The draws come
from a fixed seed of a frozen generator: the same predictions give the same intervals everywhere.
"""

from __future__ import annotations

import hashlib
import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kgraph.evaluate.gold import GoldDocument
from kgraph.evaluate.scoring import MEASURES, OUTCOMES, DocumentScore, Judged, Measure, Mistake, score
from kgraph.model import Document, Extraction
from kgraph.ontology import Ontology

#: Bootstrap draws; the interval's ends are stable to about half a point.
RESAMPLES = 2000
_SEED = 20240501
_BINS = 10

Interval = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Score:
    """Precision, recall and F1 of one thing that is measured.

    Attributes
    ----------
    right, spurious, missed
        Predicted and annotated; predicted only; annotated only.
    precision_interval, recall_interval, f1_interval
        95 % bootstrap intervals; None for fewer than two documents, or where no draw defines the figure.
    """

    right: int
    spurious: int
    missed: int
    precision_interval: Interval | None = None
    recall_interval: Interval | None = None
    f1_interval: Interval | None = None

    @property
    def precision(self) -> float:
        """Share of the predicted that is annotated; 0 if nothing was predicted."""
        return self.right / (self.right + self.spurious) if self.right + self.spurious else 0.0

    @property
    def recall(self) -> float:
        """Share of the annotated that was predicted; 0 if nothing is annotated."""
        return self.right / self.gold if self.gold else 0.0

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        p, r = self.precision, self.recall
        return 2 * p * r / (p + r) if p + r else 0.0

    @property
    def gold(self) -> int:
        """How many are annotated."""
        return self.right + self.missed


@dataclass(frozen=True, slots=True)
class Bin:
    """Facts whose confidence lies in `low` ≤ c < `high` (the last bin: ≤), and how many of them are right."""

    low: float
    high: float
    count: int
    confidence: float
    precision: float


@dataclass(frozen=True)
class Report:
    """How well predictions agree with annotations.

    Attributes
    ----------
    documents, missing
        Ids of the annotated texts, and of those without a prediction: all of their facts count as missed.
    totals
        Each measure over all classes, qualifiers or properties.
    details
        Each measure by class, qualifier or property, sorted.
    calibration
        Confidence against measured precision; empty if predictions carry no confidence.
    mistakes
        The wrong facts, by document.
    families
        (pattern family, property) → (right, wrong), sorted; empty for predictions that were read from a file.
    """

    documents: tuple[str, ...]
    missing: tuple[str, ...]
    totals: Mapping[Measure, Score]
    details: Mapping[Measure, Mapping[str, Score]]
    calibration: tuple[Bin, ...]
    mistakes: tuple[Mistake, ...]
    families: Mapping[tuple[str, str], tuple[int, int]] = field(default_factory=dict)

    @property
    def calibration_error(self) -> float | None:
        """Expected calibration error: distance of confidence from precision, mean over facts. None without facts."""
        total = sum(b.count for b in self.calibration)
        if not total:
            return None
        return sum(b.count * abs(b.precision - b.confidence) for b in self.calibration) / total

    def to_json(self) -> dict[str, Any]:
        """The report as data, figures to four decimals; mistakes are left out."""
        error = self.calibration_error
        return {
            "documents": len(self.documents),
            "missing": list(self.missing),
            **{
                measure: _score_json(self.totals[measure])
                | {"by": {name: _score_json(s) for name, s in self.details[measure].items()}}
                for measure in MEASURES
            },
            "calibration": {
                "error": None if error is None else round(error, 4),
                "bins": [
                    {
                        "low": b.low,
                        "high": b.high,
                        "facts": b.count,
                        "confidence": round(b.confidence, 4),
                        "precision": round(b.precision, 4),
                    }
                    for b in self.calibration
                ],
            },
        }

    def mistakes_tsv(self) -> str:
        """The wrong facts as tab-separated values with a header; tabs and line breaks in texts become blanks."""
        rows = [("document", "kind", "subject", "property", "object", "confidence", "sentence")]
        for m in self.mistakes:
            confidence = "" if m.confidence is None else f"{m.confidence:.2f}"
            rows.append((m.document, m.kind, m.subject, m.property, m.object, confidence, m.sentence))
        return "".join("\t".join(" ".join(cell.split()) for cell in row) + "\n" for row in rows)


def evaluate(
    gold: Sequence[GoldDocument],
    predictions: Mapping[str, Extraction],
    ontology: Ontology,
    *,
    resamples: int = RESAMPLES,
) -> Report:
    """Score predictions.

    Parameters
    ----------
    gold
        Annotated texts.
    predictions
        What was extracted from them, by document id; a document without any counts as nothing extracted.
    ontology
        Says which properties are symmetric and which classes belong together.
    resamples
        Bootstrap draws; 0 for no intervals.
    """
    empty = {d.id: Extraction(d.id, (), ()) for d in gold}
    scores = [score(d, predictions.get(d.id, empty[d.id]), ontology) for d in gold]
    draws = _draws(len(gold), resamples)
    details: dict[Measure, dict[str, Score]] = {measure: {} for measure in MEASURES}
    sums = {measure: np.zeros((len(gold), len(OUTCOMES)), dtype=np.int64) for measure in MEASURES}
    for (measure, name), table in _tables(scores).items():
        details[measure][name] = _score(table, draws)
        sums[measure] += table
    totals: dict[Measure, Score] = {measure: _score(sums[measure], draws) for measure in MEASURES}
    return Report(
        tuple(d.id for d in gold),
        tuple(d.id for d in gold if d.id not in predictions),
        totals,
        details,
        _calibration([(j.confidence, j.right) for s in scores for j in s.judged]),
        tuple(mistake for s in scores for mistake in s.mistakes),
        _families(scores),
    )


def judge(gold: Sequence[GoldDocument], predictions: Mapping[str, Extraction], ontology: Ontology) -> list[Judged]:
    """Each predicted fact with whether it is annotated; optional facts are left out."""
    return [j for d in gold if d.id in predictions for j in score(d, predictions[d.id], ontology).judged]


def _families(scores: Sequence[DocumentScore]) -> dict[tuple[str, str], tuple[int, int]]:
    counts = sum((s.families for s in scores), Counter[tuple[str, str, bool]]())
    pairs = sorted({(family, name) for family, name, _ in counts})
    return {(f, p): (counts[f, p, True], counts[f, p, False]) for f, p in pairs}


def predict(
    gold: Sequence[GoldDocument], ontology: Ontology, model: str | None = None, extractor: str = "auto"
) -> dict[str, Extraction]:
    """Extract from the annotated texts, as ``kgraph extract`` would.

    Raises
    ------
    ModelError
        The model is not there.
    LexiconError
        The lexicon does not fit the ontology.
    """
    from kgraph.extract import Extractor

    documents = [
        Document(d.id, f"{d.id}.txt", d.text, hashlib.sha256(d.text.encode("utf-8", "surrogatepass")).hexdigest())
        for d in gold
    ]
    return {e.document: e for e in Extractor(ontology, model, extractor).extract(documents)}


def _tables(scores: Sequence[DocumentScore]) -> dict[tuple[Measure, str], NDArray[np.int64]]:
    """For each thing measured: right, spurious and missed (columns) in each document (rows). Sorted."""
    tables: dict[tuple[Measure, str], NDArray[np.int64]] = {}
    for row, one in enumerate(scores):
        for (measure, name, outcome), number in one.counts.items():
            table = tables.setdefault((measure, name), np.zeros((len(scores), len(OUTCOMES)), dtype=np.int64))
            table[row, OUTCOMES.index(outcome)] += number
    return {key: tables[key] for key in sorted(tables)}


def _draws(documents: int, resamples: int) -> NDArray[np.int64] | None:
    """How often each document (column) is in each draw (row). None if there is nothing to draw."""
    if documents < 2 or resamples < 1:
        return None
    chosen = np.random.RandomState(_SEED).randint(documents, size=(resamples, documents))
    flat = (chosen + np.arange(resamples)[:, None] * documents).ravel()
    return np.bincount(flat, minlength=resamples * documents).reshape(resamples, documents)


def _score(table: NDArray[np.int64], draws: NDArray[np.int64] | None) -> Score:
    right, spurious, missed = (int(n) for n in table.sum(axis=0))
    if draws is None:
        return Score(right, spurious, missed)
    tp, fp, fn = (draws @ table).T
    return Score(
        right, spurious, missed, _interval(tp, tp + fp), _interval(tp, tp + fn), _interval(2 * tp, 2 * tp + fp + fn)
    )  # fmt: skip


def _interval(part: NDArray[np.int64], whole: NDArray[np.int64]) -> Interval | None:
    """The middle 95 % of `part` / `whole`, over the draws in which it is defined."""
    defined = whole > 0
    if not defined.any():
        return None
    low, high = np.quantile(part[defined] / whole[defined], [0.025, 0.975])
    return float(low), float(high)


def _calibration(judged: Iterable[tuple[float, bool]]) -> tuple[Bin, ...]:
    binned: dict[int, list[tuple[float, bool]]] = {}
    for confidence, right in judged:
        # Rounded first: 0.3 * 10 is a little more than 3, and 0.29999999 is meant to be 0.3.
        binned.setdefault(min(int(round(confidence * _BINS, 6)), _BINS - 1), []).append((confidence, right))
    return tuple(
        Bin(
            i / _BINS,
            (i + 1) / _BINS,
            len(facts),
            math.fsum(c for c, _ in facts) / len(facts),
            sum(right for _, right in facts) / len(facts),
        )
        for i, facts in sorted(binned.items())
    )


def _score_json(one: Score) -> dict[str, Any]:
    def rounded(interval: Interval | None) -> list[float] | None:
        return None if interval is None else [round(end, 4) for end in interval]

    return {
        "precision": round(one.precision, 4),
        "recall": round(one.recall, 4),
        "f1": round(one.f1, 4),
        "precision_interval": rounded(one.precision_interval),
        "recall_interval": rounded(one.recall_interval),
        "f1_interval": rounded(one.f1_interval),
        "right": one.right,
        "spurious": one.spurious,
        "missed": one.missed,
    }
