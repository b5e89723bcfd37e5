"""Names that could all be one person's or thing's, and whether they can.

Most names belong to one: whoever is called so is one, and no more need be looked at. Where what the texts say of the
bearers of a name cannot all be true of one, the name is *contested*: it proves less, and each bearer is placed by
what else is known.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from itertools import combinations

from kgraph.name_variants import given_keys, skeleton
from kgraph.names import Likeness, PersonName
from kgraph.resolve.agreement import claims_agree, other_makers, values_agree
from kgraph.resolve.candidates import Claim, Names
from kgraph.resolve.clusters import Clusters, bridged, likeness
from kgraph.resolve.weights import Weights

#: Points against from which on differing values make a name contested.
TELLING = 4.0


def namesakes(clusters: Clusters, weights: Weights) -> tuple[list[list[int]], list[list[int]]]:
    """Those who have equal names, and the names that are contested, as far as is known yet.

    Returns
    -------
    uncontested
        Of each name that is not contested its bearers, if there are several; sorted.
    contested
        For each contested name its bearers, in whatever form of it, sorted.
    """
    groups: dict[tuple[str, str], list[int]] = defaultdict(list)
    for number, candidate in enumerate(clusters.candidates):
        if candidate.names:
            whole = any(n.key == candidate.key and _is_whole(n) for n in candidate.names)
        else:  # "Theatre Royal" proves nothing
            whole = not candidate.generic
        if whole:
            groups[candidate.root, candidate.key].append(number)
    uncontested: list[list[int]] = []
    contested: list[list[int]] = []
    for family in _families(clusters, [groups[key] for key in sorted(groups)]):
        members = sorted(n for group in family for n in group)
        if not is_contested(clusters, members, weights):
            uncontested.extend(group for group in family if len(group) > 1)
        else:
            contested.append(members)
    return sorted(uncontested), sorted(contested)


def is_contested(clusters: Clusters, members: Sequence[int], weights: Weights) -> bool:
    """Whether bearers of a name are not all one: two are known to differ, one text has two under different names that
    no text gives to one, or what facts say of two can hardly be said of one.
    """
    if not clusters.consistent(members):
        return True
    bearers = [clusters.candidates[n] for n in members]
    dates: dict[str, set[frozenset[str]]] = defaultdict(set)
    for candidate in bearers:
        for prop, given in candidate.values:
            dates[prop].add(given)
    if any(not values_agree(a, b) for given in dates.values() for a, b in combinations(sorted(given, key=sorted), 2)):
        return True  # a slip of the pen, or two of them
    if any(c.unusual for c in bearers) and any(not c.likely for c in bearers):
        return True  # "Newcastle, New South Wales", and somewhere just "Newcastle"
    named: dict[str, set[tuple[str, Names, int]]] = defaultdict(set)
    values: dict[str, set[frozenset[Claim]]] = defaultdict(set)
    makers: set[frozenset[str]] = set()
    for number in members:
        candidate = clusters.candidates[number]
        named[candidate.document].add((candidate.key, candidate.names, clusters.find(number)))
        for prop, claimed in candidate.claims:
            if weights.against.get(prop, 0.0) >= TELLING:
                values[prop].add(claimed)
        makers.add(frozenset(prop for prop, _ in candidate.claims) & weights.of_makers)
    together = {c.names for c in bearers if len(c.names) > 1}
    for found in named.values():
        apart = ((n, m) for (k, n, s), (other, m, t) in combinations(found, 2) if k != other and s != t)
        if any(not bridged(n, m, together) for n, m in apart):
            return True
    if weights.makers and any(other_makers(a, b, weights.makers) for a, b in combinations(makers, 2)):
        return True
    return any(
        not claims_agree(a, b, prop in weights.places)
        for prop in sorted(values)
        for a, b in combinations(sorted(values[prop], key=sorted), 2)
    )


def _is_whole(name: PersonName) -> bool:
    return name.full and (name.spelled_out or not name.given)


def _families(clusters: Clusters, groups: Sequence[list[int]]) -> list[list[list[int]]]:
    """The groups, together if their names may be forms of one name."""
    parent = list(range(len(groups)))

    def find(n: int) -> int:
        while parent[n] != n:
            parent[n] = parent[parent[n]]
            n = parent[n]
        return n

    blocks: dict[tuple[str, str], list[int]] = defaultdict(list)
    names = [frozenset[PersonName]().union(*(clusters.candidates[n].names for n in group)) for group in groups]
    for index in range(len(groups)):
        forms = {
            (skeleton(name.family), form)
            for name in names[index]
            if name.spelled_out
            for form in given_keys(name.given[0])
        }
        for block in sorted(forms):
            blocks[block].append(index)
    for block in sorted(blocks):
        for a, b in combinations(blocks[block], 2):
            first, second = find(a), find(b)
            if first != second and likeness(names[a], names[b]) >= Likeness.VARIANT:
                parent[max(first, second)] = min(first, second)
    families: dict[int, list[list[int]]] = defaultdict(list)
    for index, group in enumerate(groups):
        families[find(index)].append(group)
    return [families[root] for root in sorted(families)]
