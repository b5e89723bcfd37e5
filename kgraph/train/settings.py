"""How to train."""

from __future__ import annotations

from dataclasses import dataclass


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
    seed
        Of everything that is drawn by chance.
    """

    epochs: int = 8
    batch: int = 1024
    encoder_rate: float = 2e-4
    head_rate: float = 1.5e-3
    warmup: float = 0.06
    decay: float = 0.01
    again: float = 0.5
    average: float = 0.998
    seed: int = 20261
