"""Sets of entities that are thought to be one, and what forbids joining two of them.

A `Profile` sums up what is known of a set of candidates, so that whether two sets contradict each other costs no more
than their differences: two values, two names, two classes are compared once, however many documents give them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from itertools import combinations, combinations_with_replacement, permutations

from kgraph.names import Likeness, PersonName, compare_persons, complementary, contradict
from kgraph.places import described, may_be_one
from kgraph.resolve.agreement import may_be_slips
from kgraph.resolve.candidates import Candidate, Claim, Names
from kgraph.titles import shortened, title_key

#: A key and, for people, the names of an entity as one document has it.
Label = tuple[str, Names]
#: Why two are not joined of which a person said that they differ.
KEPT_APART = "the curation file says that they differ"
#: Why two are not joined that a fact relates to each other, that are parts of one, or of which a text says so.
APART = "a text tells them apart, or relates one to the other"
#: Why two are not joined that a text has by names which are no forms of each other.
NAMED_APART = "one text speaks of both, by different names"
#: Years: nobody lived longer, or is said to do things longer after death.
_LONGEST_LIFE, _POSTHUMOUS = 112, 1


@dataclass(frozen=True, slots=True)
class Rules:
    """What an ontology says of things that differ.

    Attributes
    ----------
    is_a
        Whether the first class is the second or one of its sub-classes.
    birth, death
        Properties between whose dates somebody lived, or empty.
    """

    is_a: Callable[[str, str], bool]
    birth: str = ""
    death: str = ""


@dataclass(slots=True)
class Profile:
    """What is known of a set of candidates."""

    members: list[int]
    leaves: set[str]
    genders: set[str]
    names: set[Names]
    values: dict[str, set[frozenset[str]]]
    documents: dict[str, frozenset[Label]]
    apart: set[int] = field(default_factory=set)
    keys: set[str] = field(default_factory=set)
    aliases: dict[str, AbstractSet[str]] = field(default_factory=dict)
    nicknames: set[PersonName] = field(default_factory=set)
    claims: dict[str, set[Claim]] = field(default_factory=dict)
    years: tuple[int, int] | None = None
    kept: set[int] = field(default_factory=set)
    relatives: dict[str, str] = field(default_factory=dict)
    listed: set[int] = field(default_factory=set)
    likely: set[int] = field(default_factory=set)
    referents: set[int] = field(default_factory=set)
    chances: dict[int, float] = field(default_factory=dict)

    @classmethod
    def of(cls, number: int, candidate: Candidate) -> Profile:
        """The profile of one candidate, which has this number."""
        return cls(
            members=[number],
            leaves={candidate.leaf},
            genders={candidate.gender} if candidate.gender else set(),
            names={candidate.names} if candidate.names else set(),
            values={prop: {values} for prop, values in candidate.values},
            documents={candidate.document: frozenset([(candidate.key, candidate.names)])},
            apart=set(candidate.apart),
            keys={candidate.key},
            aliases={key: {candidate.document} for key in _aliases(candidate)},
            nicknames=set(candidate.nicknames),
            relatives=dict.fromkeys(candidate.relatives, candidate.document),
            claims={prop: set(values) for prop, values in candidate.claims},
            years=candidate.years,
            listed={candidate.listed} if candidate.listed >= 0 else set(),
            likely={candidate.likely} if candidate.likely else set(),
            referents={candidate.referent} if candidate.referent else set(),
            chances=dict(candidate.chances),
        )

    def absorb(self, other: Profile) -> None:
        """Add what is known of `other`."""
        self.members += other.members
        self.leaves |= other.leaves
        self.genders |= other.genders
        self.names |= other.names
        for prop, values in other.values.items():
            self.values.setdefault(prop, set()).update(values)
        for document, labels in other.documents.items():
            self.documents[document] = self.documents.get(document, frozenset()) | labels
        self.apart |= other.apart
        self.kept |= other.kept
        self.keys |= other.keys
        for alias, documents in other.aliases.items():
            self.aliases[alias] = self.aliases.get(alias, frozenset()) | documents
        self.nicknames |= other.nicknames
        for name, document in other.relatives.items():
            self.relatives[name] = min(document, self.relatives.get(name, document))
        self.listed |= other.listed
        self.likely |= other.likely
        self.referents |= other.referents
        self.chances = {
            n: max(self.chances.get(n, 0), other.chances.get(n, 0)) for n in (*self.chances, *other.chances)
        }
        for prop, claimed in other.claims.items():
            self.claims.setdefault(prop, set()).update(claimed)
        if other.years is not None:
            first, last = self.years or other.years
            self.years = min(first, other.years[0]), max(last, other.years[1])

    def alone(self) -> Profile:
        """The profile without members, texts and the facts that relate it to others."""
        return replace(self, members=[], documents={}, apart=set(), kept=set())

    def alike(self) -> object:
        """What conflicts of profiles that stand `alone` depend on."""
        values = frozenset((prop, frozenset(stated)) for prop, stated in self.values.items())
        leaves, genders, aliases = frozenset(self.leaves), frozenset(self.genders), frozenset(self.aliases)
        places = frozenset(self.listed), frozenset(self.likely), frozenset(self.referents)
        return leaves, genders, aliases, frozenset(self.names), values, self.years, places

    def conflict(self, other: Profile, rules: Rules) -> str:
        """Why the two are known to be different things, or an empty string.

        Everything known of each single member counts, not only what most of them say.
        """
        is_a = rules.is_a
        if self._kept_apart(other) or other._kept_apart(self):
            return KEPT_APART
        if self.leaves != other.leaves and any(
            not (is_a(a, b) or is_a(b, a)) for a in self.leaves for b in other.leaves
        ):  # no set contradicts itself
            return f"one is of class {min(self.leaves - other.leaves or self.leaves)}, one of {min(other.leaves)}"
        if len(self.genders | other.genders) > 1:
            return "one is a man, one a woman"
        for prop in sorted(self.values.keys() & other.values.keys()) if self.values and other.values else ():
            if any(not may_be_slips(a, b) for a in self.values[prop] for b in other.values[prop]):
                return f"{prop} differs: {_one_of(self.values[prop])} and {_one_of(other.values[prop])}"
        if self.referents and other.referents and (elsewhere := self._elsewhere(other)):
            return elsewhere
        if self._impossible_life(other, rules) or other._impossible_life(self, rules):
            return "nobody lives so long"
        if (self._stated_apart(other) or other._stated_apart(self)) and self.likely.isdisjoint(other.likely):
            return APART  # of one place, "Agram, now Zagreb", a fact may be misread
        if self._named_apart(other):
            return NAMED_APART
        return "names of two people of one family" if self._names_contradict(other) else ""

    def called_otherwise(self, other: Profile) -> bool:
        """Whether a gazetteer has the names of both for one thing, and a text may have both: "Leningrad, now again
        St Petersburg", "Die lustige Witwe (The Merry Widow)".
        """
        things = not self.names and not other.names
        return things and not (self.likely.isdisjoint(other.likely) and self.listed.isdisjoint(other.listed))

    def _elsewhere(self, other: Profile) -> str:
        """Why two that are clearly places of the gazetteer are not one place, or an empty string."""
        for a in sorted(self.referents):
            for b in sorted(other.referents):
                if not may_be_one(min(a, b), max(a, b)):
                    return f"one is {described(a)}, one is {described(b)}"
        return ""

    def _named_apart(self, other: Profile) -> bool:
        """Whether a text has a member of both under names that are no forms of each other."""
        small, large = self.documents, other.documents
        if len(small) > len(large):
            small, large = large, small
        if large.keys().isdisjoint(small) or self.called_otherwise(other):
            return False
        said = {*self.aliases, *other.aliases}  # a text gives both names to one
        together = self.several_names(other)
        return any(_unlike(labels, large[d], said, together) for d, labels in small.items() if d in large)

    def several_names(self, other: Profile) -> list[Names]:
        """The names of each person of either set to whom a text gives several whole names."""
        return [names for names in self.names | other.names if len(names) > 1]

    def _impossible_life(self, other: Profile, rules: Rules) -> bool:
        """Whether what one did lies before the other's birth or after the other's death, or life would be too long."""
        if not other.values:
            return False
        born, died = (_years(other.values.get(prop, ())) for prop in (rules.birth, rules.death))
        if self.years is not None:
            if born and self.years[0] < min(born):
                return True
            if died and self.years[1] > max(died) + _POSTHUMOUS:
                return True
        own_death = _years(self.values.get(rules.death, ()))
        return bool(born and own_death) and not 0 <= max(own_death) - min(born) <= _LONGEST_LIFE

    def _kept_apart(self, other: Profile) -> bool:
        return bool(self.kept) and not self.kept.isdisjoint(other.members)

    def _stated_apart(self, other: Profile) -> bool:
        return bool(self.apart) and not self.apart.isdisjoint(other.members)

    def _names_contradict(self, other: Profile) -> bool:
        """Whether members have names of two people of one family, and no text gives both names to one person."""
        contradicting = [
            (a, b) for a in self.names - other.names for b in other.names - self.names if names_contradict(a, b)
        ]
        together = self.several_names(other) if contradicting else ()
        return any(
            not any(_same_person(a, both) and _same_person(b, both) for both in together) for a, b in contradicting
        )


def _aliases(candidate: Candidate) -> set[str]:
    """Keys of the other names that the text gives a thing."""
    return set() if candidate.names else {title_key(a) for a in candidate.entity.aliases} - {candidate.key}


def bridged(a: Names, b: Names, together: Iterable[Names]) -> bool:
    """Whether names are two different ones that a text gives to one person, of which each has its `together`; never
    those of two people of one family.
    """
    if any(contradict(x, y) for x in a for y in b):
        return False
    return any(
        compare_persons(x, y) is Likeness.DIFFERENT and _same_person(a, (x,)) and _same_person(b, (y,))
        for both in together
        for x, y in permutations(both, 2)
    )


def _unlike(a: frozenset[Label], b: frozenset[Label], said: Collection[str], together: Collection[Names]) -> bool:
    """Whether no name of one entity of a text could be a form of a name of another, or be another name of it: one that
    is `said` of a thing, or that a text gives to a person `together` with the other.
    """
    return not any(
        x == y
        or (
            likeness(n, m) is not Likeness.DIFFERENT or complementary(n, m) or bridged(n, m, together)
            if n and m
            else shortened(x, y) or x in said or y in said
        )
        for x, n in a
        for y, m in b
    )


def _years(values: Iterable[frozenset[str]]) -> list[int]:
    return [int(v[:4]) for vs in values for v in vs if v[:4].isdecimal()]


def _one_of(values: Iterable[frozenset[str]]) -> str:
    return min(v for vs in values for v in vs).lstrip("=")


def names_contradict(a: Names, b: Names) -> bool:
    """Whether no name of one person can be any name of the other, and two of them are of one family."""
    return likeness(a, b) is Likeness.DIFFERENT and any(contradict(x, y) for x in a for y in b)


def likeness(a: Iterable[PersonName], b: Collection[PersonName]) -> Likeness:
    """How far the best matching names of two people agree."""
    return max((compare_persons(x, y) for x in a for y in b), default=Likeness.DIFFERENT)


def _same_person(names: Names, other: Collection[PersonName]) -> bool:
    return likeness(names, other) >= Likeness.COMPATIBLE


class Clusters:
    """A partition of candidates that only ever grows coarser, and never joins what is known to differ."""

    def __init__(self, candidates: Sequence[Candidate], rules: Rules) -> None:
        self.candidates = candidates
        self._rules = rules
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
        return "" if a == b else self._profiles[a].conflict(self._profiles[b], self._rules)

    def unlike(self, one: Sequence[int], other: Sequence[int]) -> str:
        """Why candidates could not be what others are by what the texts say of them alone, or an empty string."""
        profiles = []
        for numbers in (one, other):
            profile = Profile.of(numbers[0], self.candidates[numbers[0]])
            for number in numbers[1:]:
                profile.absorb(Profile.of(number, self.candidates[number]))
            profiles.append(profile)
        return profiles[0].conflict(profiles[1], self._rules)

    def conflicts(self, roots: Sequence[int]) -> dict[int, set[int]]:
        """For each of several sets those of the others that it may not be joined with.

        Sets of which the same is known are looked at once, and then the pairs that meet in a text or a fact.
        """
        apart: dict[int, set[int]] = {root: set() for root in roots}
        alike: dict[object, list[int]] = defaultdict(list)
        together: dict[object, list[int]] = defaultdict(list)
        for root in roots:
            profile = self._profiles[root]
            alike[profile.alike()].append(root)
            for place in (*profile.documents, *profile.apart, *profile.kept, *profile.members):
                together[place].append(root)
        kinds = [(self._profiles[found[0]].alone(), found) for found in alike.values()]
        for (one, some), (other, others) in combinations_with_replacement(kinds, 2):
            if one.conflict(other, self._rules):
                for root in some:
                    apart[root].update(n for n in others if n != root)
                for root in others:
                    apart[root].update(n for n in some if n != root)
        for meeting in together.values():
            for a, b in combinations(meeting, 2):
                if a != b and self.conflict(a, b):
                    apart[a].add(b)
                    apart[b].add(a)
        return apart

    def consistent(self, numbers: Sequence[int]) -> bool:
        """Whether no two sets of these candidates are known to differ."""
        return not any(self.conflicts(sorted({self.find(n) for n in numbers})).values())

    def keep_apart(self, a: int, b: int) -> None:
        """Never join the sets of two candidates: a person said that they differ."""
        self.profile(a).kept.add(b)
        self.profile(b).kept.add(a)

    def force(self, a: int, b: int) -> None:
        """Join the sets of two candidates whatever speaks against it: a person said that they are one."""
        a, b = self.find(a), self.find(b)
        if a != b:
            self._unite(a, b)

    def join(self, a: int, b: int) -> bool:
        """Join the sets of two candidates, unless they are known to differ. Whether they are one now."""
        a, b = self.find(a), self.find(b)
        if a == b:
            return True
        if self._profiles[a].conflict(self._profiles[b], self._rules):
            return False
        self._unite(a, b)
        return True

    def _unite(self, a: int, b: int) -> None:
        if len(self._profiles[a].members) < len(self._profiles[b].members):
            a, b = b, a
        self._parent[b] = a
        self._profiles[a].absorb(self._profiles.pop(b))

    def join_all(self, numbers: Sequence[int]) -> None:
        """Join the sets of several candidates with that of the first."""
        for number in numbers[1:]:
            self.join(numbers[0], number)

    def roots(self) -> list[int]:
        """The numbers that stand for the sets, sorted by the first member."""
        return sorted(self._profiles, key=lambda root: min(self._profiles[root].members))

    def members(self) -> list[list[int]]:
        """The sets, each sorted, sorted by the first member."""
        return sorted(sorted(profile.members) for profile in self._profiles.values())
