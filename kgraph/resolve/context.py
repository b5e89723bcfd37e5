"""What documents have in common beside a name: the circumstantial evidence of resolution."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from itertools import combinations

from kgraph.model import Extraction, Literal
from kgraph.resolve.candidates import Candidate
from kgraph.resolve.clusters import Clusters
from kgraph.resolve.names import is_proper

#: What more documents than this, and more than this share of them, speak of says nothing about any of them.
_COMMON = 5
_COMMON_SHARE = 10
#: Points that decide between namesakes which are no persons, and that make one of two lone names: more than one rare
#: entity that happens to occur in both documents.
FIRM = 2
#: Points for a shared entity to which facts tie both; one that the documents merely both mention counts 1.
_FACT_POINTS = 2


class Context:
    """The named entities around each candidate, by class and name, without those that are common in the corpus.

    Common nouns (an occupation) never count. Names are compared as they are: nothing here depends on what has been
    joined, so that the order of decisions cannot matter.

    Parameters
    ----------
    extractions
        All documents, in the order that `candidates` has.
    candidates
        Their entities, numbered.
    """

    def __init__(self, extractions: Sequence[Extraction], candidates: Sequence[Candidate]) -> None:
        self._own = [f"{c.root} {c.key}" for c in candidates]
        frequency: Counter[str] = Counter()
        of_document: dict[str, set[str]] = {}
        numbers: dict[tuple[str, str], int] = {}
        for number, candidate in enumerate(candidates):
            numbers[candidate.document, candidate.entity.id] = number
            if is_proper(candidate.entity.name):
                of_document.setdefault(candidate.document, set()).add(self._own[number])
        for keys in of_document.values():
            frequency.update(keys)
        limit = max(_COMMON, len(extractions) // _COMMON_SHARE)
        self._around = {d: frozenset(k for k in keys if frequency[k] <= limit) for d, keys in of_document.items()}
        self._tied: dict[int, set[str]] = defaultdict(set)
        for extraction in extractions:
            telling = self._around.get(extraction.document, frozenset())
            for fact in extraction.facts:
                if not isinstance(fact.object, Literal):
                    a, b = numbers[extraction.document, fact.subject], numbers[extraction.document, fact.object]
                    self._tied[a].update(telling & {self._own[b]})
                    self._tied[b].update(telling & {self._own[a]})
        self._documents = [c.document for c in candidates]
        self._cache: dict[int, tuple[int, frozenset[str], frozenset[str]]] = {}

    def shared(self, clusters: Clusters, a: int, b: int) -> int:
        """Points of context that the sets of two candidates share: 1 for an entity, 2 more if facts tie both to it."""
        own = {self._own[m] for n in (a, b) for m in clusters.profile(n).members}
        around_a, tied_a = self._of(clusters, a)
        around_b, tied_b = self._of(clusters, b)
        return len((around_a & around_b) - own) + _FACT_POINTS * len((tied_a & tied_b) - own)

    def _of(self, clusters: Clusters, number: int) -> tuple[frozenset[str], frozenset[str]]:
        root = clusters.find(number)
        members = clusters.profile(root).members
        cached = self._cache.get(root)
        if cached is None or cached[0] != len(members):
            documents = clusters.profile(root).documents
            around = frozenset().union(*(self._around.get(d, frozenset()) for d in documents))
            tied = frozenset().union(*(self._tied.get(m, frozenset()) for m in members))
            cached = self._cache[root] = (len(members), around, tied)
        return cached[1], cached[2]

    def shared_pairs(self, numbers: Sequence[int]) -> Counter[tuple[int, int]]:
        """As `shared`, for all pairs of single candidates that share anything at all."""
        holders: dict[tuple[str, int], list[int]] = defaultdict(list)
        for number in sorted(numbers):
            for key in self._around.get(self._documents[number], frozenset()) - {self._own[number]}:
                holders[key, 1].append(number)
            for key in self._tied.get(number, set()) - {self._own[number]}:
                holders[key, _FACT_POINTS].append(number)
        points: Counter[tuple[int, int]] = Counter()
        for (_, worth), those in holders.items():
            for pair in combinations(those, 2):
                points[pair] += worth
        return points
