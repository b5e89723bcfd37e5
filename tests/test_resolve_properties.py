"""What holds of resolution whatever the documents say, tried on corpora richer in names and facts."""

from __future__ import annotations

import random
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import combinations
from pathlib import Path

from corpora import corpora
from documents import extraction, person, source, thing
from hypothesis import given, settings
from hypothesis import strategies as st
from resolutions import save

from kgraph.honorifics import honorific_gender
from kgraph.model import Extraction, Literal, LocalEntity, Resolution
from kgraph.ontology import load_ontology
from kgraph.rdf import EVIDENCE_FILE, GRAPH_FILE
from kgraph.resolve import resolve
from kgraph.resolve.agreement import may_be_slips
from kgraph.resolve.candidates import read_candidates
from kgraph.resolve.clusters import Clusters, Rules
from kgraph.resolve.weights import Weights

ONTOLOGY = load_ontology()


def resolved(documents: Iterable[Extraction]) -> Resolution:
    documents = list(documents)
    return resolve(documents, map(source, documents), ONTOLOGY)


def entity_of(resolution: Resolution) -> dict[tuple[str, int], str]:
    """The IRI of what each document speaks of at each offset."""
    return {(m.document, m.span.start): e.iri for e in resolution.entities for m in e.mentions}


def partition(resolution: Resolution) -> set[frozenset[tuple[str, int]]]:
    return {frozenset((m.document, m.span.start) for m in e.mentions) for e in resolution.entities}


def written(resolution: Resolution) -> list[bytes]:
    with tempfile.TemporaryDirectory() as folder:
        save(resolution, Path(folder))
        return [Path(folder, name).read_bytes() for name in (GRAPH_FILE, EVIDENCE_FILE)]


@given(corpora(), st.randoms(use_true_random=False))
@settings(max_examples=150)
def test_any_order_of_documents_gives_the_same_decisions_and_bytes(
    documents: list[Extraction], order: random.Random
) -> None:
    shuffled = list(documents)
    order.shuffle(shuffled)
    one, other = resolved(documents), resolved(shuffled)
    assert one == other
    assert one.decisions == other.decisions
    assert written(one) == written(other)


@given(corpora())
@settings(max_examples=100)
def test_new_names_of_documents_in_the_same_order_change_nothing(documents: list[Extraction]) -> None:
    renamed = [replace(d, document=f"archive/{d.document}-1901") for d in documents]
    before, after = partition(resolved(documents)), partition(resolved(renamed))
    assert {frozenset((f"archive/{d}-1901", start) for d, start in group) for group in before} == after


def test_names_of_documents_in_another_order_change_nothing() -> None:
    def corpus(a: str, b: str) -> set[frozenset[str]]:
        documents = [
            *(extraction(d, person("Anna Lind")) for d in "abc"),
            extraction(a, person("A. Lind"), person("Anna Lind"), person("Anne Berg")),
            extraction(b, person("Anne Berg", "Anna Lind")),
        ]
        names = {a: "short", b: "both"}
        return {frozenset(names.get(d, d) for d in e.documents) for e in resolved(documents).entities}

    assert corpus("d", "e") == corpus("e", "d")


# -------------------------------------------------------------------------------------------------- idempotence


def collapsed(documents: Sequence[Extraction], resolution: Resolution) -> list[Extraction]:
    """The documents, each with what resolution made one entity as one."""
    where, labels = entity_of(resolution), {e.iri: e.label for e in resolution.entities}
    found = []
    for document in documents:
        groups: dict[str, list[LocalEntity]] = {}
        for entity in document.entities:
            groups.setdefault(where[document.document, entity.mentions[0].span.start], []).append(entity)
        ids = {entity.id: group[0].id for group in groups.values() for entity in group}
        entities = tuple(_one(group, labels[iri]) for iri, group in groups.items())
        facts = [
            replace(f, subject=ids[f.subject], object=f.object if isinstance(f.object, Literal) else ids[f.object])
            for f in document.facts
        ]
        found.append(replace(document, entities=entities, facts=tuple(f for f in facts if f.subject != f.object)))
    return found


def _one(group: Sequence[LocalEntity], label: str) -> LocalEntity:
    names = {name for entity in group for name in (entity.name, *entity.aliases)}
    name = label if label in names else group[0].name
    return replace(
        group[0],
        type=max((e.type for e in group), key=lambda t: sum(ONTOLOGY.is_a(t, e.type) for e in group)),
        subtype=max(e.subtype for e in group),
        gender=max(e.gender for e in group),
        name=name,
        aliases=tuple(sorted(names - {name})),
        mentions=tuple(sorted(m for e in group for m in e.mentions)),
    )


