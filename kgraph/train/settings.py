"""How to train, and what is not trained on."""

from __future__ import annotations

import zlib
from dataclasses import dataclass

#: Of so many texts, one is kept for calibration and measurement.
HELD_OUT = 10


def is_held_out(identifier: str) -> bool:
    """Whether a text is kept for calibration and measurement: decided by its id alone."""
    return zlib.crc32(identifier.encode()) % HELD_OUT == 0


@dataclass(frozen=True, slots=True)
class Settings:
    """How to train.

    Attributes
    ----------
    epochs
        Passes over the data.
    batch
        Word pieces of a batch, padding included.
    encoder_rate, head_rate
        Learning rates at their highest; they rise over the first steps and fall linearly to zero.
    warmup
        Share of the steps over which they rise.
    decay
        Weight decay.
    again
        Share of the learning rates for weights that are trained already.
    average
        Decay of the running average of the weights, which is what is kept.
    blend
        Share of what was learned in the weights that are kept, the rest being those that a training started with: what
        they knew is not forgotten (Wortsman et al., CVPR 2022).
    seed
        Of everything that is drawn by chance.
    """

    epochs: int = 8
    batch: int = 3072
    encoder_rate: float = 1.2e-4
    head_rate: float = 1e-3
    warmup: float = 0.06
    decay: float = 0.01
    again: float = 0.6
    average: float = 0.998
    blend: float = 0.6
    seed: int = 20261

    def share(self, step: int, steps: int) -> float:
        """Of the highest learning rates, at a step (the first is 0) of so many."""
        done = step / steps
        falling = (1 - done) / (1 - self.warmup) if done > self.warmup else 1.0
        return min(1.0, (step + 1) / steps / self.warmup) * max(0.0, falling)
