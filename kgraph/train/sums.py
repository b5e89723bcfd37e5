"""Losses as sums and counts that a batch adds up."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from torch import Tensor


@dataclass(slots=True)
class Sums:
    """Losses as sums, with the counts to divide them by."""

    total: dict[str, Tensor] = field(default_factory=dict)
    count: dict[str, float] = field(default_factory=lambda: defaultdict(float))

    def add(self, name: str, total: Tensor, count: float) -> None:
        """Add a text's."""
        self.total[name] = self.total[name] + total if name in self.total else total
        self.count[name] += count

    def mean(self, weights: dict[str, float]) -> tuple[Tensor, dict[str, float]]:
        """The weighted sum of the means, and each mean."""
        means = {k: v / max(self.count[k], 1.0) for k, v in self.total.items()}
        return sum(weights[k] * m for k, m in means.items()), {k: float(m.detach()) for k, m in means.items()}  # type: ignore[return-value]
