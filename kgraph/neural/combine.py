"""Two readings of a text, by the network and by the lexicon, made one.

What both say is surest; what one says alone is as sure as such facts were on annotated texts (`Calibration.curves`, by
property: ``both/…`` and ``alone/…`` by the network's score, ``lexicon/…`` by the lexicon's confidence).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from kgraph.edtf import DATE_QUALIFIERS, WHEN
from kgraph.extract.relations.reasoning import position
from kgraph.extract.tokens import DateMention, DocEntity, TokenFact
from kgraph.lexicon.words import fold
from kgraph.neural.model import Calibration
from kgraph.neural.relate import refines
from kgraph.ontology import Ontology

#: Families of combined facts that the network states: with the lexicon, and without it.
BOTH, ALONE, LEXICON = "both", "alone", "lexicon"
_NAMING = frozenset(("name", "common", "demonym"))
#: What it counts for two entities to be one: the same stretch of text, stretches that overlap, the same name.
_SAME_SPAN, _OVERLAP, _SAME_NAME = 2, 1, 4
#: Share of those known for a craft who are known for it first.
_CRAFT = 0.75

Key = tuple[int, str, int | str]


@dataclass(frozen=True, slots=True)
class Findings:
    """What one reading found: entities, and facts over their indices."""

    entities: tuple[DocEntity, ...]
    facts: tuple[TokenFact, ...]


def combine(
    network: Findings,
    lexicon: Findings,
    dates: Sequence[DateMention],
    ontology: Ontology,
    calibration: Calibration | None,
    properties: Container[str],
    makers: Mapping[str, tuple[str, ...]] | None = None,
    names: Container[tuple[str, str]] = (),
) -> Findings:
    """The entities of the network, with those of the lexicon that facts need or whose names are widely known, and the
    facts of both.

    Parameters
    ----------
    network
        With the network's scores as confidences.
    lexicon
        With the lexicon's.
    dates
        Of the Doc: literal objects are indices into them.
    calibration
        What facts of each kind are worth; None to leave confidences as they are and keep all.
    properties
        Properties that the network can state. Of all others the lexicon's word and its confidence stand.
    makers
        What widely known makers are known for (`kgraph.lexicon.makers`): where one sentence is taken for two
        properties, it decides between them.
    names
        Widely known names, folded, with the class of what has them (`kgraph.lexicon.gazetteer.Gazetteer.sure_names`).
    """
    entities = list(network.entities)
    place = _matches(network.entities, lexicon.entities, ontology)
    taken = _taken(network.entities, ontology)
    found = {_key(f, dates, ontology): replace(f, family=ALONE) for f in network.facts}
    for fact in lexicon.facts:
        ends = (fact.subject,) if fact.literal else (fact.subject, fact.object)
        if any(index not in place and _is_elsewhere(lexicon.entities[index], taken) for index in ends):
            continue  # what the network takes for something else
        for index in ends:
            if index not in place:
                place[index] = len(entities)
                entities.append(lexicon.entities[index])
        moved = replace(
            fact,
            subject=place[fact.subject],
            object=fact.object if fact.literal else place[fact.object],
            family=LEXICON,
        )
        if not moved.literal and moved.subject == moved.object:
            continue
        key = _key(moved, dates, ontology)
        known = found.get(key)
        if known is None:
            found[key] = moved
        elif known.family == ALONE:
            found[key] = replace(known, family=BOTH, qualifiers=_joined(moved.qualifiers, known.qualifiers))
    entities += _overlooked(entities, [e for n, e in enumerate(lexicon.entities) if n not in place], names)
    facts = _by_what_is_known(list(found.values()), entities, makers or {})
    if calibration is not None:
        others = [f for f in facts if f.property not in properties]
        weighed = [replace(f, confidence=worth(f, calibration)) for f in facts if f.property in properties]
        facts = _consistent([*others, *(f for f in weighed if f.confidence >= calibration.cut)], dates, ontology)
    return Findings(tuple(entities), tuple(sorted(facts, key=position)))


def _overlooked(
    found: Iterable[DocEntity], others: Iterable[DocEntity], names: Container[tuple[str, str]]
) -> list[DocEntity]:
    """Which others have widely known names that stand where nothing else was found; with their names alone."""
    covered = {k for e in found for m in e.mentions if m.kind in _NAMING for k in range(m.start, m.end)}
    out = []
    for entity in others:
        named = tuple(m for m in entity.mentions if m.kind == "name")
        free = named and covered.isdisjoint(k for m in named for k in range(m.start, m.end))
        if free and all((fold(m.name), entity.type) in names for m in named):
            out.append(replace(entity, mentions=named))
    return out


def _by_what_is_known(
    facts: list[TokenFact], entities: Sequence[DocEntity], makers: Mapping[str, tuple[str, ...]]
) -> list[TokenFact]:
    """The facts, without those that make a known maker what she is not, where the same sentence may also be read as
    what she is: "Gorky's The Lower Depths" has an author and no composer. What the network says counts for that. Only
    of crafts, which hardly anybody has beside another: a composer may well write a libretto.
    """
    at: dict[tuple[int, int, tuple[int, int]], list[TokenFact]] = defaultdict(list)
    for fact in facts:
        if not fact.literal:
            at[fact.subject, fact.object, fact.sentence_span].append(fact)
    crafts: set[str] = set()
    gone: set[int] = set()
    better: dict[int, TokenFact] = {}
    for (_, maker, _), said in at.items():
        names = (entities[maker].name, *entities[maker].aliases)
        known = {o for name in names for o in makers.get(name, ())}
        if not known or len(said) < 2:
            continue
        crafts = crafts or _crafts(makers)
        wrong = [f for f in said if f.property in crafts - known]
        right = [f for f in said if f not in wrong and (f.family != ALONE or f.property in known)]
        if wrong and right:
            gone.update(map(id, wrong))
            by_network = next((f for f in wrong if f.family != LEXICON), None)
            if by_network is not None and right[0].family == LEXICON:
                better[id(right[0])] = replace(right[0], family=BOTH, confidence=by_network.confidence)
    return [better.get(id(f), f) for f in facts if id(f) not in gone]


def _crafts(makers: Mapping[str, tuple[str, ...]]) -> set[str]:
    """Occupations that most who are known for them are known for before all others."""
    first = Counter(known[0] for known in makers.values() if known)
    all_ = Counter(o for known in makers.values() for o in known)
    return {o for o, count in all_.items() if first[o] >= _CRAFT * count}


def _taken(entities: Iterable[DocEntity], ontology: Ontology) -> set[tuple[int, int]]:
    """Stretches that are names, or part of a person's: there "Stuttgart" is no place, as it is in a company's."""
    found: set[tuple[int, int]] = set()
    for e in entities:
        for m in e.mentions:
            if m.kind in _NAMING:
                found.add((m.start, m.end))
                if ontology.root_class(e.type) == "Person":
                    found.update((k, n) for k in range(m.start, m.end) for n in range(k + 1, m.end + 1))
    return found


def _is_elsewhere(entity: DocEntity, taken: Container[tuple[int, int]]) -> bool:
    """Whether all names of an entity, if it has any, are taken by others."""
    names = [(m.start, m.end) for m in entity.mentions if m.kind in _NAMING]
    return bool(names) and all(name in taken for name in names)


def worth(fact: TokenFact, calibration: Calibration) -> float:
    """The share of such facts that were right."""
    curves = calibration.curves
    curve = curves.get(f"{fact.family}/{fact.property}") or curves.get(f"{fact.family}/*")
    return round(curve(fact.confidence), 2) if curve else fact.confidence


def _key(fact: TokenFact, dates: Sequence[DateMention], ontology: Ontology) -> Key:
    if fact.literal:
        return fact.subject, fact.property, dates[fact.object].value
    if ontology.properties[fact.property].symmetric:
        return min(fact.subject, fact.object), fact.property, max(fact.subject, fact.object)
    return fact.subject, fact.property, fact.object


def without_excluded(facts: Iterable[TokenFact], ontology: Ontology) -> tuple[TokenFact, ...]:
    """Of facts between the same two that cannot hold together, the surest: nobody is the child and the husband of one,
    nor the child of a child. In their order.
    """
    kept: dict[frozenset[int], list[TokenFact]] = defaultdict(list)
    out = []
    for fact in sorted(facts, key=lambda f: (-f.confidence, position(f))):
        if fact.literal:
            out.append(fact)
            continue
        others = kept[frozenset((fact.subject, fact.object))]
        if not any(_exclude(fact, other, ontology) for other in others):
            others.append(fact)
            out.append(fact)
    return tuple(sorted(out, key=position))


def _exclude(fact: TokenFact, other: TokenFact, ontology: Ontology) -> bool:
    """Whether two facts between the same two cannot both hold."""
    prop = ontology.properties[fact.property]
    reversed_ = fact.property == other.property and fact.subject != other.subject
    return other.property in prop.disjoint or (reversed_ and prop.asymmetric)


def _joined(less: tuple[tuple[str, str], ...], more: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
    """The qualifiers of both; where they differ, the latter. A date that both have under two names is there once: as a
    beginning or end rather than as a mere date, else as the latter have it.
    """
    said = dict(more)
    name_of = {value: name for name, value in more if name in DATE_QUALIFIERS}
    for name, value in less:
        known = name_of.get(value) if name in DATE_QUALIFIERS else None
        if known is None:
            said.setdefault(name, value)
        elif known == WHEN and name not in said:
            del said[known]
            said[name] = value
    return tuple(sorted(said.items()))


def _matches(ours: Sequence[DocEntity], theirs: Sequence[DocEntity], ontology: Ontology) -> dict[int, int]:
    """For entities of the second reading, the one of the first that is the same thing."""
    at_token: dict[int, list[tuple[int, int, int]]] = {}
    by_name: dict[str, list[int]] = {}
    for index, entity in enumerate(ours):
        by_name.setdefault(fold(entity.name), []).append(index)
        for m in entity.mentions:
            if m.kind in _NAMING:
                for token in range(m.start, m.end):
                    at_token.setdefault(token, []).append((index, m.start, m.end))
    out: dict[int, int] = {}
    for index, entity in enumerate(theirs):
        votes: dict[int, int] = dict.fromkeys(by_name.get(fold(entity.name), ()), _SAME_NAME)
        for m in entity.mentions:
            if m.kind in _NAMING:
                near = {found for token in range(m.start, m.end) for found in at_token.get(token, ())}
                for other, start, end in near:
                    votes[other] = votes.get(other, 0) + (_SAME_SPAN if (start, end) == (m.start, m.end) else _OVERLAP)
        root = ontology.root_class(entity.type)
        same = [k for k in votes if ontology.root_class(ours[k].type) == root]
        if same:
            out[index] = max(same, key=lambda k: (votes[k], -k))
    return out


def _consistent(facts: Sequence[TokenFact], dates: Sequence[DateMention], ontology: Ontology) -> list[TokenFact]:
    """Of several values of a functional property, the surest; of a date the one that says it more precisely."""
    best: dict[tuple[int, str], int] = {}
    out: list[TokenFact] = []
    for fact in sorted(facts, key=lambda f: (-f.confidence, position(f))):
        if not ontology.properties[fact.property].functional:
            out.append(fact)
            continue
        at = best.setdefault((fact.subject, fact.property), len(out))
        if at == len(out):
            out.append(fact)
        elif fact.literal:
            known = out[at]
            value, surer = dates[fact.object].value, dates[known.object].value
            if refines(value, fact.confidence, surer, known.confidence):
                out[at] = replace(fact, confidence=known.confidence)
    return out
