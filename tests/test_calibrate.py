"""From judged facts to curves and thresholds."""

from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from kgraph.evaluate.scoring import Judged
from kgraph.neural.combine import ALONE, BOTH, LEXICON
from kgraph.train.calibrate import calibrate, calibrate_combined, fit_curves

SCORES = st.lists(st.tuples(st.floats(0, 1), st.booleans(), st.sampled_from(("composer", "parent"))), max_size=60)


@given(SCORES, st.floats(0.01, 0.99))
def test_curves_never_fall_and_tell_the_score_that_reaches_a_share(scored: list, share: float) -> None:
    judged = [Judged(name, score, right) for score, right, name in scored]
    for curve in fit_curves(judged, ("",), lambda _: "").values():
        values = [curve(n / 50) for n in range(51)]
        assert values == sorted(values)
        assert 0 < values[0] <= values[-1] < 1
        least = curve.reaching(share)
        if least <= 1:
            assert curve(min(least + 0.001, 1.0)) >= share or least > 0.99
        else:
            assert curve(1.0) < share


def test_a_curve_gives_back_what_it_was_made_of() -> None:
    chance = random.Random(7)
    scores = [chance.random() for _ in range(5000)]
    judged = [Judged("composer", s, chance.random() < s) for s in scores]
    curves = fit_curves(judged, ("",), lambda _: "")
    assert all(abs(curves["/composer"](x / 10) - x / 10) < 0.05 for x in range(1, 10))


def test_thresholds_hold_the_precision_that_was_asked_for() -> None:
    chance = random.Random(3)
    judged = [Judged("composer", s, chance.random() < s) for s in (chance.random() for _ in range(3000))]
    judged += [Judged("parent", s, chance.random() < s * s) for s in (chance.random() for _ in range(3000))]
    calibration = calibrate(judged, annotated=4000, precision=0.8)
    stated = [j.right for j in judged if j.confidence >= calibration.thresholds[j.property]]
    assert sum(stated) / len(stated) >= 0.79
    assert calibration.thresholds["parent"] > calibration.thresholds["composer"]


def test_a_property_with_few_facts_leans_on_all_others() -> None:
    judged = [Judged("composer", n / 1000, n > 300) for n in range(1000)] + [Judged("sibling", 0.9, False)]
    calibration = calibrate(judged, annotated=700)
    assert 0.5 < calibration.curves["sibling"](0.95) < 1
    assert calibration.curves["composer"](0.95) > 0.9


def test_no_facts_at_all() -> None:
    calibration = calibrate([], annotated=10)
    assert calibration.curves["*"](0.7) == 0.5


def test_what_two_readings_say_is_worth_more_than_what_one_says() -> None:
    chance = random.Random(5)
    judged = [
        Judged("composer", s, chance.random() < share * s, family)
        for family, share in ((BOTH, 1.0), (ALONE, 0.6), (LEXICON, 0.7))
        for s in (chance.random() for _ in range(2000))
    ]
    calibration = calibrate_combined(judged, annotated=3000)
    at = {name: curve(0.9) for name, curve in calibration.curves.items()}
    assert at[f"{BOTH}/composer"] > 0.8 > at[f"{LEXICON}/composer"] > at[f"{ALONE}/composer"] > 0.4
    assert at[f"{BOTH}/*"] > at[f"{LEXICON}/*"] > at[f"{ALONE}/*"]  # for properties that nobody has judged
    assert 0 < calibration.cut < 1
