"""From sets of document entities to the entities and facts of the graph: names, classes, dates, evidence.

Rules of choice, all of them independent of the order of the documents:

- *Label*: the fullest kind of name (spelled-out given name before initials before a lone name; a name of its own before
  one that other texts only give as an alias), without honorific if there is one without, then the one that most
  documents use, then the longer one.
  What a person calls it comes before all that. Other namesakes of one class get labels that tell them apart
  (`kgraph.resolve.labels`).
- *Class*: the most specific that any document gives.
- *Dates*: a less precise date is the more precise one, if there is just one that it could be.
- *Contradictions*: of several values of a functional property the best supported one is carried by the graph, and
  the others are marked: `kgraph.conflicts.settle` has the rule.
- *Evidence*: all of it stays with its fact. Symmetric facts are written from the smaller IRI to the greater. A fact
  whose two ends turned out to be one entity is dropped.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from kgraph.conflicts.settle import settle
from kgraph.honorifics import has_honorific
from kgraph.iris import Naming, mint, segment, slug
from kgraph.merge import evidence_key, fact_key, merged_evidence
from kgraph.model import (
    Entity,
    EntityMention,
    Evidence,
    Extraction,
    Fact,
    Literal,
    LocalFact,
    Member,
    Place,
    Resolution,
    Source,
    Span,
)
from kgraph.names import clean, core_name, person_name, speaking_order
from kgraph.resolve.candidates import Candidate
from kgraph.resolve.labels import tell_apart
from kgraph.titles import title_key

if TYPE_CHECKING:
    from kgraph.ontology import Ontology

_ARTICLE = re.compile(r"the\s+(?=\w)", re.IGNORECASE)


def assemble(
    members: Sequence[Sequence[int]],
    candidates: Sequence[Candidate],
    extractions: Sequence[Extraction],
    sources: Iterable[Source],
    ontology: Ontology,
    base: str,
    names: Mapping[Place, tuple[int, str]] | None = None,
    pinned: Mapping[Place, tuple[int, str]] | None = None,
) -> Resolution:
    """Make entities and facts of resolved candidates.

    Parameters
    ----------
    members
        The sets of candidate numbers that are one entity each, in any order.
    candidates
        All candidates, in the order of `extractions`.
    extractions
        The documents' entities and facts, sorted by document.
    sources
        The documents themselves, in any order.
    ontology, base
        As for `kgraph.resolve.resolve`.
    names, pinned
        By document and id of an entity there: the label and the IRI, below the base, that a person gave it, each
        behind the number of the decision: of several the highest counts.
    """
    groups = [[candidates[i] for i in numbers] for numbers in members]
    by_id = {extraction.document: extraction for extraction in extractions}
    iris = mint(
        base,
        [_naming(_of_texts(group), by_id, ontology) for group in groups],
        [_given(group, pinned or {}) for group in groups],
    )
    where = {(c.document, c.entity.id): iri for iri, group in zip(iris, groups, strict=True) for c in group}
    given = [_given(group, names or {}) for group in groups]
    entities = [_entity(*parts, ontology) for parts in zip(iris, groups, given, strict=True)]
    named = {iri for iri, name in zip(iris, given, strict=True) if name}
    facts = _facts(extractions, where, ontology)
    return Resolution(
        entities=tuple(sorted(tell_apart(entities, facts, ontology, named), key=lambda e: e.iri)),
        facts=tuple(facts),
        sources=tuple(sorted(sources)),
        members={c.place: _member(c, where[c.place]) for c in candidates},
    )


def _member(candidate: Candidate, iri: str) -> Member:
    entity = candidate.entity
    first = min((m for m in entity.mentions if not m.pronoun), default=None) or min(entity.mentions, default=None)
    return Member(candidate.document, first.span if first else Span(0, 0), clean(entity.name), iri)


# -------------------------------------------------------------------------------------------------- entities


def _of_texts(group: Sequence[Candidate]) -> Sequence[Candidate]:
    """Those that texts speak of, if there are any: the curation file names nothing that they name."""
    return [c for c in group if not c.entity.curated] or group


def _given(group: Sequence[Candidate], given: Mapping[Place, tuple[int, str]]) -> str:
    """What a person gave to one of a group, or nothing."""
    return max((given[c.place] for c in group if c.place in given), default=(0, ""))[1]


def _entity(iri: str, group: Sequence[Candidate], given: str, ontology: Ontology) -> Entity:
    label = given or _label(_of_texts(group))
    names = {clean(n) for c in group for n in (c.entity.name, *c.entity.aliases)}
    mentions = {
        EntityMention(c.document, m.span, m.text, m.pronoun)
        for c in group
        for m in (*c.entity.mentions, *c.entity.forms)
    }
    return Entity(
        iri=iri,
        type=_deepest({c.entity.type for c in group}, ontology),
        label=label,
        aliases=tuple(sorted(n for n in names if n and n != label)),
        mentions=tuple(sorted(mentions, key=lambda m: (m.document, m.span, m.pronoun, m.text))),
        subtype=_deepest({c.entity.subtype for c in group if c.entity.subtype}, ontology),
    )


def _deepest(classes: set[str], ontology: Ontology) -> str:
    """The most specific of classes of which one is below the other."""
    return max(sorted(classes), key=lambda c: sum(ontology.is_a(c, other) for other in classes), default="")


def _fullness(group: Sequence[Candidate]) -> Callable[[str], int]:
    """A function that ranks the names of an entity by how much of a name they are."""
    if any(c.names for c in group):

        def personal(name: str) -> int:
            parsed = person_name(name)
            return 0 if not parsed.full else 2 if parsed.spelled_out or not parsed.given else 1

        return personal
    aliases = {title_key(a) for c in group for a in c.entity.aliases}
    return lambda name: int(title_key(name) not in aliases)


def _label(group: Sequence[Candidate]) -> str:
    personal = any(c.names for c in group)
    documents: Counter[str] = Counter()
    used: Counter[str] = Counter()  # in whatever way it is written
    for candidate in group:
        names = {candidate.entity.name, *(candidate.entity.aliases if personal else ())}
        for name in names:
            shown = clean(speaking_order(name) if personal else name)
            documents[shown] += name == candidate.entity.name
        used.update({clean(speaking_order(name) if personal else name).casefold() for name in names})
    fullness = _fullness(group)
    options = [name for name in documents if name] or [clean(group[0].entity.id)]

    def rank(name: str) -> tuple[object, ...]:
        plain = not (personal and has_honorific(name))
        return -fullness(name), not plain, -documents[name], -used[name.casefold()], name.isupper(), -len(name), name

    return min(options, key=rank)


def _naming(group: Sequence[Candidate], by_id: dict[str, Extraction], ontology: Ontology) -> Naming:
    """What the IRI is made of: see `kgraph.iris` on what keeps it stable."""
    fullness = _fullness(group)
    personal = any(c.names for c in group)
    starts = {id(c): min((m.span.start for m in c.entity.mentions), default=0) for c in group}
    ordered = sorted(group, key=lambda c: (c.document, starts[id(c)], c.entity.id))

    def best_name(candidate: Candidate) -> str:
        entity = candidate.entity
        names = (entity.name, *entity.aliases) if personal else (entity.name,)
        return max(names, key=fullness)

    chosen = max((best_name(c) for c in ordered), key=fullness)
    first = ordered[0]
    name = clean(chosen)
    if personal:
        name = core_name(name)
    elif _ARTICLE.match(name):
        name = _ARTICLE.sub("", name, count=1)
    part = slug(name)
    return Naming(
        segment=segment(first.root),
        slug=part,
        document=first.document,
        start=starts[id(first)],
        year=_year(first, by_id[first.document], ontology),
        name=first.entity.name,
        titled=any(slug(document.rpartition("/")[2]) == part for document in {c.document for c in group}),
    )


def _year(candidate: Candidate, extraction: Extraction, ontology: Ontology) -> str:
    """The year of the earliest date that a document gives for a functional property of the entity, or nothing."""
    dates = [
        fact.object.value
        for fact in extraction.facts
        if fact.subject == candidate.entity.id
        and isinstance(fact.object, Literal)
        and (prop := ontology.properties.get(fact.property)) is not None
        and prop.functional
        and prop.is_date
    ]
    return min(dates)[:4] if dates else ""


# ----------------------------------------------------------------------------------------------------- facts


def _facts(extractions: Iterable[Extraction], where: dict[tuple[str, str], str], ontology: Ontology) -> list[Fact]:
    links: dict[tuple[str, str, str], list[Evidence]] = defaultdict(list)
    values: dict[tuple[str, str], dict[str, list[Evidence]]] = defaultdict(lambda: defaultdict(list))
    for extraction in extractions:
        for fact in extraction.facts:
            subject = where[extraction.document, fact.subject]
            evidence = _evidence(extraction.document, fact)
            if isinstance(fact.object, Literal):
                values[subject, fact.property][fact.object.value].append(evidence)
                continue
            target = where[extraction.document, fact.object]
            if subject == target:
                continue
            prop = ontology.properties.get(fact.property)
            if prop is not None and prop.symmetric and target < subject:
                subject, target = target, subject
                evidence = replace(evidence, subject_span=fact.object_span, object_span=fact.subject_span)
            links[subject, fact.property, target].append(evidence)
    facts = [Fact(s, p, o, _tidy(evidence)) for (s, p, o), evidence in links.items()]
    for (subject, name), stated in values.items():
        prop = ontology.properties.get(name)
        merged = _merge_dates(stated) if prop is not None and prop.is_date else stated
        facts += [Fact(subject, name, Literal(value), _tidy(evidence)) for value, evidence in merged.items()]
    return settle(sorted(facts, key=fact_key), ontology)


def _evidence(document: str, fact: LocalFact) -> Evidence:
    return Evidence(
        document=document,
        subject_span=fact.subject_span,
        object_span=fact.object_span,
        sentence_span=fact.sentence_span,
        sentence=fact.sentence,
        confidence=fact.confidence,
        qualifiers=fact.qualifiers,
        edtf=fact.edtf,
        curated=fact.curated,
    )


def _tidy(evidence: Iterable[Evidence]) -> tuple[Evidence, ...]:
    """Sorted evidence; what was found twice in the same characters is there once, with the qualifiers of both."""
    by_place: dict[tuple[object, ...], list[Evidence]] = defaultdict(list)
    for item in sorted(evidence, key=evidence_key):
        by_place[item.document, item.sentence_span, item.subject_span, item.object_span].append(item)
    return tuple(items[0] if len(items) == 1 else merged_evidence(items) for items in by_place.values())


def _merge_dates(stated: dict[str, list[Evidence]]) -> dict[str, list[Evidence]]:
    """Move the evidence of each date to the only more precise one that it could be."""
    merged = {value: list(evidence) for value, evidence in stated.items()}
    for value in sorted(stated, key=lambda v: (-len(v), v)):
        finer = [v for v in stated if v.startswith(f"{value}-")]
        finest = [v for v in finer if not any(other.startswith(f"{v}-") for other in finer)]
        if len(finest) == 1:
            merged[finest[0]] += [replace(e, edtf=e.edtf or value) for e in merged.pop(value)]
    return merged
