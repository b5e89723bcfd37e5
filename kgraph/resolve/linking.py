"""Clustering: from scores of pairs to sets, the surest pair first.

A pair is joined if enough speaks for it (`kgraph.resolve.evidence.ENOUGH`), nothing forbids it, and neither could as
well be somebody else: no other set, that is not going to be the same one, comes near its score. After each joining the
scores of all pairs with the new set are looked at again, for it knows more. What is left waiting at the end stays
apart.
"""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from math import log2

from kgraph.curation import Entry
from kgraph.model import Decision, Reason
from kgraph.places import described
from kgraph.resolve.blocking import LARGE, pairs
from kgraph.resolve.candidates import Candidate
from kgraph.resolve.clusters import KEPT_APART, Clusters
from kgraph.resolve.context import Context
from kgraph.resolve.evidence import (
    CONTESTED,
    ENOUGH,
    OF_ONE_KIND,
    OTHER,
    Scorer,
    margin_of,
    named_points,
    total,
)
from kgraph.resolve.families import is_contested, namesakes
from kgraph.resolve.personal_evidence import BY_HUSBAND, EQUAL
from kgraph.resolve.rivals import have_two_of_its_names
from kgraph.resolve.weights import Weights

#: How much more often a namesake must occur than all others together to take those who could be any of them.
_DOMINANCE = 5
#: From so many points on a name is better than another one.
_BETTER = 1.0
#: Pairs that fell short by no more than this are worth telling of.
_NEAR = 2.0

#: Why those who have equal names are one.
_NOTHING_AGAINST = "equal names, and nothing that the texts say contradicts"


