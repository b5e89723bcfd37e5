"""Step 1 of resolution: things and people of equal names, and namesakes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from itertools import combinations

from kgraph.resolve.candidates import Candidate
from kgraph.resolve.clusters import Clusters, values_agree
from kgraph.resolve.context import FIRM, Context
from kgraph.resolve.names import PersonName

#: How much more often a namesake must occur than all others together to take those who could be any of them.
_DOMINANCE = 3


def join_equal_names(clusters: Clusters, context: Context) -> None:
    """Join what has equal names of compatible classes, unless it is known to differ."""
    groups: dict[tuple[str, str], list[int]] = defaultdict(list)
    for number, candidate in enumerate(clusters.candidates):
        if not candidate.names or any(n.key == candidate.key and _is_whole(n) for n in candidate.names):
            groups[candidate.root, candidate.key].append(number)
    for key in sorted(groups):
        group = groups[key]
        if clusters.consistent(group):
            clusters.join_all(group)
        else:
            _separate_namesakes(clusters, context, group)


def _is_whole(name: PersonName) -> bool:
    return name.full and (name.spelled_out or not name.given)


def _separate_namesakes(clusters: Clusters, context: Context, group: list[int]) -> None:
    """Join what is certain among candidates of one name that cannot all be one, then place the rest."""
    blocks = _alike(clusters.candidates, group)
    heads = [block[0] for block in blocks]
    informed = [block for block in blocks if clusters.candidates[block[0]].values]
    for block in informed:
        clusters.join_all(block)
    agreeing = [
        (a[0], b[0])
        for a, b in combinations(informed, 2)
        if _share_value(clusters.candidates[a[0]], clusters.candidates[b[0]])
    ]
    clusters.join_clear([p for p in agreeing if not clusters.conflict(*p)])
    possible = [(a, b) for a, b in combinations(heads, 2) if not clusters.conflict(a, b)]
    torn = clusters.join_clear(possible)
    settled: list[list[int]] = []
    open_: list[list[int]] = []
    for block in blocks:
        (open_ if block[0] in torn and not clusters.candidates[block[0]].values else settled).append(block)
    for block in settled:
        clusters.join_all(block)
    _place(clusters, context, open_, sorted({clusters.find(block[0]) for block in settled}))


def _alike(candidates: Sequence[Candidate], group: list[int]) -> list[list[int]]:
    """Candidates of which the same is known, together; one that a fact relates to a namesake is alone."""
    blocks: dict[tuple[object, ...], list[int]] = defaultdict(list)
    members = frozenset(group)
    for number in group:
        c = candidates[number]
        blocks[c.leaf, c.gender, c.values, number if c.apart & members else -1].append(number)
    return sorted(blocks.values())


def _share_value(a: Candidate, b: Candidate) -> bool:
    known = dict(b.values)
    return any(prop in known and values_agree(values, known[prop]) for prop, values in a.values)


def _place(clusters: Clusters, context: Context, blocks: Sequence[list[int]], targets: Sequence[int]) -> None:
    """Join candidates that could be any of several namesakes with one of them where there is a reason to."""
    chosen: list[tuple[int, int]] = []
    left: list[list[int]] = []
    for block in blocks:
        possible = [t for t in targets if not clusters.conflict(block[0], t)]
        unplaced = []
        for number in block:
            target = _choose(clusters, context, number, possible)
            if target is None:
                unplaced.append(number)
            else:
                chosen.append((number, target))
        left.append(unplaced)
    for number, target in chosen:
        clusters.join(target, number)
    for block in left:
        if block and not clusters.candidates[block[0]].names:  # things: one of unknown kind rather than many
            clusters.join_all(block)


def _choose(clusters: Clusters, context: Context, number: int, targets: Sequence[int]) -> int | None:
    if not targets:
        return None
    needed = 1 if clusters.candidates[number].names else FIRM
    scored = sorted((-context.shared(clusters, number, t), t) for t in targets)
    if -scored[0][0] >= needed and (len(scored) == 1 or scored[0][0] < scored[1][0]):
        return scored[0][1]
    sizes = sorted((-len(clusters.profile(t).documents), t) for t in targets)
    others = -sum(size for size, _ in sizes[1:])
    return sizes[0][1] if -sizes[0][0] >= _DOMINANCE * max(others, 1) else None
