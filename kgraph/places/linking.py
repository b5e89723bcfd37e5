"""The places of a corpus → places of the gazetteer, by what the texts say around them.

Two rounds. The first goes by the names, by what texts say a place lies in ("Hull, England"; a fact that it is located
in England) and by the number of people. What it finds clear are the landmarks of the second, in which each place is
weighed against the landmarks of its documents too: a country named nearby, other cities of the same country.

Resolution may have made one entity of two places of a name: where one of its documents by itself speaks for another
place, it stays open.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from kgraph.model import Entity, EntityMention, Evidence, Extraction, Fact, LocalFact, Resolution
from kgraph.ontology import Ontology
from kgraph.places.candidates import CLEAR, Candidate, Companion, Statement, objection, weigh
from kgraph.places.classes import PlaceClass, PlaceTerms
from kgraph.places.gazetteer import Gazetteer, Place, default_gazetteer

#: Documents looked at for each place, the first by id: more say nothing new.
_DOCUMENTS = 50
#: Characters between the beginnings of two names that are near each other: some two lines of text.
_NEAR = 150
#: Weight and doubt of what a name says after a comma, and of a name that follows another after a comma: that may also
#: be a list.
_IN_NAME, _FOLLOWING = (1.0, 1.0), (0.8, 0.4)
_COMMA = 2  # characters: the comma and a blank
#: From this confidence on a document by itself speaks for a place.
_LIKELY = 0.5


@dataclass(frozen=True, slots=True)
class Link:
    """A place of the corpus, and what it may be in the gazetteer.

    Attributes
    ----------
    entity
        Its IRI.
    label
        Its name.
    candidates
        The most likely first.
    objection
        Why the first is not linked; empty if it is, or if there is none.
    """

    entity: str
    label: str
    candidates: tuple[Candidate, ...]
    objection: str = ""

    @property
    def chosen(self) -> Candidate | None:
        """The candidate that clearly wins, or None."""
        return self.candidates[0] if self.candidates and not self.objection else None

    @property
    def likely(self) -> Candidate | None:
        """The candidate that clearly wins if it is a place of the gazetteer at all, and no river or street; or None."""
        first = self.candidates[0] if self.candidates else None
        return first if first is not None and first.confidence >= CLEAR and not first.denied else None


def link_places(resolution: Resolution, ontology: Ontology, gazetteer: Gazetteer | None = None) -> tuple[Link, ...]:
    """Link the places of a corpus.

    Parameters
    ----------
    resolution
        Entities and facts; they are not changed.
    ontology
        Its alignment with schema.org tells which classes are places, and which property says where they lie.
    gazetteer
        None for the one that comes with kgraph.

    Returns
    -------
    tuple of Link
        One for each place that is no venue, in the order of the entities; without candidates if the gazetteer has
        none. Empty if the ontology knows no places.

    Notes
    -----
    The time grows with the number of places in a document, squared, and with the number of documents.
    """
    return _links(resolution.entities, resolution.facts, PlaceTerms.of(ontology), gazetteer or default_gazetteer())


def link_document(extraction: Extraction, ontology: Ontology, gazetteer: Gazetteer | None = None) -> tuple[Link, ...]:
    """Link the places of one document by what this document says alone.

    Parameters
    ----------
    extraction
        What the document says.
    ontology, gazetteer
        As for `link_places`.

    Returns
    -------
    tuple of Link
        As `link_places`; the `Link.entity` of each is its id in the document.
    """
    document, terms = extraction.document, PlaceTerms.of(ontology)
    entities = [
        Entity(
            e.id,
            e.type,
            e.name,
            e.aliases,
            tuple(EntityMention(document, m.span, m.text, m.pronoun) for m in e.mentions),
            e.subtype,
        )
        for e in extraction.entities
        if e.type in terms.classes
    ]
    ids = {e.iri for e in entities}
    facts = [
        Fact(f.subject, f.property, f.object, (_evidence(document, f),))
        for f in extraction.facts
        if f.property in terms.located_in and f.subject in ids and f.object in ids
    ]
    return _links(entities, facts, terms, gazetteer or default_gazetteer())


@lru_cache(maxsize=1 << 16)
def usual_place(name: str) -> int | None:
    """The number in GeoNames of the place that a name means where nothing else is said; 0 if that is not clear, None if
    the gazetteer has none of that name.
    """
    gazetteer = default_gazetteer()
    candidates = weigh(name, gazetteer.find(name), PlaceClass(), (), (), gazetteer)
    if not candidates:
        return None
    return candidates[0].place.id if candidates[0].confidence >= CLEAR else 0


def _evidence(document: str, fact: LocalFact) -> Evidence:
    return Evidence(document, fact.subject_span, fact.object_span, fact.sentence_span, fact.sentence, fact.confidence)


def _links(
    entities: Iterable[Entity], facts: Iterable[Fact], terms: PlaceTerms, gazetteer: Gazetteer
) -> tuple[Link, ...]:
    classes = {e.iri: (e, c) for e in entities if (c := terms.of_entity(e)) is not None}
    return _Linker(classes, facts, terms.located_in, gazetteer).links() if classes else ()


def count_links(links: Iterable[Link]) -> dict[str, int]:
    """How many places are ``linked``, ``ambiguous`` (there are candidates, none clearly wins) and ``unknown``."""
    counts = {"linked": 0, "ambiguous": 0, "unknown": 0}
    for link in links:
        counts["linked" if link.chosen else "ambiguous" if link.candidates else "unknown"] += 1
    return counts


class _Linker:
    def __init__(
        self,
        places: Mapping[str, tuple[Entity, PlaceClass]],
        facts: Iterable[Fact],
        located_in: Collection[str],
        gazetteer: Gazetteer,
    ) -> None:
        self.entities = [entity for entity, _ in places.values()]
        self.classes = {iri: cls for iri, (_, cls) in places.items()}
        self.located_in = located_in
        self.gazetteer = gazetteer
        self.named = {e.iri: self._places(e) for e in self.entities}
        self.mentions = _names_by_document(self.entities)
        self.statements = self._statements(facts)

    def links(self) -> tuple[Link, ...]:
        landmarks: dict[str, Place] = {}
        for entity in self.entities:
            candidates = self._weighed(entity, self._documents(entity), {})
            if candidates and not objection(candidates, self.classes[entity.iri]):
                landmarks[entity.iri] = candidates[0].place
        return tuple(self._link(entity, landmarks) for entity in self.entities)

    def _link(self, entity: Entity, landmarks: Mapping[str, Place]) -> Link:
        candidates = self._weighed(entity, self._documents(entity), landmarks)
        if not candidates:
            return Link(entity.iri, entity.label, ())
        against = objection(candidates, self.classes[entity.iri]) or self._dissent(entity, candidates, landmarks)
        return Link(entity.iri, entity.label, candidates, against)

    def _dissent(self, entity: Entity, candidates: Sequence[Candidate], landmarks: Mapping[str, Place]) -> str:
        """Which document speaks for another place than the first candidate, if there is one."""
        documents = self._documents(entity) if len(candidates) > 1 else ()
        for document in documents:
            best = self._weighed(entity, [document], landmarks)[0]
            if best.place.id != candidates[0].place.id and best.confidence > _LIKELY:
                return f"{document} rather speaks of {best.place.name}, {self.gazetteer[best.place.parent].name}"
        return ""

    def _documents(self, entity: Entity) -> tuple[str, ...]:
        return entity.documents[:_DOCUMENTS]

    def _weighed(
        self, entity: Entity, documents: Sequence[str], landmarks: Mapping[str, Place]
    ) -> tuple[Candidate, ...]:
        """The candidates by what some documents say."""
        name, places = self.named[entity.iri]
        companions = [self._companions(entity, d, landmarks) for d in documents] if landmarks and places else []
        statements = [said for s in self.statements[entity.iri] if (said := s.among(documents)).weight]
        return weigh(name, places, self.classes[entity.iri], statements, companions, self.gazetteer)

    def _places(self, entity: Entity) -> tuple[str, tuple[Place, ...]]:
        """The first of an entity's names that the gazetteer has, and the places of that name.

        Of "Perth, Scotland" it is "Perth" if the whole is not there.
        """
        for name in (entity.bare_label, entity.bare_label.partition(",")[0], *entity.aliases):
            if places := self.gazetteer.find(name):
                return name, places
        return entity.bare_label, ()

    def _statements(self, facts: Iterable[Fact]) -> Mapping[str, list[Statement]]:
        found: dict[str, list[Statement]] = defaultdict(list)
        entities = {e.iri: e for e in self.entities}
        for entity in self.entities:
            _, comma, rest = entity.bare_label.partition(", ")
            if comma and (outer := self.gazetteer.find(rest) or self.gazetteer.lands(rest)):
                found[entity.iri].append(Statement(outer, *_IN_NAME, f"its name says {rest}"))
        for fact in facts:
            target = fact.object
            if fact.property in self.located_in and fact.subject in entities and isinstance(target, str):
                outer = self.named[target][1] if target in self.named else ()
                outer = outer or (self.gazetteer.lands(entities[target].bare_label) if target in entities else ())
                if outer:
                    sure, documents = fact.confidence, frozenset(e.document for e in fact.evidence)
                    said = f"a text puts it in {entities[target].label}"
                    found[fact.subject].append(Statement(outer, sure, sure, said, documents))
        for (iri, words), followed in sorted(self._followers().items()):
            said = f"'{words}' follows it after a comma in {min(followed)}"
            found[iri].append(Statement(self.gazetteer.lands(words), *_FOLLOWING, said, frozenset(followed)))
        return found

    def _followers(self) -> Mapping[tuple[str, str], set[str]]:
        """The names of countries and regions that follow a place after a comma, and the documents in which they do."""
        found: dict[tuple[str, str], set[str]] = defaultdict(set)
        for document, mentions in self.mentions.items():
            for (one, first), (other, second) in pairwise(mentions):
                if one != other and second.span.start - first.span.end == _COMMA and self.gazetteer.lands(second.text):
                    found[one, second.text].add(document)
        return found

    def _companions(self, entity: Entity, document: str, landmarks: Mapping[str, Place]) -> list[Companion]:
        """The landmarks of a document, without the entity itself; each once."""
        mentions = self.mentions[document]
        own = [m.span.start for iri, m in mentions if iri == entity.iri]
        near: dict[str, bool] = {}
        for iri, mention in mentions:
            if iri != entity.iri and iri in landmarks:
                near[iri] = near.get(iri, False) or _is_near(mention.span.start, own)
        return [Companion(landmarks[iri], close) for iri, close in sorted(near.items())]


def _names_by_document(entities: Sequence[Entity]) -> Mapping[str, list[tuple[str, EntityMention]]]:
    """The names of places in each document by position, with the IRI of the place."""
    found: dict[str, list[tuple[str, EntityMention]]] = defaultdict(list)
    for entity in entities:
        for mention in entity.mentions:
            if not mention.pronoun:
                found[mention.document].append((entity.iri, mention))
    for mentions in found.values():
        mentions.sort(key=lambda m: (m[1].span, m[0]))
    return found


def _is_near(start: int, others: Sequence[int]) -> bool:
    at = bisect_left(others, start - _NEAR)
    return at < len(others) and others[at] <= start + _NEAR
