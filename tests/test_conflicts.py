"""kgraph conflicts: sources that disagree, facts that cannot hold together, and how both are shown."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pytest
from documents import FactSpec, Spec, extraction, person, source, thing
from resolutions import ONTOLOGY, save
from typer.testing import CliRunner

from kgraph.cli import app
from kgraph.conflicts.listing import Conflicts, find_conflicts
from kgraph.explore.catalogue import Catalogue
from kgraph.model import Literal, Resolution
from kgraph.resolve import resolve

ANNA, BEA, FAUST = person("Anna Lind"), person("Bea Roth"), thing("Faust", "Work")
BRNO, VIENNA = (thing(name, "Place", subtype="City") for name in ("Brno", "Vienna"))
MORAVIA = thing("Moravia", "Place", subtype="Region")


def resolved(*documents: tuple[Iterable[Spec], Iterable[FactSpec]]) -> Resolution:
    """What documents say, called ``a``, ``b`` …: entities and facts of each."""
    read = [extraction("abcdef"[i], *specs, facts=facts) for i, (specs, facts) in enumerate(documents)]
    return resolve(read, map(source, read), ONTOLOGY)


def conflicts(*documents: tuple[Iterable[Spec], Iterable[FactSpec]]) -> Conflicts:
    return find_conflicts(Catalogue(resolved(*documents), ONTOLOGY))


def said(*facts: FactSpec) -> list[str]:
    """Why the facts of one document cannot hold together."""
    found = conflicts(([ANNA, BEA, FAUST, BRNO, VIENNA, MORAVIA, thing("Ballet Nova", "Company")], facts))
    assert found.disagreements == ()
    return [i.reason for i in found.impossibilities]


# -------------------------------------------------------------------------------------------- disagreements


def test_two_values_of_a_functional_property_disagree() -> None:
    born = [("Anna Lind", "birthDate", date, {}, 0.8) for date in ("1901", "1902")]
    (found,) = conflicts(([ANNA], born), ([ANNA], born[1:])).disagreements
    assert [(f.object, f.overridden_by) for f in found.values] == [
        (Literal("1902"), None),
        (Literal("1901"), Literal("1902")),
    ]
    assert found.reason == "2 documents against 1"


@pytest.mark.parametrize("dates", [("1901", "1901-05-03"), ("1901-05", "1901-05-03")])
def test_dates_that_differ_in_precision_agree(dates: tuple[str, str]) -> None:
    first, second = ([("Anna Lind", "birthDate", date)] for date in dates)
    assert not conflicts(([ANNA], first), ([ANNA], second))


def test_the_reason_is_against_the_value_that_disagrees() -> None:
    """A year and two of its months: the year is carried, and the months are what disagrees."""
    dates = [("Anna Lind", "birthDate", d, {}, c) for d, c in (("1901", 0.9), ("1901-05", 0.8), ("1901-06", 0.7))]
    (found,) = conflicts(([ANNA], dates)).disagreements
    assert [f.object for f in found.values] == [Literal(d) for d in ("1901", "1901-05", "1901-06")]
    assert found.reason == "confidence 0.90 against 0.80"


def test_sources_may_disagree_about_what_is_usually_one() -> None:
    at = [("Faust", "premiereVenue", name) for name in ("Brno", "Vienna")]
    (found,) = conflicts(([FAUST, BRNO], at[:1]), ([FAUST, VIENNA], at[1:])).disagreements
    assert found.property == "premiereVenue"
    assert len(found.values) == 2
    assert found.reason == "the graph carries all values, as there may be several"
    # Who says both, knows of two first nights.
    assert not conflicts(([FAUST, BRNO, VIENNA], at), ([FAUST, VIENNA], at[1:]))


def test_places_may_lie_in_each_other() -> None:
    born = [("Anna Lind", "birthPlace", name) for name in ("Brno", "Moravia", "Vienna")]
    assert not conflicts(([ANNA, BRNO], born[:1]), ([ANNA, MORAVIA], born[1:2]))  # a city and a region
    inside = ("Brno", "locatedIn", "Vienna")
    assert not conflicts(([ANNA, BRNO], born[:1]), ([ANNA, VIENNA, BRNO], [*born[2:], inside]))
    assert conflicts(([ANNA, BRNO], born[:1]), ([ANNA, VIENNA], born[2:]))


def test_several_values_of_any_other_property_are_no_disagreement() -> None:
    lived = [("Anna Lind", "residence", name) for name in ("Brno", "Vienna")]
    assert not conflicts(([ANNA, BRNO], lived[:1]), ([ANNA, VIENNA], lived[1:]))


def test_a_build_of_which_somebody_chose_otherwise_says_so() -> None:
    resolution = resolved(([ANNA], [("Anna Lind", "birthDate", date) for date in ("1901", "1902")]))
    others = {Literal("1901"): Literal("1902"), Literal("1902"): None}
    facts = tuple(replace(f, overridden_by=others[f.object]) for f in resolution.facts)  # type: ignore[index]
    (found,) = find_conflicts(Catalogue(replace(resolution, facts=facts), ONTOLOGY)).disagreements
    assert (found.values[0].object, found.reason) == (Literal("1902"), "chosen by hand")


# ------------------------------------------------------------------------------------------- impossibilities


@pytest.mark.parametrize(
    ("facts", "reasons"),
    [
        (
            [("Anna Lind", "birthDate", "1901-05"), ("Anna Lind", "deathDate", "1901-04-30")],
            ["The date of death of Anna Lind lies before the date of birth."],
        ),
        ([("Anna Lind", "birthDate", "1901-05"), ("Anna Lind", "deathDate", "1901")], []),
        (
            [("Anna Lind", "birthDate", "1801"), ("Anna Lind", "deathDate", "1925")],
            ["Between the date of birth and the date of death of Anna Lind lie 124 years."],
        ),
        ([("Anna Lind", "birthDate", "1801"), ("Anna Lind", "deathDate", "1924")], []),
        (
            [("Anna Lind", "deathDate", "1925"), ("Anna Lind", "performedIn", "Faust", {"date": "1926-01"})],
            ["The date 1926-01 lies after the date of death of Anna Lind."],
        ),
        ([("Anna Lind", "deathDate", "1925"), ("Anna Lind", "performedIn", "Faust", {"date": "1925-12"})], []),
        (
            [("Anna Lind", "birthDate", "1925-03"), ("Ballet Nova", "founder", "Anna Lind", {"date": "1925-02"})],
            ["The date 1925-02 lies before the date of birth of Anna Lind."],
        ),
        (
            [("Anna Lind", "birthDate", "1801"), ("Anna Lind", "memberOf", "Ballet Nova", {"startDate": "1990"})],
            ["The start date 1990 lies 189 years after the date of birth of Anna Lind."],
        ),
        (
            [("Anna Lind", "memberOf", "Ballet Nova", {"startDate": "1990", "endDate": "1980"})],
            ["The end date lies before the start date."],
        ),
        # A date of the work, not of somebody's life.
        (
            [("Anna Lind", "deathDate", "1925"), ("Faust", "composer", "Anna Lind"), ("Faust", "premiereDate", "1930")],
            [],
        ),
        (
            [("Anna Lind", "birthDate", "1925"), ("Faust", "composer", "Anna Lind"), ("Faust", "premiereDate", "1850")],
            ["The date of premiere of Faust lies 75 years before the date of birth of Anna Lind, the composer."],
        ),
        (
            [
                ("Anna Lind", "birthDate", "1925"),
                ("Anna Lind", "parent", "Bea Roth"),
                ("Bea Roth", "birthDate", "1916"),
            ],
            ["The date of birth of Anna Lind lies 9 years after the date of birth of Bea Roth, the parent."],
        ),
        (
            [
                ("Anna Lind", "birthDate", "1925"),
                ("Anna Lind", "parent", "Bea Roth"),
                ("Bea Roth", "birthDate", "1915"),
            ],
            [],
        ),
        (
            [("Anna Lind", "parent", "Bea Roth"), ("Bea Roth", "parent", "Anna Lind")],
            ["“parent” leads from each of Anna Lind and Bea Roth to the other."],
        ),
        (
            [("Brno", "locatedIn", "Moravia"), ("Moravia", "locatedIn", "Brno")],
            ["“located in” leads from each of Brno and Moravia to the other."],
        ),
        ([("Anna Lind", "studentOf", "Bea Roth"), ("Bea Roth", "studentOf", "Anna Lind")], []),
        ([("Anna Lind", "spouse", "Bea Roth"), ("Bea Roth", "spouse", "Anna Lind")], []),
    ],
)
def test_facts_that_cannot_hold_together(facts: list[FactSpec], reasons: list[str]) -> None:
    assert said(*facts) == reasons


def test_both_ends_of_a_fact_may_be_presupposed() -> None:
    wed = ("Anna Lind", "spouse", "Bea Roth", {"date": "1950"})
    assert said(("Anna Lind", "deathDate", "1940"), ("Bea Roth", "birthDate", "1960"), wed) == [
        "The date 1950 lies after the date of death of Anna Lind.",
        "The date 1950 lies before the date of birth of Bea Roth.",
    ]


def test_a_fact_about_itself_can_come_with_an_edited_build() -> None:
    resolution = resolved(([ANNA, BEA], [("Anna Lind", "parent", "Bea Roth")]))
    (fact,) = resolution.facts
    edited = replace(resolution, facts=(replace(fact, object=fact.subject),))
    (found,) = find_conflicts(Catalogue(edited, ONTOLOGY)).impossibilities
    assert found.reason == "Anna Lind is its own parent."


def test_what_is_overridden_rules_nothing_out() -> None:
    born = [("Anna Lind", "birthDate", "1901", {}, 0.9), ("Anna Lind", "birthDate", "1950", {}, 0.5)]
    died = ("Anna Lind", "deathDate", "1930")
    found = conflicts(([ANNA], [*born, died]))
    assert len(found.disagreements) == 1
    assert found.impossibilities == ()


# ------------------------------------------------------------------------------------------------- the command


def run(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(app, ["conflicts", *arguments])
    assert "Traceback" not in result.output
    return result.exit_code, result.stdout or result.stderr


@pytest.fixture(scope="module")
def build(tmp_path_factory: pytest.TempPathFactory) -> str:
    facts = [("Anna Lind", "birthDate", "1901"), ("Anna Lind", "birthDate", "1902", {}, 0.8)]
    resolution = resolved(([ANNA, FAUST], [*facts, ("Anna Lind", "performedIn", "Faust", {"date": "1890"})]))
    return str(save(resolution, tmp_path_factory.mktemp("conflicts") / "build"))


def test_they_are_listed_side_by_side_with_their_sentences(build: str) -> None:
    code, text = run(build)
    assert code == 0
    assert text.splitlines() == [
        "1 disagreement, 1 case of facts that cannot hold together",
        "",
        "Anna Lind · date of birth  https://w3id.org/kgraph/resource/person/anna-lind",
        "  1901  0.90  in the graph: confidence 0.90 against 0.80",
        "    «Anna Lind» Faust «1901» 1902  — a, 0–25, 0.90",
        "  1902  0.80  not in the graph",
        "    «Anna Lind» Faust 1901 «1902»  — a, 0–25, 0.80",
        "",
        "The date 1890 lies before the date of birth of Anna Lind.",
        "  Anna Lind · performed in · Faust (0.90) (date 1890)",
        "    «Anna Lind» «Faust» 1901 1902  — a, 0–25, 0.90",
        "  Anna Lind · date of birth · 1901 (0.90)",
        "    «Anna Lind» Faust «1901» 1902  — a, 0–25, 0.90",
    ]
    assert "«" not in run(build, "--evidence", "0")[1]


def test_they_are_data(build: str) -> None:
    code, text = run(build, "--format", "json")
    data = json.loads(text)
    assert code == 0
    (found,) = data["disagreements"]
    assert (found["subject"]["name"], found["property"]) == ("Anna Lind", "birthDate")
    assert [(v["object"]["value"], v["in_graph"]) for v in found["values"]] == [("1901", True), ("1902", False)]
    assert found["values"][0]["evidence"][0]["sentence_span"] == [0, 25]
    (impossible,) = data["impossibilities"]
    assert [f["property"] for f in impossible["facts"]] == ["performedIn", "birthDate"]
    assert impossible["facts"][0]["qualifiers"] == {"date": "1890"}


def test_they_are_a_table(build: str) -> None:
    rows = list(csv.DictReader(io.StringIO(run(build, "-f", "csv")[1])))
    assert [(r["kind"], r["number"], r["property"], r["object"], r["in_graph"]) for r in rows] == [
        ("disagreement", "1", "birthDate", "1901", "yes"),
        ("disagreement", "1", "birthDate", "1902", "no"),
        ("impossibility", "1", "performedIn", "Faust", "yes"),
        ("impossibility", "1", "birthDate", "1901", "yes"),
    ]
    assert rows[2]["object_iri"].endswith("work/faust")
    assert (rows[0]["document"], rows[0]["start"], rows[0]["end"]) == ("a", "0", "25")


def test_exit_codes(build: str, tmp_path: Path) -> None:
    assert run(build, "--strict")[0] == 1
    calm = str(save(resolved(([ANNA], [])), tmp_path / "calm"))
    assert run(calm, "--strict") == (0, "No source disagrees with another, and no facts rule each other out.\n")
    code, message = run(str(tmp_path / "none"))
    assert code == 2
    assert "none is not a folder" in message
