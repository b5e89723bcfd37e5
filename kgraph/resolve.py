"""Which entities of different documents are one: the only module that decides it.

Three steps, as in record linkage: *blocking* brings together what could be one (`_equal_names`, `_variants`,
`_parts`), *comparing* says how names agree (`kgraph.names`) and what forbids it (`kgraph.clusters`), *clustering*
joins. It is better to leave one thing in two than to make one of two, so:

1. Equal names of compatible classes are one (a person's given and family names, spelled out), unless what is known
   of them conflicts. Where namesakes are known, whoever could be either goes with the namesake that shares more of
   its context, else with one that dominates the corpus, else with neither.
2. Variants of a full personal name ("Lev Chaikin", "Lev Arkadyevich Chaikin", "J. R. Oakes", another name that a
   text gives for the same person) are one when there is no second person whom they could mean. If only an initial
   speaks for it, the documents must also share some context.
3. A part of a name ("Hale", "Dame Honor") or an alias ("NCB") in a document that gives nothing fuller is joined when
   the corpus knows exactly one whom it could mean, and the documents share some context.

*Context* is what the documents have in common beside the name: other named entities that are rare in the corpus, and
more so when facts tie them to the entity. *Conflict* is a functional property with values that cannot both hold
("1901" and "1901-05-03" can), a man and a woman, classes of which neither is the other, names of two people of one
family, two entities that one text keeps apart under different names or relates to each other. A conflict between any
two members keeps two sets apart, so nothing that is known to differ ends up in one entity by way of a third.

Each step looks at all pairs before it joins any, and everything is sorted: the order of the documents plays no role.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations, pairwise
from typing import TYPE_CHECKING

from kgraph.candidates import Candidate, read_candidates
from kgraph.clusters import Clusters, likeness, values_agree
from kgraph.context import Context
from kgraph.errors import CorpusError
from kgraph.iris import DEFAULT_BASE, check_base
from kgraph.merge import assemble
from kgraph.model import Extraction, Resolution, Source
from kgraph.names import Likeness, PersonName, person_name, title_key

if TYPE_CHECKING:
    from kgraph.ontology import Ontology

#: How much more often a namesake must occur than all others together to take those who could be any of them.
_DOMINANCE = 3
#: Points of shared context (see `Context`) that decide between namesakes which are no persons, and that make one of
#: two lone names: more than one rare entity that happens to occur in both documents.
_FIRM = 2


def resolve(
    extractions: Iterable[Extraction], sources: Iterable[Source], ontology: Ontology, base: str = DEFAULT_BASE
) -> Resolution:
    """Merge what the documents say into one set of entities and facts.

    Parameters
    ----------
    extractions
        One per document, in any order.
    sources
        The documents themselves, in any order; they may include some without extraction.
    ontology
        Its sub-classes, functional and symmetric properties are respected.
    base
        What entity IRIs start with; ends in ``/``.

    Returns
    -------
    Resolution
        Entities sorted by IRI, facts by subject, property and object, sources by id. The same for every order of the
        input.

    Raises
    ------
    CorpusError
        When two extractions are of documents with one id.
    BuildError
        When `base` is no beginning of IRIs.
    """
    check_base(base)
    ordered = sorted(extractions, key=lambda e: e.document)
    for a, b in pairwise(ordered):
        if a.document == b.document:
            raise CorpusError(f"Two documents have the id '{a.document}'. Rename the file of one of them.")
    candidates = read_candidates(ordered, ontology)
    clusters = Clusters(candidates, ontology.is_a)
    context = Context(ordered, candidates)
    _equal_names(clusters, context)
    _variants(clusters, context)
    _parts(clusters, context)
    return assemble(clusters.members(), candidates, ordered, sources, ontology, base)


# ---------------------------------------------------------------------------------------- 1: equal names


def _equal_names(clusters: Clusters, context: Context) -> None:
    groups: dict[tuple[str, str], list[int]] = defaultdict(list)
    for number, candidate in enumerate(clusters.candidates):
        if not candidate.names or any(n.key == candidate.key and _is_whole(n) for n in candidate.names):
            groups[candidate.root, candidate.key].append(number)
    for key in sorted(groups):
        group = groups[key]
        if clusters.consistent(group):
            for number in group[1:]:
                clusters.join(group[0], number)
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
        _join_all(clusters, block)
    agreeing = [
        (a[0], b[0])
        for a, b in combinations(informed, 2)
        if _share_value(clusters.candidates[a[0]], clusters.candidates[b[0]])
    ]
    _join_clear(clusters, [p for p in agreeing if not clusters.conflict(*p)])
    possible = [(a, b) for a, b in combinations(heads, 2) if not clusters.conflict(a, b)]
    torn = _join_clear(clusters, possible)
    settled: list[list[int]] = []
    open_: list[list[int]] = []
    for block in blocks:
        (open_ if block[0] in torn and not clusters.candidates[block[0]].values else settled).append(block)
    for block in settled:
        _join_all(clusters, block)
    _place(clusters, context, open_, sorted({clusters.find(block[0]) for block in settled}))


def _alike(candidates: Sequence[Candidate], group: list[int]) -> list[list[int]]:
    """Candidates of which the same is known, together; one that a fact relates to a namesake is alone."""
    blocks: dict[tuple[object, ...], list[int]] = defaultdict(list)
    members = frozenset(group)
    for number in group:
        c = candidates[number]
        blocks[c.leaf, c.entity.gender, c.values, number if c.apart & members else -1].append(number)
    return sorted(blocks.values())


def _share_value(a: Candidate, b: Candidate) -> bool:
    known = dict(b.values)
    return any(prop in known and values_agree(values, known[prop]) for prop, values in a.values)


def _join_all(clusters: Clusters, numbers: Sequence[int]) -> None:
    for number in numbers[1:]:
        clusters.join(numbers[0], number)


def _join_clear(
    clusters: Clusters, possible: Iterable[tuple[int, int]], wanted: Iterable[tuple[int, int]] | None = None
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
    torn = {
        number
        for number, others in partners.items()
        if any(clusters.conflict(a, b) for a, b in combinations(others, 2))
    }
    for a, b in pairs if wanted is None else sorted({(min(p), max(p)) for p in wanted}):
        if a not in torn and b not in torn:
            clusters.join(a, b)
    return torn


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
            _join_all(clusters, block)


def _choose(clusters: Clusters, context: Context, number: int, targets: Sequence[int]) -> int | None:
    if not targets:
        return None
    needed = 1 if clusters.candidates[number].names else _FIRM
    scored = sorted((-context.shared(clusters, number, t), t) for t in targets)
    if -scored[0][0] >= needed and (len(scored) == 1 or scored[0][0] < scored[1][0]):
        return scored[0][1]
    sizes = sorted((-len(clusters.profile(t).documents), t) for t in targets)
    others = -sum(size for size, _ in sizes[1:])
    return sizes[0][1] if -sizes[0][0] >= _DOMINANCE * max(others, 1) else None


# ---------------------------------------------------------------------------- 2: variants of personal names


def _variants(clusters: Clusters, context: Context) -> None:
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
    _join_clear(clusters, possible, wanted)


def _blocking_keys(name: PersonName) -> list[tuple[str, ...]]:
    """Two names that could be variants of each other have one of these in common."""
    words = (*name.given, *name.family.split())
    keys: list[tuple[str, ...]] = [("family", name.family, name.given[0][0] if name.given else "")]
    if len(words) >= 2:
        keys += [("first", *words[:2]), ("last", *words[-2:]), ("both", *sorted(words[:2]))]
    return keys


# --------------------------------------------------------------------------------- 3: parts of names, aliases


def _parts(clusters: Clusters, context: Context) -> None:
    index = _index(clusters)
    chosen: list[tuple[int, int, int]] = []
    homeless: list[int] = []
    for root in clusters.roots():
        head = clusters.candidates[root]
        if head.names and not head.lone:
            continue
        keys = sorted({("", name.family) for name in head.names}) or _own_keys(clusters, root)
        meant = {t for key in keys for t in index.get(key, ()) if _could_be(clusters, root, t)}
        joinable = sorted(t for t in meant if head.lone or not set(keys).isdisjoint(_alias_keys(clusters, t)))
        if len(meant) == 1 and joinable and (points := context.shared(clusters, root, joinable[0])):
            chosen.append((-points, root, joinable[0]))
        elif not meant and head.lone:
            homeless.append(root)
    for _, root, target in sorted(chosen):
        clusters.join(target, root)
    _join_lone(clusters, context, homeless)


def _index(clusters: Clusters) -> dict[tuple[str, str], set[int]]:
    """Whom a part of a name could mean: for people by each word, for things by alias and by beginning.

    "Newcastle" is the beginning of "Newcastle upon Tyne". That does not make them one, but who has "Newcastle" for an
    alias is not the only one it could mean.
    """
    index: dict[tuple[str, str], set[int]] = defaultdict(set)
    for root in clusters.roots():
        head = clusters.candidates[root]
        if head.names:
            keys = set() if head.lone else {("", word) for word in _words(clusters, root)}
        else:
            beginnings = {(head.root, b) for _, key in _own_keys(clusters, root) for b in _beginnings(key)}
            keys = _alias_keys(clusters, root) | beginnings
        for key in keys:
            index[key].add(root)
    return index


def _own_keys(clusters: Clusters, root: int) -> list[tuple[str, str]]:
    members = (clusters.candidates[m] for m in clusters.profile(root).members)
    return sorted({(c.root, c.key) for c in members})


def _alias_keys(clusters: Clusters, root: int) -> set[tuple[str, str]]:
    members = (clusters.candidates[m] for m in clusters.profile(root).members)
    return {(c.root, title_key(alias)) for c in members for alias in c.entity.aliases}


def _beginnings(key: str) -> list[str]:
    words = key.split()
    return [" ".join(words[:n]) for n in range(1, len(words))]


def _words(clusters: Clusters, root: int) -> set[str]:
    """Family names, first given names and nicknames of a person."""
    names = {name for names in clusters.profile(root).names for name in names if name.full}
    given = {name.given[0] for name in names if name.given}
    return {name.family for name in names} | given | _nicknames(clusters, root)


def _nicknames(clusters: Clusters, root: int) -> set[str]:
    """Only names that a text gives as another name of a person."""
    members = clusters.profile(root).members
    aliases = {person_name(alias) for m in members for alias in clusters.candidates[m].entity.aliases}
    return {name.family for name in aliases if not name.full}


def _could_be(clusters: Clusters, short: int, target: int) -> bool:
    if short == target or clusters.conflict(short, target):
        return False
    names = clusters.candidates[short].names
    if not names or any(likeness(names, full) for full in clusters.profile(target).names):
        return True
    return any(name.family in _nicknames(clusters, target) for name in names)


def _join_lone(clusters: Clusters, context: Context, numbers: Sequence[int]) -> None:
    """Join people known by one and the same name only, where their documents share enough."""
    groups: dict[str, list[int]] = defaultdict(list)
    for number in numbers:
        groups[clusters.candidates[number].key].append(number)
    for key in sorted(groups):
        points: Mapping[tuple[int, int], int] = context.shared_pairs(groups[key])
        for pair, score in sorted(Counter(points).items(), key=lambda item: (-item[1], item[0])):
            if score >= _FIRM:
                clusters.join(*pair)
