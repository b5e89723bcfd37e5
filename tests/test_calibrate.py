"""From judged facts to curves and thresholds."""

from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from kgraph.train.calibrate import calibrate, isotonic

POINTS = st.lists(st.tuples(st.floats(0, 1), st.sampled_from((0.0, 1.0)), st.floats(0.1, 3)), min_size=1, max_size=60)


@given(POINTS)
def test_curves_never_fall_and_stay_below_certainty(points: list[tuple[float, float, float]]) -> None:
    curve = isotonic(points)
    assert list(curve.starts) == sorted(set(curve.starts))
    assert list(curve.values) == sorted(curve.values)
    assert all(0 < v < 1 for v in curve.values)


def test_a_curve_gives_back_what_it_was_made_of() -> None:
    chance = random.Random(7)
    points = [(s, float(chance.random() < s), 1.0) for s in (chance.random() for _ in range(5000))]
    curve = isotonic(points)
    assert all(abs(curve(x / 10) - x / 10) < 0.08 for x in range(1, 10))


def test_thresholds_hold_the_precision_that_was_asked_for() -> None:
    chance = random.Random(3)
    judged = [("composer", s, chance.random() < s) for s in (chance.random() for _ in range(3000))]
    judged += [("parent", s, chance.random() < s * s) for s in (chance.random() for _ in range(3000))]
    calibration = calibrate(judged, annotated=4000, precision=0.8)
    stated = [right for p, s, right in judged if s >= calibration.thresholds[p]]
    assert sum(stated) / len(stated) >= 0.79
    assert calibration.thresholds["parent"] > calibration.thresholds["composer"]


def test_a_property_with_few_facts_leans_on_all_others() -> None:
    judged = [("composer", n / 1000, n > 300) for n in range(1000)] + [("sibling", 0.9, False)]
    calibration = calibrate(judged, annotated=700)
    assert 0.5 < calibration.curves["sibling"](0.95) < 1
    assert calibration.curves["composer"](0.95) > 0.9


def test_no_facts_at_all() -> None:
    calibration = calibrate([], annotated=10)
    assert calibration.curves["*"](0.7) == 0.5
