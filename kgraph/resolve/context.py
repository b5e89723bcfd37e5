"""What documents have in common beside a name: the circumstantial evidence of resolution."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Sequence

from kgraph.model import Extraction, Literal
from kgraph.names import is_proper
from kgraph.resolve.candidates import Candidate
from kgraph.resolve.clusters import Clusters

#: What more documents than this, and more than this share of them, speak of says less and less.
_COMMON = 5
_COMMON_SHARE = 10
#: What still counts less than this counts nothing.
_LEAST = 0.1
#: How much more a thing counts that facts tie to both than one that the documents merely both mention.
TIED = 3.0
#: Context keys that more documents have than this bring nobody together.
RARE = 40


class Context:
    """The named entities around each candidate, by class and name, each with a weight: less for common ones.

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
        self._weight = {k: min(1.0, limit / n) for k, n in frequency.items()}
        self._rare = frozenset(k for k, n in frequency.items() if n <= max(_COMMON, min(limit, RARE)))
        self._around = {d: frozenset(k for k in keys if self._weight[k] >= _LEAST) for d, keys in of_document.items()}
        self._tied: dict[int, set[str]] = defaultdict(set)
        for extraction in extractions:
            telling = self._around.get(extraction.document, frozenset())
            for fact in extraction.facts:
                if not isinstance(fact.object, Literal):
                    a, b = numbers[extraction.document, fact.subject], numbers[extraction.document, fact.object]
                    self._tied[a].update(telling & {self._own[b]})
                    self._tied[b].update(telling & {self._own[a]})
        self._documents = [c.document for c in candidates]
        self._cache: dict[int, tuple[int, frozenset[str], frozenset[str], frozenset[str]]] = {}

    def shared(self, clusters: Clusters, a: int, b: int) -> list[tuple[str, float, bool]]:
        """What the sets of two candidates have around them in common.

        Returns
        -------
        list of (str, float, bool)
            Class and key of each thing, its weight, and whether facts tie it to both; the weightiest first.
        """
        both = clusters.profile(a).documents.keys() & clusters.profile(b).documents.keys()
        own_a, around_a, tied_a = self._of(clusters, a, both)
        own_b, around_b, tied_b = self._of(clusters, b, both)
        if len(around_a) > len(around_b):
            around_a, around_b = around_b, around_a
        found = []
        for key in around_a:
            if key in around_b and key not in own_a and key not in own_b:
                tied = key in tied_a and key in tied_b
                found.append((key, round(self._weight[key] * (TIED if tied else 1.0), 2), tied))
        return sorted(found, key=lambda item: (-item[1], item[0]))

    def rare_around(self, number: int) -> frozenset[str]:
        """Keys of the rare things that the document of a candidate mentions beside it."""
        around = self._around.get(self._documents[number], frozenset())
        return (around & self._rare) - {self._own[number]}

    def _of(
        self, clusters: Clusters, number: int, without: Collection[str] = ()
    ) -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
        """Own keys, keys around and keys tied of a set; `without` the documents that speak of both."""
        root = clusters.find(number)
        profile = clusters.profile(root)
        if without:
            members = [m for m in profile.members if self._documents[m] not in without]
            return (
                frozenset(self._own[m] for m in profile.members),
                frozenset().union(*(self._around.get(self._documents[m], frozenset()) for m in members)),
                frozenset().union(*(self._tied.get(m, frozenset()) for m in members)),
            )
        cached = self._cache.get(root)
        if cached is None or cached[0] != len(profile.members):
            around = frozenset().union(*(self._around.get(d, frozenset()) for d in profile.documents))
            tied = frozenset().union(*(self._tied.get(m, frozenset()) for m in profile.members))
            own = frozenset(self._own[m] for m in profile.members)
            cached = self._cache[root] = (len(profile.members), own, around, tied)
        return cached[1], cached[2], cached[3]
