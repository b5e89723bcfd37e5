"""One name, one class: the evidence of all its mentions in a document counts together.

Two classes may share a name where the lexicon says so (a house and its company, a work and its heroine): then each
mention goes by its own sentence first.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from kgraph.extract.mentions.scores import Scores
from kgraph.lexicon.classes import ClassLexicon, Sense

#: A name must have more points than this for its best class.
THRESHOLD = 0.0
#: The share of its points that each mention after the best one adds to its name.
_REPEATED = 0.3
#: What a longer name of the same thing lends to a short form: to a person's, to another's.
_PERSON_LENDS, _OTHER_LENDS = 3.0, 1.2
#: The points that a subtype must have.
_SUBTYPE = 1.5

Name = tuple[str, ...]


class Ballot:
    """The votes of one document.

    Parameters
    ----------
    names
        For each mention the words of its name, folded.
    scores
        For each mention its evidence.
    """

    def __init__(self, classes: ClassLexicon, names: Sequence[Name], scores: Sequence[Scores]) -> None:
        self._classes = classes
        self._names = names
        self._scores = scores
        self._mentions: dict[Name, list[int]] = {}
        for i, name in enumerate(names):
            self._mentions.setdefault(name, []).append(i)
        person = classes.traits.get("person")
        self._person = person.type if person else ""
        self._pooled = {name: self._pool(mentions) for name, mentions in self._mentions.items()}
        self._lend()
        self._best = {name: self._ranked_first(points) for name, points in self._pooled.items()}
        self._subtypes: dict[tuple[Name, str], str] = {}

    def decide(self, i: int) -> Sense | None:
        """The class of mention `i`, or None if it names nothing known."""
        name = self._names[i]
        best = self._best[name]
        if not best:
            return None
        pooled = self._pooled[name]
        for pair in self._classes.shared:
            if best in pair and pair <= pooled.keys():
                best = self._by_sentence(i, best, next(iter(pair - {best})), pooled)
                break
        return Sense(best, self._subtype(name, best))

    def _by_sentence(self, i: int, best: str, other: str, pooled: Mapping[str, float]) -> str:
        here = self._scores[i].types
        closer = other in here and self._total(other, here) > self._total(best, here)
        return other if closer and self._total(other, pooled) > THRESHOLD else best

    def _pool(self, mentions: Sequence[int]) -> dict[str, float]:
        """Points by type over the mentions of one name: the best one's, and a share of the others'."""
        if len(mentions) == 1:
            return dict(self._scores[mentions[0]].types)
        best: dict[str, float] = {}
        total: dict[str, float] = {}
        for i in mentions:
            for kind, points in self._scores[i].types.items():
                best[kind] = max(best.get(kind, points), points)
                total[kind] = total.get(kind, 0.0) + points
        return {kind: points + _REPEATED * (total[kind] - points) for kind, points in best.items()}

    def _lend(self) -> None:
        """Short forms inherit from longer names that begin or, for persons, end with them."""
        loans: dict[Name, dict[str, float]] = {}
        for name, points in self._pooled.items():
            best = self._ranked_first(points) if len(name) > 1 else ""
            if not best:
                continue
            person = best == self._person
            points_lent = _PERSON_LENDS if person else _OTHER_LENDS
            starts = range(1, len(name)) if person else {1, len(name) - 1}
            shorter = [name[:size] for size in starts] + ([name[size:] for size in starts] if person else [])
            for short in shorter:
                if short in self._pooled:
                    lent = loans.setdefault(short, {})
                    lent[best] = max(lent.get(best, 0.0), points_lent)
        for name, lent in loans.items():
            own = self._pooled[name]
            for kind, loan in lent.items():
                own[kind] = own.get(kind, 0.0) + loan

    def _total(self, kind: str, points: Mapping[str, float]) -> float:
        """Points of a class with its prior and those of the classes above it, to six decimals."""
        priors = self._classes.priors
        total = points.get(kind, 0.0) + priors.get(kind, 0.0)
        for above in self._classes.parents.get(kind, ()):
            total += points.get(above, 0.0) + priors.get(above, 0.0)
        return round(total, 6)

    def _ranked_first(self, points: Mapping[str, float]) -> str:
        """The class with the most points, the more general one of equals; empty if none has enough."""
        best, most = "", (THRESHOLD, 0)
        for kind in sorted(points):
            rank = (self._total(kind, points), -len(self._classes.parents.get(kind, ())))
            if rank[0] > THRESHOLD and (not best or rank > most):
                best, most = kind, rank
        return best

    def _subtype(self, name: Name, kind: str) -> str:
        known = self._subtypes.get((name, kind))
        if known is None:
            points: dict[str, float] = {}
            for i in self._mentions[name]:
                for (type_, subtype), value in self._scores[i].subtypes.items():
                    if type_ == kind:
                        points[subtype] = points.get(subtype, 0.0) + value
            ranked = sorted(points, key=lambda s: (-round(points[s], 6), s))
            known = ranked[0] if ranked and points[ranked[0]] >= _SUBTYPE else ""
            self._subtypes[name, kind] = known
        return known
