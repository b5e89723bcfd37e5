"""What a name is where its own text says nothing of it: what the facts of the other texts make it.

Extraction reads each text by itself. A name that its text merely drops ("a gramophone played La Bayadère") may be read
as a place there, while the facts of other texts leave no doubt that it is a work. Such an entity takes the class that
the others give it:

- no fact of its text speaks of it,
- no sure fact (`SURE`) of a text that takes the name for the same does either,
- the sure facts of the other texts agree on one class,
- that class is none whose members are named after those of its own (`Weights.eponyms`): Carmen the role stays beside
  Carmen the opera; and it is no place of that name in the gazetteer.

Where the name is several things by the facts of other texts, or a work may be named after somebody, the text itself
must speak of several things that facts relate to the one, and of far fewer that they relate to the other: the ballet
about a dancer is meant where its choreographer and its company are. A role is never taken for its work so
(`Weights.roles`), as the makers of the work are around it, too; nor is a name of a text that has the other thing beside
it.

All classes here are topmost ones: of finer classes the most specific wins anyway.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from kgraph.honorifics import without_honorific
from kgraph.model import Extraction, Literal, LocalEntity, Place
from kgraph.names import is_proper, person_name, speaking_order
from kgraph.places.linking import link_document
from kgraph.resolve.candidates import PERSON, SURE
from kgraph.resolve.weights import Weights
from kgraph.titles import title_key

if TYPE_CHECKING:
    from kgraph.ontology import Ontology


#: Key of a name → topmost class → type of the annotation → the documents whose sure facts make it so.
_Facts = dict[str, dict[str, dict[str, set[str]]]]
#: Key of a name → topmost class → key of something that sure facts relate it to → the documents with these facts.
_Ties = dict[str, dict[str, dict[str, set[str]]]]
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
    if not weights.eponyms:
        return Consensus(list(extractions), {})
    spoken_of = {e.document: _spoken_of(e) for e in extractions}
    facts: _Facts = defaultdict(lambda: defaultdict(lambda: defaultdict(set)))
    ties: _Ties = defaultdict(lambda: defaultdict(lambda: defaultdict(set)))
    for extraction in extractions:
        sure = _spoken_of(extraction, SURE)
        _tie(extraction, ontology, ties)
        for entity in extraction.entities:
            if entity.id in sure:
                for key in _keys(entity, ontology):
                    facts[key][ontology.root_class(entity.type)][entity.type].add(extraction.document)
    read_as: dict[Place, str] = {}
    out = []
    for extraction in extractions:
        given: dict[str, str] = {}
        keys = {e.id: frozenset(_keys(e, ontology)) for e in extraction.entities}
        for entity in extraction.entities:
            silent = entity.id not in spoken_of[extraction.document] and not entity.curated
            if not silent or (extraction.document, entity.id) in settled or not is_proper(entity.name):
                continue
            type_ = _agreed(entity, extraction.document, facts, ontology, weights)
            if type_ := type_ or _tied(entity, extraction, keys, facts, ties, ontology, weights):
                given[entity.id] = type_
        for link in link_document(extraction, ontology) if given else ():
            if link.candidates:
                given.pop(link.entity, None)
        read_as.update({(extraction.document, e.id): e.type for e in extraction.entities if e.id in given})
        entities = (replace(e, type=given[e.id], subtype="") if e.id in given else e for e in extraction.entities)
        out.append(replace(extraction, entities=tuple(entities)) if given else extraction)
    return Consensus(out, read_as)


def _spoken_of(extraction: Extraction, confidence: float = 0.0) -> set[str]:
    """Ids of the entities of which a fact speaks that is at least so sure."""
    return {
        end
        for f in extraction.facts
        if f.confidence >= confidence
        for end in ((f.subject,) if isinstance(f.object, Literal) else (f.subject, f.object))
    }


def _tie(extraction: Extraction, ontology: Ontology, ties: _Ties) -> None:
    """Note what sure facts relate each name to."""
    entities = {e.id: e for e in extraction.entities}
    for fact in extraction.facts:
        if isinstance(fact.object, Literal) or fact.confidence < SURE:
            continue
        for one, other in ((fact.subject, fact.object), (fact.object, fact.subject)):
            root = ontology.root_class(entities[one].type)
            for key in _keys(entities[one], ontology):
                for tied in _keys(entities[other], ontology):
                    ties[key][root][tied].add(extraction.document)


def _tied(
    entity: LocalEntity,
    extraction: Extraction,
    keys: Mapping[str, frozenset[str]],
    facts: _Facts,
    ties: _Ties,
    ontology: Ontology,
    weights: Weights,
) -> str:
    """The class whose bearer of the name facts of other texts relate to most of what this text speaks of, if it is
    another one than the entity has and clearly ahead; or nothing.

    `keys` are those of all entities of the text.
    """
    key, own, only_here = title_key(entity.name), ontology.root_class(entity.type), {extraction.document}
    tied = ties.get(key, {})
    if not tied.keys() - {own} or not weights.roles.isdisjoint((own, *tied)):
        return ""
    around = [keys[e.id] for e in extraction.entities if key not in keys[e.id]]
    count = {
        root: sum(any(things.get(k, only_here) - only_here for k in known) for known in around)
        for root, things in tied.items()
    }
    best = max(sorted(count), key=lambda root: count[root])
    others = max((n for root, n in count.items() if root != best), default=0)
    beside = {ontology.root_class(e.type) for e in extraction.entities if key in keys[e.id]}
    if best in beside or count[best] < max(_FEWEST_TIES, _MORE_TIES * others + 1):
        return ""
    types = facts[key][best]
    return min(types, key=lambda t: (-len(types[t] - only_here), t))


def _keys(entity: LocalEntity, ontology: Ontology) -> set[str]:
    """The keys of its names; of people only whole names, as much else has the surname of somebody: "Rambert"."""
    names = [name for name in (entity.name, *entity.aliases) if is_proper(name)]
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