class Linker:
    """Joins sets until nothing more is sure.

    Parameters
    ----------
    clusters
        The sets; those that a person joined are joined already.
    context, weights, given
        What else is known of them.
    """

    def __init__(self, clusters: Clusters, context: Context, weights: Weights, given: Mapping[str, str]) -> None:
        self._clusters, self._context, self._weights = clusters, context, weights
        self._scorer = Scorer(clusters, context, weights, given)
        self.decisions: list[Decision] = []
        self._partners: dict[int, dict[int, float]] = defaultdict(dict)  # sets whose names agree, with the score
        self._of_one_kind: set[tuple[int, int]] = set()  # of which texts say that they are the same; sets only grow
        self._prominences: dict[int, float] = {}
        self._scores: dict[tuple[int, int], tuple[int, float, tuple[Reason, ...]]] = {}
        self._heap: list[tuple[float, int, int]] = []
        self._waiting: dict[int, set[tuple[int, int]]] = defaultdict(set)  # by the two and by their rival

    def __call__(
        self, ordered: Iterable[tuple[Entry, int, int]] = (), kept: Iterable[tuple[Entry, int, int]] = ()
    ) -> None:
        """Join what is one.

        Parameters
        ----------
        ordered
            Pairs that a person's decision joined already, to be told of.
        kept
            Pairs that a person's decision keeps apart: they are told of, near or not.
        """
        for entry, a, b in ordered:
            self._tell_ordered(entry, a, b)
        uncontested, contested = namesakes(self._clusters, self._weights)
        for group in uncontested:
            self._clusters.join_all(group)
            self._tell_equal(group)
        for family in contested:
            self._join_places(family)
        self._scorer.contest(contested)
        self._compare(contested)
        self._agglomerate()
        contested = self._settle(contested)
        for family in contested:
            self._place_rest(family)
        self._tell_refused(self._kept_sets(kept))

    # ------------------------------------------------------------------------------------------ best first

    def _compare(self, contested: Sequence[Sequence[int]]) -> None:
        found = pairs(self._clusters, self._context, self._weights, self._clusters.roots())
        for family in contested:
            roots = sorted({self._clusters.find(n) for n in family})
            if len(roots) <= LARGE:
                found.update((a, b) for i, a in enumerate(roots) for b in roots[i + 1 :])
        for pair in sorted((min(p), max(p)) for p in found):
            a, b = sorted(map(self._clusters.find, pair))
            if a != b and self._pair(a, b):
                self._push(a, b)

    def _score(self, a: int, b: int) -> tuple[float, tuple[Reason, ...]]:
        pair = (min(a, b), max(a, b))
        size = len(self._clusters.profile(a).members) + len(self._clusters.profile(b).members)
        known = self._scores.get(pair)
        if known is None or known[0] != size:  # sets only grow: of the same size they are the same
            reasons = self._scorer.reasons(*pair)
            known = self._scores[pair] = size, total(reasons), reasons
        return known[1:]

    def _pair(self, a: int, b: int) -> bool:
        """Score two sets, and note the score with both. Whether their names agree at all."""
        score, reasons = self._score(a, b)
        if reasons:
            self._partners[a][b] = self._partners[b][a] = score
            if any(r.kind == "kind" and r.points > 0 for r in reasons):
                self._of_one_kind.add((min(a, b), max(a, b)))
        return bool(reasons)

    def _push(self, a: int, b: int) -> None:
        score = self._score(a, b)[0]
        if score >= ENOUGH:
            heapq.heappush(self._heap, (-score, min(a, b), max(a, b)))

    def _agglomerate(self) -> None:
        while self._heap:
            negative, a, b = top = heapq.heappop(self._heap)
            while self._heap and self._heap[0] == top:  # pushed again with each join around it
                heapq.heappop(self._heap)
            if self._clusters.find(a) != a or self._clusters.find(b) != b or -negative != self._score(a, b)[0]:
                continue
            if self._clusters.conflict(a, b):
                continue
            rival = self._rival(a, b)
            if rival is not None:
                for number in (a, b, rival):  # until one of them grows, nothing changes
                    self._waiting[number].add((a, b))
                continue
            self._join(a, b)

    def _join(self, a: int, b: int, verdict: str = "") -> None:
        """Join two sets, and look again at all that the new one could be."""
        score, reasons = self._score(a, b)
        self.decisions.append(self._decision(True, a, b, score, reasons, verdict))
        others = (self._partners.pop(a, {}).keys() | self._partners.pop(b, {}).keys()) - {a, b}
        self._clusters.join(a, b)
        root = self._clusters.find(a)
        for old in (a, b):
            self._prominences.pop(old, None)
        for other in others:
            for old in (a, b):
                self._partners[other].pop(old, None)
                self._scores.pop((min(old, other), max(old, other)), None)
            self._pair(root, other)
        again = {tuple(sorted((root, other))) for other in self._partners[root]}
        for number in (a, b):
            again |= self._waiting.pop(number, set())
        for x, y in sorted(again):
            if self._clusters.find(x) == x and self._clusters.find(y) == y and x != y:
                self._push(x, y)

    def _rival(self, a: int, b: int) -> int | None:
        """Another set that one of two could as well be, and that is not the other one."""
        score, reasons = self._score(a, b)
        margin, named = margin_of(reasons), named_points(reasons)
        for one, other in ((a, b), (b, a)):
            near = (t for t, s in self._partners[one].items() if s + self._lead(one, t, other) >= score - margin)
            for third in sorted(near):
                if third == other or self._clusters.conflict(one, third) or not self._differ(other, third):
                    continue
                if have_two_of_its_names(self._clusters, one, other, third) or self._also_wife(one, other, third):
                    continue
                better = named - named_points(self._score(one, third)[1]) >= _BETTER
                if better and self._partners[one][third] < score - margin:
                    continue  # that the third is better known does not outweigh the better name
                return third
        return None

    def _lead(self, one: int, a: int, b: int) -> float:
        """How far a is ahead of b, beside the scores, as what a third may be: because it is better known, unless the
        text says what it is, and b is not.
        """
        kinds = [(min(one, other), max(one, other)) in self._of_one_kind for other in (a, b)]
        kind = OF_ONE_KIND * (kinds[0] - kinds[1])
        return kind if kind > 0 else kind + self._prominence(a) - self._prominence(b)

    def _prominence(self, number: int) -> float:
        """A point for each doubling of the documents that speak of a set: the better known is meant more often."""
        known = self._prominences.get(number)
        if known is None:
            known = self._prominences[number] = round(log2(len(self._clusters.profile(number).documents)), 2)
        return known

    def _differ(self, a: int, b: int) -> bool:
        """Whether two sets that a third could be are not one: known to differ, or called otherwise altogether."""
        if self._clusters.conflict(a, b):
            return True
        reasons = self._score(a, b)[1]
        if any(r.kind == "name" and r.points > OTHER for r in reasons):
            return any(r.kind == "text" for r in reasons)
        one, other = (
            {w for names in self._clusters.profile(n).names for m in names for w in m.key.split()} for n in (a, b)
        )
        single = any(self._clusters.candidates[n].lone for n in (a, b))  # "Dame Honor" may well be "Miss Tredgold"
        return not single and one.isdisjoint(other)

    def _also_wife(self, number: int, a: int, b: int) -> bool:
        """Whether b is called by the name of somebody whom a third married, a not: "Mrs Wetmore", "Madame Ozol"."""
        one, other = ({r.detail for r in self._score(number, m)[1]} for m in (a, b))
        return BY_HUSBAND in other - one

    # -------------------------------------------------------------------------------------- contested names

    def _settle(self, contested: list[list[int]]) -> list[list[int]]:
        """Give names back their full weight that nothing contests any longer, since who bore them in one text is one.

        Returns those that stay contested.
        """
        sizes = {family[0]: len(family) for family in contested}
        while True:
            fewer = {f[0]: len({self._clusters.find(n) for n in f}) for f in contested}
            changed = {first for first, size in fewer.items() if size < sizes[first]}
            sizes = fewer
            freed = [f for f in contested if f[0] in changed and not is_contested(self._clusters, f, self._weights)]
            if not freed:
                return contested
            gone = {f[0] for f in freed}
            contested = [f for f in contested if f[0] not in gone]
            self._scorer.contest(contested)
            for family in freed:
                self._free(family)
            self._agglomerate()

    def _free(self, family: Sequence[int]) -> None:
        """Score the bearers of a name anew, and join those of the same form of it."""
        for root in sorted({self._clusters.find(n) for n in family}):
            for other in sorted(self._partners[root]):
                self._scores.pop((min(root, other), max(root, other)), None)
                self._pair(root, other)
                self._push(root, other)
        first: dict[str, int] = {}
        for number in family:
            one = self._clusters.find(first.setdefault(self._clusters.candidates[number].key, number))
            other = self._clusters.find(number)
            if one != other and not self._clusters.conflict(one, other):
                self._join(min(one, other), max(one, other), "nothing contests the name any longer")

    def _join_places(self, family: Sequence[int]) -> None:
        """Join the bearers of one contested name that clearly are the same place of the gazetteer."""
        places: dict[tuple[str, int], list[int]] = defaultdict(list)
        for number in family:
            candidate = self._clusters.candidates[number]
            if candidate.referent:
                places[candidate.key, candidate.referent].append(number)
        for (_, place), group in sorted(places.items()):
            if len(group) > 1 and self._clusters.consistent(group):
                self._clusters.join_all(group)
                self._tell_equal(
                    group, f"equal names, and all are {described(place)}, as far as texts and gazetteer tell"
                )

    def _place_rest(self, family: Sequence[int]) -> None:
        """Bearers of a contested name of whom nothing is known: with the one that dominates, else things together."""
        clusters = self._clusters
        roots = sorted({clusters.find(n) for n in family})
        apart = clusters.conflicts(roots)
        open_ = [r for r in roots if not clusters.profile(r).values and _could_be_several(r, apart)]
        targets = [r for r in roots if r not in open_]
        left: list[int] = []
        for root in open_:
            possible = [t for t in targets if clusters.find(t) == t and not clusters.conflict(root, t)]
            possible = [t for t in possible if named_points(self._score(root, t)[1]) >= CONTESTED]
            sizes = sorted((-len(clusters.profile(t).documents), t) for t in possible)
            if sizes and -sizes[0][0] >= _DOMINANCE * max(-sum(s for s, _ in sizes[1:]), 1):
                self._join(sizes[0][1], root, "of all who are called so, nearly all mentions are of this one")
                targets = sorted({clusters.find(t) for t in targets})
            else:
                left.append(root)
        for root in left[1:]:
            first = clusters.find(left[0])
            if not clusters.candidates[root].names and first != root and not clusters.conflict(first, root):
                self._join(first, root, "nothing tells which of the things of this name it is")

    # -------------------------------------------------------------------------------------------- telling

    def _decision(
        self, joined: bool, a: int, b: int, score: float, reasons: tuple[Reason, ...], verdict: str
    ) -> Decision:
        left, right = (
            tuple(sorted(self._clusters.candidates[m].place for m in self._clusters.profile(n).members)) for n in (a, b)
        )
        names = tuple(self._clusters.candidates[n].entity.name for n in (a, b))
        if right < left:
            left, right, names = right, left, names[::-1]
        told = (*reasons, *self._read_otherwise(self._clusters.profile(n).members[0] for n in (a, b)))
        return Decision(joined, left, right, (names[0], names[1]), score, told, verdict)

    def _read_otherwise(self, numbers: Iterable[int]) -> Iterator[Reason]:
        """Which of some candidates their own texts were not read as what they are."""
        for candidate in map(self._clusters.candidates.__getitem__, numbers):
            if candidate.read_as:
                said = f"{candidate.document} says nothing of it; it was read as {candidate.read_as} there"
                yield Reason("kind", 0.0, said)

    def _tell_ordered(self, entry: Entry, a: int, b: int) -> None:
        one, other = self._clusters.candidates[a], self._clusters.candidates[b]
        self.decisions.append(ordered_joining([one], other, [entry]))

    def _tell_equal(self, group: Sequence[int], why: str = _NOTHING_AGAINST) -> None:
        places = sorted(self._clusters.candidates[n].place for n in group)
        name = self._clusters.candidates[group[0]].entity.name
        reasons = (Reason("name", EQUAL, why), *self._read_otherwise(group))
        self.decisions.append(Decision(True, (places[0],), tuple(places[1:]), (name, name), EQUAL, reasons))

    def _kept_sets(self, kept: Iterable[tuple[Entry, int, int]]) -> dict[tuple[int, int], list[Reason]]:
        """The sets that a person keeps apart, each pair with the decisions on it in the order of the file."""
        found: dict[tuple[int, int], list[Reason]] = defaultdict(list)
        for entry, a, b in kept:
            one, other = sorted((self._clusters.find(a), self._clusters.find(b)))
            reason = _ordered(entry)
            if reason not in found[one, other]:
                found[one, other].append(reason)
        return found

    def _tell_refused(self, kept: Mapping[tuple[int, int], Sequence[Reason]]) -> None:
        for a, b in sorted(self._scores.keys() | kept.keys()):
            if self._clusters.find(a) != a or self._clusters.find(b) != b or a == b:
                continue
            score, reasons = self._score(a, b)
            ordered = kept.get((a, b), ())
            verdict = KEPT_APART if ordered else self._refusal(a, b, score) if reasons else ""
            if verdict:
                self.decisions.append(self._decision(False, a, b, score, (*ordered, *reasons), verdict))

    def _refusal(self, a: int, b: int, score: float) -> str:
        conflict = self._clusters.conflict(a, b)
        if conflict:
            return conflict if score >= ENOUGH - _NEAR else ""
        if score < ENOUGH:
            return f"only {score:g} of the {ENOUGH:g} points needed" if score >= ENOUGH - _NEAR else ""
        rival = self._rival(a, b)
        if rival is None:
            return ""
        candidate = self._clusters.candidates[rival]
        return f"could as well be {candidate.entity.name} of {candidate.document}"


def ordered_joining(group: Sequence[Candidate], other: Candidate, entries: Iterable[Entry]) -> Decision:
    """That a person's decisions joined a candidate to others, which are one."""
    left, names = tuple(sorted(c.place for c in group)), (group[0].entity.name, other.entity.name)
    reasons = tuple(_ordered(entry) for entry in entries)
    return Decision(True, left, (other.place,), names, 0.0, reasons, "a person's decision")


def _ordered(entry: Entry) -> Reason:
    """That a person decided: where, and by whom, when and why as far as the curation file says."""
    said = (f"line {entry.line} of the curation file", entry.by, entry.date, entry.note)
    return Reason("curated", 0.0, "; ".join(filter(None, said)))


def _could_be_several(root: int, apart: Mapping[int, set[int]]) -> bool:
    """Whether a set could be one with each of two sets that could not be one with each other."""
    impossible = apart[root] | {root}
    return any(a not in impossible and not others <= impossible for a, others in apart.items() if others)
