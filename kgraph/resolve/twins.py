"""Two things of one name that a text's reader took for one: the opera and the ballet "Zora" of one programme.

Facts of one sentence name one composer of it, those of another sentence another one; or a theatre stands in two towns.
What has one of them (`kgraph.resolve.weights.Weights.against`, from `TELLING` on) is then cut in two, if both facts are
sure and each stands with a mention of the name. The two makers must not be called alike, nor as the other's spouse, and
neither sentence may speak of a version or a part, which may be by another hand (`Weights.versions`); the two towns must
lie apart. Each mention goes with the nearest one before it of which a maker is told, and each fact with its mention.
The parts are known to differ. Only places are told apart by where they lie: a company moves.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from kgraph.model import Extraction, LocalEntity, LocalFact, Mention, Span
from kgraph.names import compare_persons, person_name
from kgraph.places import same_place_possible
from kgraph.places.classes import PlaceTerms
from kgraph.places.gazetteer import default_gazetteer
from kgraph.resolve.candidates import PERSON, SURE
from kgraph.resolve.families import TELLING
from kgraph.resolve.parts import cut, meet
from kgraph.resolve.weights import Weights
from kgraph.titles import title_key

if TYPE_CHECKING:
    from kgraph.ontology import Ontology

#: Property → ids of the entities that are its values.
_Values = dict[str, set[str]]


def parted(extraction: Extraction, weights: Weights, ontology: Ontology) -> Extraction:
    """A document with its twins told apart; itself if there are none.

    Parameters
    ----------
    extraction
        What the document says.
    weights, ontology
        What a thing has one of; what is a place.
    """
    telling = {p for p, points in weights.against.items() if points >= TELLING}
    people = {e.id for e in extraction.entities if ontology.is_a(e.type, PERSON)}
    grounds = {ontology.root_class(cls) for cls in PlaceTerms.of(ontology).classes}
    versions = _words(weights.versions)
    told: dict[str, list[LocalFact]] = defaultdict(list)
    for fact in extraction.facts:
        made = fact.property in weights.places or fact.object in people
        if fact.property in telling and fact.confidence >= SURE and made and not versions.search(fact.sentence):
            told[fact.subject].append(fact)
    names = _names(extraction, weights)
    groups: dict[str, list[list[Mention]]] = {}
    for entity in extraction.entities:
        if len(told[entity.id]) > 1 and not entity.curated:
            moves = ontology.root_class(entity.type) not in grounds
            facts = [f for f in told[entity.id] if not (moves and f.property in weights.places)]
            groups[entity.id] = _groups(entity, facts, names, weights.places)
    return cut(extraction, groups)


@lru_cache(maxsize=2)
def _words(words: frozenset[str]) -> re.Pattern[str]:
    """What finds any of some words, or of those that begin as one with ``*`` behind it."""
    forms = (re.escape(word).replace(r"\*", r"\w*") for word in sorted(words))
    return re.compile(rf"\b(?:{'|'.join(forms)})\b" if words else "(?!)", re.IGNORECASE)


def _names(extraction: Extraction, weights: Weights) -> dict[str, tuple[str, ...]]:
    """The names of each entity, with those of whom it married: "Madame Lorne" may be she who married Paul Lorne."""
    own = {e.id: (e.name, *e.aliases) for e in extraction.entities}
    found = dict(own)
    for fact in extraction.facts:
        if fact.property == weights.marriage and isinstance(fact.object, str):
            found[fact.subject] += own[fact.object]
            found[fact.object] += own[fact.subject]
    return found


def _groups(
    entity: LocalEntity, facts: Iterable[LocalFact], names: Mapping[str, Sequence[str]], places: Collection[str]
) -> list[list[Mention]]:
    """The mentions of a name of which makers are told, those together of whose makers nothing differs."""
    at = {m.span: m for m in entity.mentions if not m.pronoun}
    told: dict[Mention, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    sentence: dict[Mention, set[Span]] = defaultdict(set)
    for fact in facts:
        if fact.subject_span in at and isinstance(fact.object, str):
            told[at[fact.subject_span]][fact.property].add(fact.object)
            sentence[at[fact.subject_span]].add(fact.sentence_span)
    groups: list[tuple[_Values, set[Span], list[Mention]]] = []
    for mention in sorted(told, key=lambda m: m.span):
        for values, sentences, mentions in groups:
            together = any(meet(a, b) for a in sentences for b in sentence[mention])
            if together or not _differ(values, told[mention], names, places):
                for prop, ids in told[mention].items():
                    values.setdefault(prop, set()).update(ids)
                sentences |= sentence[mention]
                mentions.append(mention)
                break
        else:
            groups.append((dict(told[mention]), set(sentence[mention]), [mention]))
    return [mentions for *_, mentions in groups]


def _differ(
    one: Mapping[str, set[str]],
    other: Mapping[str, set[str]],
    names: Mapping[str, Sequence[str]],
    places: Collection[str],
) -> bool:
    """Whether the values of some property are others, which are not called alike, or towns that lie apart."""
    return any(
        any(_lie_apart(names[a], names[b]) for a in one[prop] for b in other[prop])
        if prop in places
        else not any(_alike(names[a], names[b]) for a in one[prop] for b in other[prop])
        for prop in one.keys() & other.keys()
    )


def _lie_apart(a: Sequence[str], b: Sequence[str]) -> bool:
    """Whether they are two towns that lie apart. Borders move: what lies in a country may have lain elsewhere."""
    find = default_gazetteer().find
    towns = all(place.kind.is_city for name in (*a, *b) for place in find(name))
    return towns and all(same_place_possible(x, y) is False for x in a for y in b)


def _alike(a: Sequence[str], b: Sequence[str]) -> bool:
    """Whether names may be those of one: by the name of a person, or by a common word."""
    words = [{w for name in names for w in title_key(name).split()} for names in (a, b)]
    return not words[0].isdisjoint(words[1]) or any(
        compare_persons(person_name(x), person_name(y)) for x in a for y in b
    )
