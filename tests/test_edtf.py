"""Time in the Extended Date/Time Format: its parts, its order, and what becomes of it when several texts tell it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kgraph.edtf import interval, is_exact, iso, order, part
from kgraph.merge import merged_time
from kgraph.model import Evidence, Qualifiers, Span

dates = st.sampled_from(["1890", "1890-05", "1890-05-14", "1890~", "1890-21", "1890-05?", "192X", "18XX"])


@pytest.mark.parametrize(
    ("form", "value"),
    [
        ("1890", "1890"),
        ("1890-05-14", "1890-05-14"),
        ("1890-05%", "1890-05"),
        ("1921-21?", "1921"),
        ("1995/2003", "1995"),
        ("1995~/..", "1995"),
        ("/2003", "2003"),
        ("../1955", "1955"),
        ("192X", ""),
        ("192X/", ""),
        ("18XX", ""),
        ("", ""),
        ("étoile", ""),
    ],
)
def test_the_iso_date_of_a_form(form: str, value: str) -> None:
    assert iso(form) == value


@pytest.mark.parametrize(
    ("forms", "expected"),
    [
        ({"startDate": "1995", "endDate": "2003"}, "1995/2003"),
        ({"startDate": "1995~", "endDate": "/2003"}, "1995~/2003"),
        ({"startDate": "1995"}, "1995/"),
        ({"startDate": "1995/.."}, "1995/.."),
        ({"startDate": "1995/..", "endDate": "2003"}, "1995/2003"),
        ({"endDate": "/2003"}, "/2003"),
        ({"endDate": "2003"}, "/2003"),
        ({"startDate": "192X"}, "192X/"),
        ({"startDate": "1937/1938"}, "1937/1938"),
        ({"date": "1921-21"}, "1921-21"),
        ({"date": "1996", "startDate": "1995"}, "1995/"),
        ({"rank": "étoile"}, ""),
    ],
)
def test_the_time_of_a_fact(forms: dict[str, str], expected: str) -> None:
    assert interval(forms) == expected


@given(st.dictionaries(st.sampled_from(["startDate", "endDate", "date"]), dates))
def test_parts_make_the_same_interval_again(forms: dict[str, str]) -> None:
    form = interval(forms)
    assert interval({name: part(form, name) for name in forms}) == form


def test_exact_forms() -> None:
    assert [f for f in ("1890", "1890-05", "1890-21", "1890~", "1890?", "189X", "1890/", "") if is_exact(f)] == [
        "1890",
        "1890-05",
        "1890-21",
    ]


def test_the_order_of_time() -> None:
    unsorted = [
        "../1893",
        "1892/..",
        "/1891",
        "1890-22",
        "1890-05-14?",
        "1890-21",
        "1890/1895",
        "1890~",
        "189X",
        "18XX",
    ]
    assert sorted(unsorted, key=order) == unsorted[::-1]


def evidence(confidence: float, qualifiers: Qualifiers = (), edtf: str = "") -> Evidence:
    return Evidence("a", Span(0, 1), Span(2, 3), Span(0, 9), "", confidence, qualifiers, edtf)


def test_a_date_takes_its_most_exact_form() -> None:
    about, exact = evidence(0.9, edtf="1890~"), evidence(0.5)
    assert merged_time([about], "1890") == "1890~"
    assert merged_time([about, exact], "1890") == "1890"
    assert merged_time([about, evidence(0.5, edtf="1890-21")], "1890") == "1890~"
    assert merged_time([evidence(0.9, edtf="1890"), exact], "1890-05") == "1890-05"


def test_texts_complete_each_other() -> None:
    start = evidence(0.9, (("startDate", "1890"),), "1890~/")
    end = evidence(0.8, (("endDate", "1895"),))
    assert merged_time([end, start]) == merged_time([start, end]) == "1890~/1895"


def test_a_date_goes_before_a_decade() -> None:
    vague = evidence(0.9, (), "192X/")
    assert merged_time([vague, evidence(0.5)]) == "192X/"
    assert merged_time([vague, evidence(0.5, (("startDate", "1923"),))]) == "1923/"
