"""Step 4 of resolution: parts of names, and aliases."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from kgraph.resolve.clusters import Clusters
from kgraph.resolve.context import FIRM, Context
from kgraph.resolve.index import NameIndex


def join_parts(clusters: Clusters, context: Context) -> None:
    """Join what is named by a part of a name or an alias with the only one it could mean."""
    index = NameIndex(clusters)
    chosen: list[tuple[int, int, int]] = []
    homeless: list[int] = []
    for root in clusters.roots():
        head = clusters.candidates[root]
        if head.names and not head.lone:
            continue
        meant = index.meant(root)
        if not meant and head.lone:
            homeless.append(root)
        elif len(meant) == 1:
            (target,) = meant
            points = context.shared(clusters, root, target)
            if points and (head.lone or index.is_alias(root, target)):
                chosen.append((-points, root, target))
    for _, root, target in sorted(chosen):
        clusters.join(target, root)
    _join_lone(clusters, context, homeless)


def _join_lone(clusters: Clusters, context: Context, numbers: Sequence[int]) -> None:
    """Join people known by one and the same name only, where their documents share enough."""
    groups: dict[str, list[int]] = defaultdict(list)
    for number in numbers:
        groups[clusters.candidates[number].key].append(number)
    for key in sorted(groups):
        for pair, points in sorted(context.shared_pairs(groups[key]).items(), key=lambda item: (-item[1], item[0])):
            if points >= FIRM:
                clusters.join(*pair)
