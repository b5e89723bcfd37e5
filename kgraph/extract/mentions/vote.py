"""One name, one class: the evidence of all its mentions in a document counts together.

Two classes may share a name where the lexicon says so (a house and its company, a work and its heroine): then each
mention goes by its own sentence first.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from kgraph.extract.mentions.evidence import Scores
from kgraph.lexicon.classes import ClassLexicon, Sense

#: A name must have more points than this for its best class.
THRESHOLD = 0.0
#: What each mention after the best one adds to its name's points.
_REPEATED = 0.3
#: What a longer name of the same thing lends to a short form.
_INHERITED = 3.0


class Ballot:
    """The votes of one document.

    Parameters
    ----------
    keys
        For each mention the words of its name, folded.
    scores
        For each mention its evidence.
    """

    def __init__(self, classes: ClassLexicon, keys: Sequence[tuple[str, ...]], scores: Sequence[Scores]) -> None:
        self._classes = classes
        self._keys = keys
        self._scores = scores
        self._pooled = self._pool()
        person = classes.traits.get("person")
        self._person = person.type if person else ""
        self._lend()

    def _pool(self) -> dict[tuple[str, ...], dict[str, float]]:
        gathered: dict[tuple[str, ...], dict[str, list[float]]] = {}
        for key, scores in zip(self._keys, self._scores, strict=True):
            by_type = gathered.setdefault(key, defaultdict(list))
            for kind, points in scores.types.items():
                by_type[kind].append(points)
        return {
            key: {kind: max(p) + _REPEATED * (sum(p) - max(p)) for kind, p in by_type.items()}
            for key, by_type in gathered.items()
        }

    def _lend(self) -> None:
        """Short forms inherit from longer names that begin or, for persons, end with them."""
        longer: dict[tuple[str, ...], dict[str, float]] = defaultdict(dict)
        for key, points in self._pooled.items():
            if len(key) < 2:
                continue
            best = self._best(points)
            if not best:
                continue
            person = best == self._person
            for size in range(1, len(key)):
                if key[:size] in self._pooled and (person or size == len(key) - 1 or size == 1):
                    shares = longer[key[:size]]
                    shares[best] = max(shares.get(best, 0.0), _INHERITED if person else _INHERITED * 0.4)
                if person and key[-size:] in self._pooled:
                    longer[key[-size:]][best] = _INHERITED
        for key, shares in longer.items():
            for kind, points in shares.items():
                self._pooled[key][kind] = self._pooled[key].get(kind, 0.0) + points

    def _totals(self, points: dict[str, float]) -> dict[str, float]:
        """Points of each class with its prior and those of the classes above it."""
        priors = self._classes.priors
        return {
            kind: own
            + priors.get(kind, 0.0)
            + sum(points.get(above, 0.0) + priors.get(above, 0.0) for above in self._classes.parents.get(kind, ()))
            for kind, own in points.items()
        }

    def _best(self, points: dict[str, float]) -> str:
        totals = self._totals(points)
        ranked = sorted(
            totals, key=lambda kind: (-round(totals[kind], 6), len(self._classes.parents.get(kind, ())), kind)
        )
        return ranked[0] if ranked and totals[ranked[0]] > THRESHOLD else ""

    def decide(self, i: int) -> Sense | None:
        """The class of mention `i`, or None if it names nothing known."""
        pooled = self._pooled[self._keys[i]]
        best = self._best(pooled)
        if not best:
            return None
        own = self._scores[i]
        for other in sorted(pooled):
            if frozenset((best, other)) in self._classes.shared and other != best:
                here = self._totals(dict(own.types))
                if here.get(other, 0.0) > here.get(best, 0.0) and self._totals(pooled)[other] > THRESHOLD:
                    best = other
                    break
        return Sense(best, self._subtype(i, best))

    def _subtype(self, i: int, kind: str) -> str:
        points: dict[str, float] = defaultdict(float)
        for key, scores in zip(self._keys, self._scores, strict=True):
            if key == self._keys[i]:
                for (type_, subtype), value in scores.subtypes.items():
                    if type_ == kind:
                        points[subtype] += value
        ranked = sorted(points, key=lambda s: (-round(points[s], 6), s))
        return ranked[0] if ranked and points[ranked[0]] >= 1.5 else ""