@given(corpora(most=5))
@settings(max_examples=150)
def test_what_was_one_is_one_when_resolved_again(documents: list[Extraction]) -> None:
    once = resolved(documents)
    if any("several are called so" in reason.detail for d in once.decisions for reason in d.reasons):
        return  # bearers of a contested name go with whom else is spoken of, and by which names
    again = partition(resolved(collapsed(documents, once)))
    assert all(any(group <= whole for whole in again) for group in partition(once))


def test_resolving_twice_is_resolving_once_where_one_text_names_somebody_twice() -> None:
    facts = [("Anna Berg", "deathDate", "1890-02-01"), ("Anne Berg", "deathDate", "1890-02-01")]
    documents = [
        extraction("a", person("Anna Berg")),
        extraction("b", person("Anna Berg"), person("Anne Berg"), facts=facts),
    ]
    once = resolved(documents)
    assert partition(resolved(collapsed(documents, once))) == partition(once)


# ------------------------------------------------------------------------------------------------- one and two


def _gender(entity: LocalEntity) -> str:
    """That of a title, else of the pronouns."""
    told = {honorific_gender(n) for n in (entity.name, *entity.aliases)} - {""}
    return min(told) if len(told) == 1 else entity.gender


def _dates(document: Extraction, entity: LocalEntity, prop: str) -> list[str]:
    return [
        f.object.value
        for f in document.facts
        if f.subject == entity.id and f.property == prop and isinstance(f.object, Literal)
    ]


def _spoken_of(document: Extraction, entity: LocalEntity) -> bool:
    return any(entity.id in (f.subject, f.object) for f in document.facts)


@given(corpora())
@settings(max_examples=200)
def test_what_facts_tell_apart_is_never_one(documents: list[Extraction]) -> None:
    where = entity_of(resolved(documents))
    for (d1, e1), (d2, e2) in combinations([(d, e) for d in documents for e in d.entities], 2):
        if where[d1.document, e1.mentions[0].span.start] != where[d2.document, e2.mentions[0].span.start]:
            continue
        one, other = (e.subtype or e.type for e in (e1, e2))
        if all(_spoken_of(d, e) for d, e in ((d1, e1), (d2, e2))):  # of others their texts know no class
            assert ONTOLOGY.is_a(one, other) or ONTOLOGY.is_a(other, one)
        assert e1.type != "Person" or {_gender(e1), _gender(e2)} != {"f", "m"}
        for prop in ("birthDate", "deathDate"):
            dates = _dates(d1, e1, prop), _dates(d2, e2, prop)
            assert not all(dates) or may_be_slips(*dates)
        born, died = _dates(d1, e1, "birthDate"), _dates(d2, e2, "deathDate")
        assert not (born and died) or born[0][:4] <= died[0][:4]
        assert d1 is not d2 or {e1.id, e2.id} not in [{f.subject, f.object} for f in d1.facts]


@given(corpora(most=7), st.sampled_from(["0", "dd", "z"]))
@settings(max_examples=100)
def test_a_document_of_other_things_changes_nothing(documents: list[Extraction], name: str) -> None:
    other = extraction(
        name,
        person("Vera Okonkwo", gender="f"),
        thing("Zaporizhia Nights", "Work"),
        facts=[("Vera Okonkwo", "performedIn", "Zaporizhia Nights"), ("Vera Okonkwo", "birthDate", "1890")],
    )
    before, after = resolved(documents), resolved([*documents, other])
    assert set(before.entities) < set(after.entities)
    assert set(before.facts) < set(after.facts)


@given(corpora(), st.data())
@settings(max_examples=150)
def test_sets_that_rule_each_other_out_are_found_as_by_comparing_all(
    documents: list[Extraction], data: st.DataObject
) -> None:
    weights = Weights.of(ONTOLOGY)
    candidates = read_candidates(documents, ONTOLOGY, weights)
    clusters = Clusters(candidates, Rules(ONTOLOGY.is_a, weights.birth, weights.death))
    numbers = st.integers(0, len(candidates) - 1)
    for a, b in data.draw(st.lists(st.tuples(numbers, numbers), max_size=4)):
        clusters.join(a, b)
    roots = clusters.roots()
    expected = {a: {b for b in roots if a != b and clusters.conflict(a, b)} for a in roots}
    assert clusters.conflicts(roots) == expected
