"""Labels that tell namesakes apart, and who is found by the name that they share."""

from __future__ import annotations

import random
from collections import Counter
from pathlib import Path

import pytest
from documents import FactSpec, Spec, extraction, person, source, thing
from hypothesis import given, settings
from resolutions import ONTOLOGY, resolutions

from kgraph.curation import read_curation
from kgraph.errors import OntologyError
from kgraph.explore.catalogue import Catalogue
from kgraph.explore.lookup import AmbiguousNameError, NameIndex
from kgraph.model import Entity, Extraction, Resolution
from kgraph.ontology import load_ontology
from kgraph.resolve import resolve
from kgraph.resolve.weights import Weights

LIND = person("Anna Lind")


def resolved(*documents: Extraction) -> Resolution:
    return resolve(documents, map(source, documents), ONTOLOGY)


def document(name: str, *specs: Spec, facts: tuple[FactSpec, ...] = ()) -> Extraction:
    """A document about the first of the things that it names."""
    return extraction(name, *specs, facts=[(specs[0].name, *fact) for fact in facts])  # type: ignore[list-item]


def labels(resolution: Resolution, *types: str) -> list[str]:
    return sorted(e.label for e in resolution.entities if e.type in types)


def anna(name: str, *facts: tuple[str, ...]) -> Extraction:
    others = [thing(fact[1], "Occupation") for fact in facts if not fact[1][0].isdigit()]
    return document(name, LIND, *others, facts=facts)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        (
            anna("a", ("birthDate", "1921-03-02"), ("occupation", "soprano")),
            anna("b", ("birthDate", "1950"), ("occupation", "dancer")),
            ["Anna Lind (b. 1921, soprano)", "Anna Lind (b. 1950, dancer)"],
        ),
        (
            anna("a", ("birthDate", "1921"), ("occupation", "soprano")),
            anna("b", ("birthDate", "1950"), ("occupation", "soprano")),
            ["Anna Lind (b. 1921)", "Anna Lind (b. 1950)"],  # what both are tells nothing
        ),
        (
            anna("a", ("deathDate", "1921")),
            anna("b", ("deathDate", "1990")),
            ["Anna Lind (d. 1921)", "Anna Lind (d. 1990)"],
        ),
        (
            anna("a", ("birthDate", "1921-03-02")),
            anna("b", ("birthDate", "1921-05-07")),
            ["Anna Lind (in the text a)", "Anna Lind (in the text b)"],
        ),
        (
            document("a", thing("Carmen", "Work", subtype="Opera")),
            document("b", thing("Carmen", "Work", subtype="Ballet")),
            ["Carmen (ballet)", "Carmen (opera)"],
        ),
        (
            document("a", thing("Faust", "Work"), person("Ida Berg"), facts=(("composer", "Ida Berg"),)),
            document("b", thing("Faust", "Work"), person("Max Holm"), facts=(("composer", "Max Holm"),)),
            ["Faust (Ida Berg)", "Faust (Max Holm)"],
        ),
        (
            document("a", thing("Theatre Royal", "Venue"), thing("Bath", "Place"), facts=(("locatedIn", "Bath"),)),
            document("b", thing("Theatre Royal", "Venue"), thing("York", "Place"), facts=(("locatedIn", "York"),)),
            ["Theatre Royal (in Bath)", "Theatre Royal (in York)"],
        ),
    ],
    ids=lambda value: value[0] if isinstance(value, list) else "",
)
def test_what_is_known_tells_namesakes_apart(first: Extraction, second: Extraction, expected: list[str]) -> None:
    resolution = resolved(first, second)
    assert labels(resolution, "Person", "Work", "Venue")[: len(expected)] == expected
    (name,) = {spec.name for spec in (first.entities[0], second.entities[0])}
    for label in expected:
        (entity,) = (e for e in resolution.entities if e.label == label)
        assert name in entity.aliases
        assert entity.bare_label == name


def test_of_one_of_whom_nothing_is_known_the_document_is_told() -> None:
    known = (anna("a", ("birthDate", "1921")), anna("b", ("birthDate", "1950")), anna("c"))
    assert labels(resolved(*known), "Person") == [
        "Anna Lind (b. 1921)",
        "Anna Lind (b. 1950)",
        "Anna Lind (in the text c)",
    ]


def test_who_is_alone_in_the_class_keeps_the_name() -> None:
    giselle = (thing("Giselle", "Work", subtype="Ballet"), thing("Giselle", "Character"))
    resolution = resolved(extraction("a", *giselle), anna("b", ("birthDate", "1921")))
    assert labels(resolution, "Work", "Character", "Person") == ["Anna Lind", "Giselle", "Giselle"]
    assert {e.bare_label for e in resolution.entities} == {"Anna Lind", "Giselle"}


