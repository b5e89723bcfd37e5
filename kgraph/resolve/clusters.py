"""Sets of entities that are thought to be one, and what forbids joining two of them.

A `Profile` sums up what is known of a set of candidates, so that whether two sets contradict each other costs no more
than their differences: two values, two names, two classes are compared once, however many documents give them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import combinations

from kgraph.resolve.candidates import Candidate, Names
from kgraph.resolve.names import Likeness, compare_persons, contradict

#: Whether the first class is the second or one of its sub-classes.
IsA = Callable[[str, str], bool]


@dataclass(slots=True)
class Profile:
    """What is known of a set of candidates."""

    members: list[int]
    leaves: set[str]
    genders: set[str]
    names: set[Names]
    values: dict[str, set[frozenset[str]]]
    documents: dict[str, str]
    apart: set[int] = field(default_factory=set)

    @classmethod
    def of(cls, number: int, candidate: Candidate) -> Profile:
        """The profile of one candidate, which has this number."""
        return cls(
            members=[number],
            leaves={candidate.leaf},
            genders={candidate.gender} if candidate.gender else set(),
            names={candidate.names} if candidate.names else set(),
            values={prop: {values} for prop, values in candidate.values},
            documents={candidate.document: candidate.key},
            apart=set(candidate.apart),
        )

    def absorb(self, other: Profile) -> None:
        """Add what is known of `other`."""
        self.members += other.members
        self.leaves |= other.leaves
        self.genders |= other.genders
        self.names |= other.names
        for prop, values in other.values.items():
            self.values.setdefault(prop, set()).update(values)
        self.documents.update(other.documents)
        self.apart |= other.apart

    def conflict(self, other: Profile, is_a: IsA) -> str:
        """Why the two are known to be different things, or an empty string.

        Everything known of each single member counts, not only what most of them say.
        """
        if self.leaves != other.leaves and any(
            not (is_a(a, b) or is_a(b, a)) for a in self.leaves for b in other.leaves
        ):  # no set contradicts itself
            return "class"
        if len(self.genders | other.genders) > 1:
            return "gender"
        for prop in self.values.keys() & other.values.keys():
            if any(not values_agree(a, b) for a in self.values[prop] for b in other.values[prop]):
                return prop
        small, large = self.documents, other.documents
        if len(small) > len(large):
            small, large = large, small
        for document, key in small.items():
            if large.get(document, key) != key:
                return "the text tells them apart"
        if self._stated_apart(other) or other._stated_apart(self):
            return "a fact relates them"
        return "name" if self._names_contradict(other) else ""

    def _stated_apart(self, other: Profile) -> bool:
        return bool(self.apart) and not self.apart.isdisjoint(other.members)

    def _names_contradict(self, other: Profile) -> bool:
        """Whether members have names of two people of one family, and no text gives both names to one person."""
        for a in self.names - other.names:
            for b in other.names - self.names:
                if names_contradict(a, b) and not any(
                    _same_person(a, bridge) and _same_person(b, bridge)
                    for bridge in self.names | other.names
                    if len(bridge) > 1
                ):
                    return True
        return False


def values_agree(a: Iterable[str], b: Iterable[str]) -> bool:
    """Whether some value of one is some value of the other, or the same date less precisely."""
    return any(x == y or x.startswith(f"{y}-") or y.startswith(f"{x}-") for x in a for y in b)


def names_contradict(a: Names, b: Names) -> bool:
    """Whether no name of one person can be any name of the other, and two of them are of one family."""
    return likeness(a, b) is Likeness.DIFFERENT and any(contradict(x, y) for x in a for y in b)


def likeness(a: Names, b: Names) -> Likeness:
    """How far the best matching names of two people agree."""
    return max((compare_persons(x, y) for x in a for y in b), default=Likeness.DIFFERENT)


def _same_person(names: Names, bridge: Names) -> bool:
    return likeness(names, bridge) >= Likeness.COMPATIBLE


class Clusters:
    """A partition of candidates that only ever grows coarser, and never joins what is known to differ."""

    def __init__(self, candidates: Sequence[Candidate], is_a: IsA) -> None:
        self.candidates = candidates
        self._is_a = is_a
        self._parent = list(range(len(candidates)))
        self._profiles = {i: Profile.of(i, c) for i, c in enumerate(candidates)}

    def find(self, number: int) -> int:
        """The number that stands for the set of a candidate."""
        root = number
        while self._parent[root] != root:
            root = self._parent[root]
        while self._parent[number] != root:
            self._parent[number], number = root, self._parent[number]
        return root

    def profile(self, number: int) -> Profile:
        """What is known of the set of a candidate."""
        return self._profiles[self.find(number)]

    def conflict(self, a: int, b: int) -> str:
        """Why the sets of two candidates may not be joined, or an empty string."""
        a, b = self.find(a), self.find(b)
        return "" if a == b else self._profiles[a].conflict(self._profiles[b], self._is_a)

    def consistent(self, numbers: Sequence[int]) -> bool:
        """Whether the sets of these candidates could all be joined."""
        seen: set[int] = set()
        total: Profile | None = None
        for number in numbers:
            root = self.find(number)
            if root in seen:
                continue
            seen.add(root)
            profile = self._profiles[root]
            if total is None:
                total = Profile([], set(), set(), set(), {}, {})
            elif total.conflict(profile, self._is_a):
                return False
            total.absorb(profile)
        return True

    def join(self, a: int, b: int) -> bool:
        """Join the sets of two candidates, unless they are known to differ. Whether they are one now."""
        a, b = self.find(a), self.find(b)
        if a == b:
            return True
        if self._profiles[a].conflict(self._profiles[b], self._is_a):
            return False
        if len(self._profiles[a].members) < len(self._profiles[b].members):
            a, b = b, a
        self._parent[b] = a
        self._profiles[a].absorb(self._profiles.pop(b))
        return True

    def join_all(self, numbers: Sequence[int]) -> None:
        """Join the sets of several candidates with that of the first."""
        for number in numbers[1:]:
            self.join(numbers[0], number)

    def join_clear(
        self, possible: Iterable[tuple[int, int]], wanted: Iterable[tuple[int, int]] | None = None
    ) -> set[int]:
        """Join pairs of which neither could equally well go with somebody else.

        Parameters
        ----------
        possible
            All pairs that could be one.
        wanted
            Those of them to join; by default all.

        Returns
        -------
        set of int
            The numbers of which possible partners conflict with each other: they could be any of several.
        """
        pairs = sorted({(min(p), max(p)) for p in possible})
        partners: dict[int, list[int]] = defaultdict(list)
        for a, b in pairs:
            partners[a].append(b)
            partners[b].append(a)
        torn = {n for n, others in partners.items() if any(self.conflict(a, b) for a, b in combinations(others, 2))}
        for a, b in pairs if wanted is None else sorted({(min(p), max(p)) for p in wanted}):
            if a not in torn and b not in torn:
                self.join(a, b)
        return torn

    def roots(self) -> list[int]:
        """The numbers that stand for the sets, sorted by the first member."""
        return sorted(self._profiles, key=lambda root: min(self._profiles[root].members))

    def members(self) -> list[list[int]]:
        """The sets, each sorted, sorted by the first member."""
        return sorted(sorted(profile.members) for profile in self._profiles.values())
