"""A trained model in a folder: weights, labels, and what its scores are worth."""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from kgraph.errors import ModelError
from kgraph.neural.labels import Labels
from kgraph.neural.network import LABELS_FILE, Network

CALIBRATION_FILE, COMBINED_FILE, CARD_FILE, MEASURED_FILE = (
    "calibration.json",
    "combined.json",
    "CARD.md",
    "measured.json",
)


#: Scores are taken for no surer than this.
_SUREST = 0.995


def log_odds(score: float) -> float:
    """Of a score, away from certainty."""
    clipped = min(max(score, 1.0 - _SUREST), _SUREST)
    return math.log(clipped / (1.0 - clipped))


@dataclass(frozen=True, slots=True)
class Curve:
    """A logistic curve from scores to shares that were right: their log-odds are `offset + slope * (the score's)`."""

    offset: float
    slope: float

    def __call__(self, score: float) -> float:
        """The share of statements of such a score that were right."""
        return 1.0 / (1.0 + math.exp(-self.offset - self.slope * log_odds(score)))

    def reaching(self, share: float) -> float:
        """The least score of statements of which such a share was right; above 1 if there is none."""
        if self(0.0) >= share:
            return 0.0
        if self(1.0) < share:
            return 1.01
        odds = (math.log(share / (1.0 - share)) - self.offset) / self.slope  # between those of the two scores
        return 1.0 / (1.0 + math.exp(-odds))


@dataclass(frozen=True, slots=True)
class Calibration:
    """What scores are worth, measured on annotated texts that were not trained on.

    Attributes
    ----------
    thresholds
        Property → least score at which it is stated; ``*`` for others.
    qualifier_threshold
        Least score of a qualifier.
    curves
        Property → curve; ``*`` for those that have none of their own. (For combined readings see
        `kgraph.neural.combine`.)
    cut
        Least confidence of what is stated.
    """

    thresholds: Mapping[str, float]
    qualifier_threshold: float
    curves: Mapping[str, Curve]
    cut: float = 0.5

    def in_order(self, properties: Sequence[str]) -> list[float]:
        """Least score of each property."""
        return [self.thresholds.get(p, self.thresholds.get("*", 0.5)) for p in properties]

    def confidence(self, name: str, score: float) -> float:
        """What a score of a property is worth, to two decimals."""
        curve = self.curves.get(name) or self.curves.get("*")
        return round(curve(score) if curve else score, 2)

    def write(self, path: Path) -> None:
        """To a JSON file."""
        data = {
            "cut": self.cut,
            "thresholds": dict(sorted(self.thresholds.items())),
            "qualifier_threshold": self.qualifier_threshold,
            "curves": {k: {"offset": c.offset, "slope": c.slope} for k, c in sorted(self.curves.items())},
        }
        path.write_text(json.dumps(data, indent=1) + "\n", "utf-8")

    @classmethod
    def read(cls, path: Path) -> Calibration:
        """From a JSON file."""
        data = json.loads(path.read_text("utf-8"))
        curves = {k: Curve(float(c["offset"]), float(c["slope"])) for k, c in data["curves"].items()}
        return cls(data["thresholds"], data["qualifier_threshold"], curves, data["cut"])


@dataclass(frozen=True, slots=True)
class Model:
    """A model ready to read texts, by itself or together with the lexicon (`combined` is None if never measured)."""

    network: Network
    calibration: Calibration
    combined: Calibration | None = None


def default_model() -> Path:
    """Folder of the model that comes with kgraph."""
    return Path(__file__).parent / "weights"


def model_digest(folder: Path | None = None) -> str:
    """Hex digest of a model's files: changes whenever the same text may be understood otherwise.

    Raises
    ------
    ModelError
        If there is no model in the folder.
    """
    where = folder or default_model()
    digest = hashlib.sha256()
    files = sorted(p for p in where.glob("*") if p.suffix in (".onnx", ".npz", ".json"))
    if not files:
        raise ModelError(
            f"There is no model in '{where}'. Make one with 'kgraph train --out {where}', or leave out --model."
        )
    for path in files:
        digest.update(path.name.encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def read_card(folder: Path | None = None) -> str:
    """A model's card, in Markdown.

    Raises
    ------
    ModelError
        If there is none in the folder.
    """
    path = (folder or default_model()) / CARD_FILE
    try:
        return path.read_text("utf-8")
    except OSError as error:
        raise ModelError(
            f"There is no model card in '{path.parent}'. Name a folder that 'kgraph train' wrote."
        ) from error


def measured(folder: Path | None, extractor: str) -> dict[str, Any]:
    """How good a model was, by itself or combined, on texts that it was not trained on; empty if nobody measured."""
    try:
        data: dict[str, Any] = json.loads(((folder or default_model()) / MEASURED_FILE).read_text("utf-8"))
        return dict(data[extractor])
    except (OSError, ValueError, KeyError):
        return {}


def is_combined(folder: Path | None = None) -> bool:
    """Whether a model was measured together with a lexicon."""
    return ((folder or default_model()) / COMBINED_FILE).exists()


def known_properties(folder: Path | None = None) -> frozenset[str]:
    """What the model in a folder (the one that comes with kgraph when None) can state; nothing if there is none."""
    try:
        return frozenset(Labels.read((folder or default_model()) / LABELS_FILE).properties)
    except (OSError, ValueError, TypeError, KeyError):
        return frozenset()


@lru_cache(maxsize=1)
def load_model(folder: Path | None = None) -> Model:
    """The model in a folder, the one that comes with kgraph when None. Loaded once in a process.

    Raises
    ------
    ModelError
        If it is missing or damaged.
    """
    where = folder or default_model()
    try:
        both = where / COMBINED_FILE
        return Model(
            Network.load(where),
            Calibration.read(where / CALIBRATION_FILE),
            Calibration.read(both) if both.exists() else None,
        )
    except (OSError, KeyError, ValueError, RuntimeError) as error:
        raise ModelError(
            f"The model in '{where}' cannot be loaded ({error}). Install kgraph again, or name another with --model."
        ) from error
