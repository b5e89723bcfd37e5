"""Step 2 of resolution: variants of full personal names."""

from __future__ import annotations

from collections import defaultdict
from itertools import combinations

from kgraph.resolve.clusters import Clusters, likeness
from kgraph.resolve.context import Context
from kgraph.resolve.names import Likeness, PersonName


def join_variants(clusters: Clusters, context: Context) -> None:
    """Join people whose full names are variants of each other and of nobody else's."""
    blocks: dict[tuple[str, ...], set[int]] = defaultdict(set)
    for root in clusters.roots():
        for name in {name for names in clusters.profile(root).names for name in names if name.full}:
            for key in _blocking_keys(name):
                blocks[key].add(root)
    possible, wanted = [], []
    seen: set[tuple[int, int]] = set()
    for key in sorted(blocks):
        for pair in combinations(sorted(blocks[key]), 2):
            if pair in seen:
                continue
            seen.add(pair)
            alike = max(
                likeness(a, b) for a in clusters.profile(pair[0]).names for b in clusters.profile(pair[1]).names
            )
            if alike is not Likeness.DIFFERENT and not clusters.conflict(*pair):
                possible.append(pair)
                if alike > Likeness.PARTIAL or context.shared(clusters, *pair):
                    wanted.append(pair)
    clusters.join_clear(possible, wanted)


def _blocking_keys(name: PersonName) -> list[tuple[str, ...]]:
    """Two names that could be variants of each other have one of these in common."""
    words = (*name.given, *name.family.split())
    keys: list[tuple[str, ...]] = [("family", name.family, name.given[0][0] if name.given else "")]
    if len(words) >= 2:
        keys += [("first", *words[:2]), ("last", *words[-2:]), ("both", *sorted(words[:2]))]
    return keys