def test_an_approximate_year_is_said_to_be_one() -> None:
    born = [("Kim Lind", "birthDate", "1890", {}, 0.9, "1890~")]
    rough = extraction("a", person("Kim Lind", gender="f", pronouns=["her"]), facts=born)  # type: ignore[arg-type]
    other = extraction("b", person("Kim Lind", gender="m", pronouns=["he"]), facts=[("Kim Lind", "deathDate", "1950")])
    assert labels(resolved(rough, other), "Person") == ["Kim Lind (b. about 1890)", "Kim Lind (d. 1950)"]


def test_what_most_documents_say_is_told() -> None:
    documents = [
        document("a", LIND, thing("poet", "Occupation"), facts=(("birthDate", "1921"), ("occupation", "poet"))),
        *(
            document(d, LIND, thing("singer", "Occupation"), facts=(("birthDate", "1921"), ("occupation", "singer")))
            for d in "bc"
        ),
        anna("d", ("birthDate", "1950"), ("occupation", "dancer")),
    ]
    assert labels(resolved(*documents), "Person") == ["Anna Lind (b. 1921, singer)", "Anna Lind (b. 1950, dancer)"]


def test_what_a_person_calls_them_stays(tmp_path: Path) -> None:
    documents = [anna("a", ("birthDate", "1921")), anna("b", ("birthDate", "1950")), anna("c", ("birthDate", "1980"))]
    path = tmp_path / "curation.yaml"
    named = [("Anna Lind", "a"), ("Jenny Holm", "c")]
    path.write_text("".join(f"- {{name: {name}, of: Anna Lind ({d})}}\n" for name, d in named), "utf-8")
    resolution = resolve(documents, map(source, documents), ONTOLOGY, curation=read_curation(path, ONTOLOGY))
    assert resolution.remarks == ()
    assert labels(resolution, "Person") == ["Anna Lind", "Anna Lind (b. 1950)", "Jenny Holm"]


def test_a_parenthesis_of_a_name_itself_is_no_addition() -> None:
    entity = Entity("x", "Work", "Nessa (Suite)", ("Ness",), ())
    assert entity.bare_label == "Nessa (Suite)"


@settings(max_examples=60, deadline=None)
@given(resolutions())
def test_no_two_of_a_class_have_one_label(resolution: Resolution) -> None:
    seen = Counter((ONTOLOGY.root_class(e.type), e.label.casefold()) for e in resolution.entities)
    assert set(seen.values()) <= {1}
    assert all(e.label not in e.aliases for e in resolution.entities)


def test_the_order_of_the_documents_plays_no_role() -> None:
    documents = [anna(d, ("birthDate", str(1900 + 10 * i))) for i, d in enumerate("abcd")] + [anna("e"), anna("f")]
    expected = resolved(*documents).entities
    for seed in range(5):
        random.Random(seed).shuffle(documents)
        assert resolved(*documents).entities == expected


def test_the_shared_name_finds_all_of_them() -> None:
    resolution = resolved(anna("a", ("birthDate", "1921")), anna("b", ("birthDate", "1950")))
    catalogue = Catalogue(resolution, ONTOLOGY)
    with pytest.raises(AmbiguousNameError) as caught:
        catalogue.find("anna lind")
    assert "Anna Lind (b. 1921) (Person" in str(caught.value)
    first = catalogue.find("Anna Lind (b. 1921)")
    assert [e.name for e in first.homonyms] == ["Anna Lind (b. 1950)"]


def test_the_shared_name_comes_before_an_alias() -> None:
    one, two, other = (
        Entity("1", "Work", "Nessa (opera)", ("Nessa",), ()),
        Entity("2", "Work", "Nessa (film)", ("Nessa",), ()),
        Entity("3", "Work", "The Journey", ("Nessa",), ()),
    )
    assert NameIndex([one, two, other]).find("nessa") == (one, two)


def test_a_list_of_labels_that_cannot_be_is_named(tmp_path: Path) -> None:
    for name in ("performing-arts.ttl", "shapes.ttl"):
        (tmp_path / name).write_text((ONTOLOGY.folder / name).read_text("utf-8"), "utf-8")
    for text, complaint in (
        ("labels: [birthDate]", "how"),
        ("labels: [{birthDate: born}]", "how"),
        ("labels: [{bornIn: 'b. {}'}]", "bornIn"),
    ):
        (tmp_path / "identity.yaml").write_text(text, "utf-8")
        with pytest.raises(OntologyError, match=complaint):
            Weights.of(load_ontology(tmp_path))
