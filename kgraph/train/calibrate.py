"""What scores are worth: from texts that were not trained on, for each property a curve from score to precision.

Curves are logistic (Platt, *Advances in Large Margin Classifiers*, 1999), fitted together: each property's leans on
that of all properties, the more the fewer of its facts there are (partial pooling, by ridge penalties on what it adds).
A fact is stated if its calibrated confidence reaches one cut, the same for all properties: that is what maximises F1
(Lipton et al., ECML 2014). The cut is never below a half.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from kgraph.evaluate.scoring import Judged
from kgraph.neural.combine import ALONE, BOTH, LEXICON
from kgraph.neural.model import Calibration, Curve, log_odds
from kgraph.neural.reading import Array

#: Penalties: on a family's offset and slope, on what a property adds to the offset in all families, on what it adds in
#: one family to the offset, and to the slope.
_FAMILY, _PROPERTY, _OFFSET, _SLOPE = 0.05, 3.0, 3.0, 30.0
#: Qualifiers with a lower score are left out: about three in four of the others were right on the texts kept back.
_QUALIFIER = 0.6
#: Nothing is stated that is more likely wrong than right.
_LEAST = 0.5
#: Rounds of Newton's method, which ends when nothing moves by more than this.
_ROUNDS, _STILL = 50, 1e-9


def calibrate(judged: Sequence[Judged], annotated: int, precision: float = 0.82) -> Calibration:
    """Curves and thresholds of a network by itself.

    Parameters
    ----------
    judged
        Facts that the network scored, on texts that it was not trained on, down to low scores.
    annotated
        How many facts the texts state.
    precision
        The cut is the one with the best F1 among those with at least this precision, and at least a half.
    """
    curves = {name.partition("/")[2]: curve for name, curve in fit_curves(judged, ("",), lambda _: "").items()}
    valued = [(curves[j.property](j.confidence), j.right) for j in judged]
    cut = _best_cut(valued, annotated, precision)
    thresholds = {name: round(max(curve.reaching(cut), 0.02), 4) for name, curve in curves.items()}
    return Calibration(thresholds, _QUALIFIER, curves, cut)


def calibrate_combined(judged: Sequence[Judged], annotated: int, precision: float = 0.82) -> Calibration:
    """Curves of network and lexicon together, by the families of `kgraph.neural.combine`. Parameters as above."""
    curves = fit_curves(judged, (BOTH, ALONE, LEXICON), lambda j: j.family)
    valued = [(curves[f"{j.family}/{j.property}"](j.confidence), j.right) for j in judged]
    return Calibration({}, _QUALIFIER, curves, _best_cut(valued, annotated, precision))


def fit_curves(
    judged: Sequence[Judged], families: Sequence[str], family_of: Callable[[Judged], str]
) -> dict[str, Curve]:
    """Curves named ``family/property``, for those that were judged, and ``family/*`` for any other property.

    Parameters
    ----------
    judged
        Facts with the score as confidence.
    families
        All of them, seen or not.
    family_of
        Of a fact.
    """
    properties = sorted({j.property for j in judged})
    pairs = sorted({(family_of(j), j.property) for j in judged})
    size, extra, count = len(families), len(properties), len(pairs)
    matrix = np.zeros((len(judged), 2 * size + extra + 2 * count))
    for row, j in enumerate(judged):
        family, at = families.index(family_of(j)), pairs.index((family_of(j), j.property))
        odds = log_odds(j.confidence)
        matrix[row, family], matrix[row, size + family] = 1.0, odds
        matrix[row, 2 * size + properties.index(j.property)] = 1.0
        matrix[row, 2 * size + extra + at], matrix[row, 2 * size + extra + count + at] = 1.0, odds
    penalty = np.repeat([_FAMILY, _PROPERTY, _OFFSET, _SLOPE], [2 * size, extra, count, count])
    weights = logistic(matrix, np.array([j.right for j in judged], dtype=np.float64), penalty)
    curves = {f"{name}/*": _curve(weights[n], weights[size + n]) for n, name in enumerate(families)}
    for at, (name, property_) in enumerate(pairs):
        n = families.index(name)
        offset = weights[n] + weights[2 * size + properties.index(property_)] + weights[2 * size + extra + at]
        slope = weights[size + n] + weights[2 * size + extra + count + at]
        curves[f"{name}/{property_}"] = _curve(offset, slope)
    return curves


def _curve(offset: float, slope: float) -> Curve:
    return Curve(round(float(offset), 4), round(max(float(slope), 0.0), 4))  # a higher score is never worth less


def logistic(matrix: Array, right: Array, penalty: Array) -> Array:
    """Weights of a logistic regression with ridge penalties, by Newton's method."""
    weights = np.zeros(matrix.shape[1])
    for _ in range(_ROUNDS):
        share = 1.0 / (1.0 + np.exp(-np.clip(matrix @ weights, -30.0, 30.0)))
        gradient = matrix.T @ (share - right) + penalty * weights
        curvature = (matrix * (share * (1.0 - share))[:, None]).T @ matrix + np.diag(penalty)
        step = np.linalg.solve(curvature, gradient)
        weights = weights - step
        if float(np.abs(step).max(initial=0.0)) < _STILL:
            break
    return weights


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
    return max(round(cut, 4), _LEAST)
