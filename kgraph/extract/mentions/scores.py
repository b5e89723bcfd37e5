"""The points that the evidence at a mention gives to each class."""

from __future__ import annotations

from collections.abc import Mapping

from kgraph.lexicon.classes import Kind, Senses

#: How much each kind of evidence says. Tuned on annotated biographies and encyclopaedia articles.
WEIGHTS: dict[Kind, float] = {
    "head": 4.4,
    "open": 3.4,
    "tail": 4.0,
    "noun": 3.8,
    "apposition": 3.6,
    "list": 2.4,
    "such": 3.9,
    "frame": 2.5,
    "hint": 1.2,
    "neighbour": 1.6,
    "nickname": 4.2,
    "company": 0.3,
    "gazetteer": 4.5,
    "ambiguous": 3.1,
    "quoted": 2.0,
    "title": 4.0,
    "phrase": 3.1,
    "titled": 1.9,
    "plain": 1.0,
    "given": 2.3,
    "given-alone": 2.6,
    "short": 1.8,
    "article": -2.9,
    "shape": 0.7,
    "acronym": 1.2,
    "modifier": -2.0,
    "topic": 1.2,
    "year": 3.7,
    "life": 2.3,
    "recogniser": 1.0,
}


class Scores:
    """Points for types, and for subtypes as (type, subtype).

    Attributes
    ----------
    trace
        What was counted: (kind of evidence, type, share).
    """

    __slots__ = ("_weights", "subtypes", "trace", "types")

    def __init__(self, weights: Mapping[tuple[str, Kind], float]) -> None:
        self._weights = weights
        self.types: dict[str, float] = {}
        self.subtypes: dict[tuple[str, str], float] = {}
        self.trace: list[tuple[Kind, str, float]] = []

    def add(self, kind: Kind, senses: Senses, share: float = 1.0) -> None:
        """Give each type among the senses the points of this kind of evidence once, and each subtype."""
        points = WEIGHTS[kind] * share
        for type_ in dict.fromkeys(sense.type for sense in senses):
            self.give(kind, type_, share)
        for sense in senses:
            if sense.subtype:
                key = (sense.type, sense.subtype)
                self.subtypes[key] = self.subtypes.get(key, 0.0) + points

    def give(self, kind: Kind, type_: str, share: float) -> None:
        """Give one type `share` of the points of this kind of evidence."""
        points = self._weights.get((type_, kind))
        if points is None:
            points = WEIGHTS[kind]
        self.types[type_] = self.types.get(type_, 0.0) + points * share
        self.trace.append((kind, type_, share))
