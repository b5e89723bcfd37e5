"""What scores are worth: from texts that were not trained on, for each property a curve from score to precision.

Curves are isotonic regressions (pool adjacent violators: Barlow et al., *Statistical Inference under Order
Restrictions*, 1972). A property with few facts leans on the curve of all. A fact is stated if its calibrated
confidence reaches one cut, the same for all properties: that is what maximises F1 (Lipton et al., ECML 2014).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from kgraph.evaluate.scoring import Judged
from kgraph.neural.combine import ALONE, BOTH, LEXICON
from kgraph.neural.model import Calibration, Curve

#: How many facts the curve of all properties counts for in that of one.
_LEAN = 25.0
_GRID = np.round(np.linspace(0.05, 1.0, 96), 4)


def calibrate(judged: Sequence[Judged], annotated: int, precision: float = 0.82) -> Calibration:
    """Curves and thresholds of a network by itself.

    Parameters
    ----------
    judged
        Facts that the network scored, on texts that it was not trained on, down to low scores.
    annotated
        How many facts the texts state.
    precision
        The cut is the one with the best F1 among those with at least this precision.
    """
    curves = _by_property(judged, "")
    valued = [(curves[j.property](j.confidence), j.right) for j in judged]
    cut = _best_cut(valued, annotated, precision)
    return Calibration({name: _first(curve, cut) for name, curve in curves.items()}, 0.5, curves, cut)


def calibrate_combined(judged: Sequence[Judged], annotated: int, precision: float = 0.82) -> Calibration:
    """Curves of network and lexicon together, by the families of `kgraph.neural.combine`. Parameters as above."""
    curves = _by_property([j for j in judged if j.family == ALONE], f"{ALONE}/")
    for family in (BOTH, LEXICON):
        curves[family] = isotonic([(j.confidence, float(j.right), 1.0) for j in judged if j.family == family])
    names = [f"{ALONE}/{j.property}" if j.family == ALONE else j.family for j in judged]
    valued = [(curves.get(n, curves[f"{ALONE}/*"])(j.confidence), j.right) for n, j in zip(names, judged, strict=True)]
    return Calibration({}, 0.5, curves, _best_cut(valued, annotated, precision))


def _by_property(judged: Sequence[Judged], prefix: str) -> dict[str, Curve]:
    """A curve for each property, named with a prefix, and ``*`` for all."""
    everything = isotonic([(j.confidence, float(j.right), 1.0) for j in judged])
    curves = {f"{prefix}*": everything}
    for name in sorted({j.property for j in judged}):
        points = [(j.confidence, float(j.right), 1.0) for j in judged if j.property == name]
        grid = _GRID[::5]
        points += [(float(g), everything(float(g)), _LEAN / len(grid)) for g in grid]
        curves[f"{prefix}{name}"] = isotonic(points)
    return curves


def isotonic(points: Sequence[tuple[float, float, float]]) -> Curve:
    """The non-decreasing step function closest to points of (score, value, weight), by weighted least squares."""
    blocks: list[list[float]] = []  # start, sum of weighted values, weight
    for s, value, weight in sorted(points):
        blocks.append([s, value * weight, weight])
        while len(blocks) > 1 and (
            blocks[-2][1] * blocks[-1][2] >= blocks[-1][1] * blocks[-2][2] or blocks[-2][0] == blocks[-1][0]
        ):
            _, total, weight_ = blocks.pop()
            blocks[-1][1] += total
            blocks[-1][2] += weight_
    if not blocks:
        return Curve((0.0,), (0.5,))
    # a block of few points says little: half a point of right and of wrong each
    values = [(total + 0.5) / (weight + 1.0) if weight < 5 else total / weight for _, total, weight in blocks]
    rising = np.maximum.accumulate(np.clip(values, 0.01, 0.99))
    starts = [0.0, *(round(b[0], 4) for b in blocks[1:])]
    kept: dict[float, float] = {}
    for start, value in zip(starts, rising, strict=True):
        kept[start] = round(float(value), 3)
    return Curve(tuple(kept), tuple(kept.values()))


def _best_cut(valued: Sequence[tuple[float, bool]], annotated: int, precision: float) -> float:
    scored = sorted(valued, reverse=True)
    best, cut, right = -1.0, 0.5, 0
    for n, (value, is_right) in enumerate(scored, start=1):
        right += is_right
        if n < len(scored) and scored[n][0] == value:
            continue
        if right / n < precision:
            continue
        f1 = 2 * right / (n + annotated) if n + annotated else 0.0
        if f1 > best:
            best, cut = f1, value
    return cut


def _first(curve: Curve, cut: float) -> float:
    """The least score whose value reaches the cut; beyond 1 if none does."""
    return next((max(s, 0.02) for s, v in zip(curve.starts, curve.values, strict=True) if v >= cut), 1.01)
