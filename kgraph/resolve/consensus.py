"""What a name is where its own text says nothing of it: what the facts of the other texts make it.

Extraction reads each text by itself. A name that its text merely drops ("a gramophone played La Bayadère") may be read
as a place there, while the facts of other texts leave no doubt that it is a work. Such an entity takes the class that
the others give it (`agree`):

- no sure fact (`SURE`) of its text speaks of it, nor of a text that takes the name for the same,
- the sure facts of the other texts agree on one class,
- that class is none whose members are named after those of its own (`Weights.eponyms`): Carmen the role stays beside
  Carmen the opera; and it is no place of that name in the gazetteer.

What its text says of it, unsurely, and cannot be said of the other class was a misreading, and is left out.

A name of one of some classes (`Weights.surnames`) of which its text says nothing at all and which is, by the sure facts
of other texts, nothing but the family name of somebody, is the person's.

Where such a name is several things by the facts of other texts, or a work may be named after somebody, the text itself
must speak of several things that facts relate to the one, and of half as many at most that they relate to the other:
the ballet about a dancer is meant where its choreographer and its company are (`agree_by_ties`). So this is asked when
it is known who is one. That somebody was born in a town of which the text speaks is no such tie (`Weights.places`), nor
is an occupation (`Weights.kind`). A role is never taken for its work so (`Weights.roles`), as the makers of the work
are around it, too; nor is a name of a text that has the other thing beside it.

All classes here are topmost ones: of finer classes the most specific wins anyway.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from kgraph.honorifics import without_honorific
from kgraph.model import Extraction, Literal, LocalEntity, Place
from kgraph.name_variants import is_given
from kgraph.names import is_proper, person_name, speaking_order
from kgraph.places.linking import link_document
from kgraph.resolve.candidates import PERSON, SURE
from kgraph.resolve.fitting import ends, fits
from kgraph.resolve.weights import Weights
from kgraph.titles import title_key

if TYPE_CHECKING:
    from kgraph.ontology import Ontology


#: Key of a name → topmost class → type of the annotation → the documents whose sure facts make it so.
_Facts = dict[str, dict[str, dict[str, set[str]]]]
#: Key of a name → topmost class → number of a thing that sure facts relate it to → the documents with these facts.
_Ties = dict[str, dict[str, dict[int, set[str]]]]
#: Entity of a document → its type, changed.
_Given = dict[Place, str]
#: So many things of a text must be tied to a name of one class, and so many times as many as to it as one of another.
_FEWEST_TIES, _MORE_TIES = 2, 2


@dataclass(frozen=True, slots=True)
class Consensus:
    """The texts with the classes on which they agree.

    Attributes
    ----------
    extractions
        In the order that was given.
    read_as
        For each entity of a document that has another class now the one it was read as.
    """

    extractions: list[Extraction]
    read_as: Mapping[Place, str]


def agree(
    extractions: Sequence[Extraction], ontology: Ontology, weights: Weights, settled: Collection[Place] = ()
) -> Consensus:
    """Give names of which their own texts say nothing the class that the facts of the others give them.

    Parameters
    ----------
    extractions
        All documents.
    ontology, weights
        Its classes, and which of them share their names. Without such a list nothing is changed.
    settled
        Entities of documents whose class a person gave.
    """
    consensus = Consensus(list(extractions), {})
    if not weights.eponyms:
        return consensus
    facts, families = _facts(extractions, ontology), _families(extractions, ontology)
    given: _Given = {}
    for extraction, entity in _unclear(extractions, settled, SURE):
        if type_ := _agreed(entity, extraction.document, facts, ontology, weights):
            given[extraction.document, entity.id] = type_
    for extraction, entity in _unclear(extractions, settled):
        if type_ := _of_family(entity, extraction, facts, families, ontology, weights):
            given.setdefault((extraction.document, entity.id), type_)
    return _retyped(consensus, given, ontology)


def agree_by_ties(
    consensus: Consensus,
    things: Mapping[Place, int],
    ontology: Ontology,
    weights: Weights,
    settled: Collection[Place] = (),
) -> Consensus:
    """Give such names, where facts do not agree on one class, that of the thing around which the text is.

    Parameters
    ----------
    consensus
        What `agree` gave.
    things
        For each entity of a document the number of the thing that it is.
    ontology, weights, settled
        As for `agree`.

    Returns
    -------
    Consensus
        `consensus` itself if nothing changes.
    """
    if not weights.eponyms:
        return consensus
    ties = _ties(consensus.extractions, things, ontology, weights)
    facts: _Facts | None = None
    given: _Given = {}
    keys: dict[Place, set[str]] = {}
    for extraction, entity in _unclear(consensus.extractions, settled):
        tied = ties.get(title_key(entity.name), {})
        if not tied.keys() - {ontology.root_class(entity.type)}:
            continue
        for e in extraction.entities:
            if (extraction.document, e.id) not in keys:
                keys[extraction.document, e.id] = _keys(e, ontology)
        best = _tied(entity, extraction, tied, things, keys, ontology, weights)
        if best:
            facts = facts or _facts(consensus.extractions, ontology)
            types = facts[title_key(entity.name)][best]
            only_here = {extraction.document}
            given[extraction.document, entity.id] = min(types, key=lambda t: (-len(types[t] - only_here), t))
    return _retyped(consensus, given, ontology)


def _unclear(
    extractions: Sequence[Extraction], settled: Collection[Place], confidence: float = 0.0
) -> Iterator[tuple[Extraction, LocalEntity]]:
    """Names of which no fact of their text speaks that is at least so sure, and whose class nobody gave."""
    for extraction in extractions:
        spoken_of = _spoken_of(extraction, confidence)
        for entity in extraction.entities:
            if entity.id in spoken_of or entity.curated or (extraction.document, entity.id) in settled:
                continue
            if is_proper(entity.name):
                yield extraction, entity


def _retyped(consensus: Consensus, given: _Given, ontology: Ontology) -> Consensus:
    """The texts with the types that are given, but for what is called as a place of the gazetteer: it may be that."""
    if not given:
        return consensus
    documents = {document for document, _ in given}
    read_as, out = dict(consensus.read_as), []
    for extraction in consensus.extractions:
        if extraction.document not in documents:
            out.append(extraction)
            continue
        listed = {link.entity for link in link_document(extraction, ontology) if link.candidates}
        types = {
            e.id: given[extraction.document, e.id]
            for e in extraction.entities
            if (extraction.document, e.id) in given and e.id not in listed
        }
        for e in extraction.entities:
            if e.id in types:
                read_as.setdefault((extraction.document, e.id), e.type)
        entities = {e.id: replace(e, type=types[e.id], subtype="") if e.id in types else e for e in extraction.entities}
        facts = tuple(f for f in extraction.facts if types.keys().isdisjoint(ends(f)) or fits(f, entities, ontology))
        out.append(replace(extraction, entities=tuple(entities.values()), facts=facts) if types else extraction)
    return Consensus(out, read_as) if len(read_as) > len(consensus.read_as) else consensus


def _facts(extractions: Iterable[Extraction], ontology: Ontology) -> _Facts:
    """What sure facts make of each name."""
    facts: _Facts = defaultdict(lambda: defaultdict(lambda: defaultdict(set)))
    for extraction in extractions:
        sure = _spoken_of(extraction, SURE)
        for entity in extraction.entities:
            if entity.id in sure:
                for key in _keys(entity, ontology):
                    facts[key][ontology.root_class(entity.type)][entity.type].add(extraction.document)
    return facts


def _families(extractions: Iterable[Extraction], ontology: Ontology) -> dict[str, dict[str, set[str]]]:
    """Family names of people of whom there are sure facts → type of the annotation → the documents with these facts."""
    families: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for extraction in extractions:
        sure = _spoken_of(extraction, SURE)
        for entity in extraction.entities:
            if entity.id in sure and ontology.is_a(entity.type, PERSON):
                for name in map(person_name, (entity.name, *entity.aliases)):
                    if name.full:
                        families[name.family][entity.type].add(extraction.document)
    return families


def _spoken_of(extraction: Extraction, confidence: float = 0.0) -> set[str]:
    """Ids of the entities of which a fact speaks that is at least so sure."""
    return {end for f in extraction.facts if f.confidence >= confidence for end in ends(f)}


def _ties(
    extractions: Iterable[Extraction], things: Mapping[Place, int], ontology: Ontology, weights: Weights
) -> _Ties:
    """What sure facts relate each name to, but for places that say where something is from, and what somebody is, as
    many others are. Another name that a text seems to give a thing may be a wrong reading of its own.
    """
    untelling = weights.places | weights.kind
    ties: _Ties = defaultdict(lambda: defaultdict(lambda: defaultdict(set)))
    for extraction in extractions:
        entities = {e.id: e for e in extraction.entities}
        for fact in extraction.facts:
            if isinstance(fact.object, Literal) or fact.confidence < SURE or fact.property in untelling:
                continue
            for one, other in ((fact.subject, fact.object), (fact.object, fact.subject)):
                root, thing = ontology.root_class(entities[one].type), things[extraction.document, other]
                for key in _keys(entities[one], ontology, (entities[one].name,)):
                    ties[key][root][thing].add(extraction.document)
    return ties


def _tied(
    entity: LocalEntity,
    extraction: Extraction,
    tied: Mapping[str, Mapping[int, Collection[str]]],
    things: Mapping[Place, int],
    keys: Mapping[Place, Collection[str]],
    ontology: Ontology,
    weights: Weights,
) -> str:
    """The class whose bearer of the name facts of other texts relate to most of what this text speaks of, if it is
    another one than the entity has and clearly ahead; or nothing.

    `tied` is what facts relate the bearers of the name to, by their topmost classes; `keys` are those of all entities.
    """
    key, own, document = title_key(entity.name), ontology.root_class(entity.type), extraction.document
    if not weights.roles.isdisjoint((own, *tied)):
        return ""
    called_so = [e for e in extraction.entities if key in keys[document, e.id]]
    same = {e.id for e in called_so}
    around = {things[document, e.id] for e in extraction.entities if e.id not in same}
    count = {
        root: sum(any(d != document for d in known.get(thing, ())) for thing in around) for root, known in tied.items()
    }
    best = max(sorted(count), key=lambda root: count[root])
    others = max((n for root, n in count.items() if root != best), default=0)
    beside = {ontology.root_class(e.type) for e in called_so}
    return "" if best in beside or count[best] < max(_FEWEST_TIES, _MORE_TIES * others) else best


def _keys(entity: LocalEntity, ontology: Ontology, called: Sequence[str] = ()) -> set[str]:
    """The keys of its names, or of those of them that it is `called`; of people only whole names, as much else has the
    surname of somebody: "Rambert".
    """
    names = [name for name in called or (entity.name, *entity.aliases) if is_proper(name)]
    if ontology.is_a(entity.type, PERSON):
        whole = (without_honorific(speaking_order(name)) for name in names)
        return {title_key(name) for name in whole if person_name(name).full}
    return {title_key(name) for name in names}


def _agreed(entity: LocalEntity, document: str, facts: _Facts, ontology: Ontology, weights: Weights) -> str:
    """The class that the facts of other texts give a name, if it is another one than the entity has; or nothing."""
    own = ontology.root_class(entity.type)
    classes = facts.get(title_key(entity.name), {})
    types = next(iter(classes.values()), {})
    if len(classes) != 1 or own in classes or all(texts == {document} for texts in types.values()):
        return ""
    type_ = min(types, key=lambda t: (-len(types[t] - {document}), t))
    named_after = any(
        any(ontology.is_a(entity.type, c) for c in group) and any(ontology.is_a(type_, c) for c in group)
        for group in weights.eponyms
    )
    return "" if named_after else type_


def _of_family(
    entity: LocalEntity,
    extraction: Extraction,
    facts: _Facts,
    families: Mapping[str, Mapping[str, Collection[str]]],
    ontology: Ontology,
    weights: Weights,
) -> str:
    """The class of those whose family name it is in other texts, if it may be misread; or nothing.

    A name within another ("Ruthven Street") is left as it is.
    """
    if not any(ontology.is_a(entity.type, cls) for cls in weights.surnames) or title_key(entity.name) in facts:
        return ""
    name = person_name(entity.name)
    if name.full or name.lone == "given" or is_given(name.family) or title_key(name.family) in facts:
        return ""
    spans = [m.span for e in extraction.entities if e.id != entity.id for m in e.mentions]
    if any(s.start <= m.span.start and m.span.end <= s.end for m in entity.mentions for s in spans):
        return ""
    types = families.get(name.family, {})
    elsewhere = {type_: len(texts) for type_, found in types.items() if (texts := {*found} - {extraction.document})}
    return min(elsewhere, key=lambda type_: (-elsewhere[type_], type_)) if elsewhere else ""
