"""Annotated texts in kgraph's notation → examples."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from spacy.language import Language

from kgraph.annotations import AnnotatedFact, AnnotatedText
from kgraph.neural.labels import DATE_TYPE, QUALIFIER_TYPES, Labels
from kgraph.neural.reading import Reading, read_doc
from kgraph.ontology import Ontology
from kgraph.train.examples import PLURAL, Example, Positive


class AnnotatedReader:
    """Makes examples of annotated texts.

    Parameters
    ----------
    nlp
        Splits texts into words and sentences and finds dates.
    labels
        Of the model.
    ontology
        For which properties have dates and which are symmetric.
    """

    def __init__(self, nlp: Language, labels: Labels, ontology: Ontology) -> None:
        self._nlp, self._labels, self._ontology = nlp, labels, ontology
        self.lost: list[str] = []

    def read(self, text: AnnotatedText) -> Example:
        """One text."""
        return _Builder(self, text, read_doc(self._nlp(text.text)), self._labels, self._ontology).build()


class _Builder:
    def __init__(
        self, owner: AnnotatedReader, text: AnnotatedText, reading: Reading, labels: Labels, ontology: Ontology
    ) -> None:
        self.owner, self.text, self.reading, self.labels, self.ontology = owner, text, reading, labels, ontology
        self.chains = {id_: n for n, id_ in enumerate(text.types)}

    def build(self) -> Example:
        found: dict[tuple[int, int], tuple[int, int]] = {}
        ids: dict[tuple[int, int], str] = {}
        for d in self.reading.dates:
            found[d.start, d.end] = (1 << self.labels.type_index(DATE_TYPE), PLURAL)
        for m in self.text.marked:
            if m.date or not m.entities:
                continue
            span = self.reading.span(m.start, m.end)
            type_ = self.type_of(m.entities[0])
            if type_ is None:
                continue
            if len(m.entities) > 1:
                found.setdefault(span, (1 << type_, PLURAL))
            elif ids.get(span) is None:
                found[span] = (1 << type_, self.chains[m.entities[0]])
                ids[span] = m.entities[0]
            else:  # one span, two senses: Carmen and Carmen
                found[span] = (found[span][0] | 1 << type_, found[span][1])
        ranks = self._ranks(found)
        spans = sorted(found)
        self.index = {s: n for n, s in enumerate(spans)}
        self.spans = spans
        self.of_chain: dict[int, list[int]] = {}
        for n, s in enumerate(spans):
            self.of_chain.setdefault(found[s][1], []).append(n)
        example = Example(
            self.text.id,
            "own",
            self.reading,
            spans,
            [found[s][0] for s in spans],
            [found[s][1] for s in spans],
            known=tuple(range(len(self.labels.properties))),
            full_coreference=True,
            loss_quals=True,
        )
        for fact in self.text.facts:
            self._add(fact, example, ranks)
        return example

    def type_of(self, id_: str) -> int | None:
        name = self.text.types[id_]
        for one in (name, *self.ontology.super_classes(name)):
            if one in self.labels.types:
                return self.labels.type_index(one)
        return None

    def _ranks(self, found: dict[tuple[int, int], tuple[int, int]]) -> dict[int, tuple[int, int]]:
        """Where the words of a rank stand, by the line of its fact; they become mentions."""
        ranks: dict[int, tuple[int, int]] = {}
        if "Occupation" not in self.labels.types:
            return ranks
        lower = self.text.text.casefold()
        for fact in self.text.facts:
            for name, value in fact.qualifiers:
                if name == "rank" and fact.sign == "fact":
                    begin, end = fact.passage
                    at = lower.find(value.casefold(), begin, end)
                    if at < 0:
                        at = lower.rfind(value.casefold(), 0, end)
                    if at >= 0:
                        span = self.reading.span(at, at + len(value))
                        found.setdefault(span, (1 << self.labels.type_index("Occupation"), PLURAL))
                        ranks[fact.line] = span
        return ranks

    def _mentions(self, value: str, passage: tuple[int, int], date: bool) -> list[int]:
        """Gold mentions of an entity or a date in a passage; else the nearest before it; else the next one."""
        first, last = self.reading.span(*passage)
        if date:
            every = [self.index[d.start, d.end] for d in self.reading.dates if d.value == value]
        else:
            every = self.of_chain.get(self.chains.get(value, -9), [])
        inside = [n for n in every if first <= self.spans[n][0] < last]
        if inside:
            return inside
        before = [n for n in every if self.spans[n][0] < first]
        return before[-1:] or every[:1]

    def _add(self, fact: AnnotatedFact, example: Example, ranks: dict[int, tuple[int, int]]) -> None:
        if fact.property not in self.labels.properties or fact.subject not in self.chains:
            return
        prop = self.labels.properties.index(fact.property)
        date = self.ontology.properties[fact.property].is_date
        symmetric = self.ontology.properties[fact.property].symmetric
        if not date and fact.object not in self.chains:
            return
        subjects = self._mentions(fact.subject, fact.passage, date=False)
        objects = self._mentions(fact.object, fact.passage, date)
        if not subjects or not objects:
            if fact.sign == "fact":
                self.owner.lost.append(f"{self.text.path}:{fact.line}: {fact.subject} {fact.property} {fact.object}")
            return
        s, o = self.chains[fact.subject], -10 if date else self.chains[fact.object]
        pairs = [(a, b) for a in subjects for b in objects if a != b]
        if fact.sign == "optional":
            if date:
                return
            example.unknown.add((s, prop, o))
            if symmetric:
                example.unknown.add((o, prop, s))
            return
        if not pairs:
            return
        where = example.positives if fact.sign == "fact" else example.denied
        positive = Positive(pairs, (prop,))
        where.append(positive)
        if fact.sign == "fact":
            if not date:
                example.unknown.add((s, prop, o))
            positive.qualifiers = self._qualifiers(fact, ranks)
        if symmetric:
            where.append(Positive([(b, a) for a, b in pairs], (prop,), positive.qualifiers))
            if fact.sign == "fact":
                example.unknown.add((o, prop, s))

    def _qualifiers(self, fact: AnnotatedFact, ranks: dict[int, tuple[int, int]]) -> dict[int, list[int]]:
        out: dict[int, list[int]] = {}
        for name, value in fact.qualifiers:
            if name not in self.labels.qualifiers:
                continue
            if name == "rank":
                mentions = [self.index[ranks[fact.line]]] if fact.line in ranks else []
            elif DATE_TYPE in QUALIFIER_TYPES[name]:
                mentions = self._mentions(value, fact.passage, date=True)
            else:
                mentions = self._mentions(
                    value if value in self.chains else self._named(value), fact.passage, date=False
                )
            if mentions:
                out[self.labels.qualifiers.index(name)] = mentions
        return out

    def _named(self, words: str) -> str:
        """Id of the entity that is called so."""
        for m in self.text.marked:
            if len(m.entities) == 1 and self.text.text[m.start : m.end] == words:
                return m.entities[0]
        return ""


def classes_used(texts: Iterable[AnnotatedText], ontology: Ontology, wanted: Sequence[str]) -> set[str]:
    """Of the classes `wanted`, those that the texts' entities have, themselves or as a super-class."""
    used: set[str] = set()
    for text in texts:
        for name in text.types.values():
            if name in ontology.classes:
                used.update(c for c in (name, *ontology.super_classes(name)) if c in wanted)
    return used
