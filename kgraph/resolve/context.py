"""What documents have in common beside a name: the circumstantial evidence of resolution."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

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


@dataclass(slots=True)
class _Sum:
    """What is around the first so many members of a set, and which of them facts tie to something."""

    members: int = 0
    own: set[str] = field(default_factory=set)
    around: set[str] = field(default_factory=set)
    tied: set[str] = field(default_factory=set)
    tied_members: list[int] = field(default_factory=list)


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
        weight = {k: min(1.0, limit / n) for k, n in frequency.items()}
        self._points = {k: (round(w, 2), round(TIED * w, 2)) for k, w in weight.items()}  # mentioned only, and tied
        self._rare = frozenset(k for k, n in frequency.items() if n <= max(_COMMON, min(limit, RARE)))
        self._around = {d: frozenset(k for k in keys if weight[k] >= _LEAST) for d, keys in of_document.items()}
        self._tied: dict[int, set[str]] = defaultdict(set)
        for extraction in extractions:
            telling = self._around.get(extraction.document, frozenset())
            for fact in extraction.facts:
                if not isinstance(fact.object, Literal):
                    a, b = numbers[extraction.document, fact.subject], numbers[extraction.document, fact.object]
                    self._tied[a].update(telling & {self._own[b]})
                    self._tied[b].update(telling & {self._own[a]})
        self._documents = [c.document for c in candidates]
        self._having: dict[str, set[str]] = defaultdict(set)
        for document, telling in self._around.items():
            for key in telling:
                self._having[key].add(document)
        self._sums: dict[int, _Sum] = {}

    def shared(self, clusters: Clusters, a: int, b: int) -> list[tuple[str, float, bool]]:
        """What the sets of two candidates have around them in common.

        Returns
        -------
        list of (str, float, bool)
            Class and key of each thing, its weight, and whether facts tie it to both; the weightiest first.
        """
        one, other = self._sum(clusters, a), self._sum(clusters, b)
        documents = clusters.profile(a).documents.keys(), clusters.profile(b).documents.keys()
        both = documents[0] & documents[1]
        found = []
        for key in (one.around & other.around) - one.own - other.own:
            if both and not all(self._has(key, ds, both) for ds in documents):
                continue
            tied = key in one.tied and key in other.tied
            if tied and both:
                tied = self._ties(key, one, both) and self._ties(key, other, both)
            found.append((-self._points[key][tied], key, tied))
        return [(key, -points, tied) for points, key, tied in sorted(found)]

    def _has(self, key: str, documents: Collection[str], without: Collection[str]) -> bool:
        """Whether one of the documents, but those `without`, speaks of a thing."""
        having = self._having[key]
        if len(having) < len(documents):
            return any(d in documents and d not in without for d in having)
        return any(d in having and d not in without for d in documents)

    def _ties(self, key: str, of: _Sum, without: Collection[str]) -> bool:
        """Whether a fact of a document, but those `without`, ties a thing to a member of a set."""
        return any(key in self._tied[m] for m in of.tied_members if self._documents[m] not in without)

    def rare_around(self, number: int) -> frozenset[str]:
        """Keys of the rare things that the document of a candidate mentions beside it."""
        around = self._around.get(self._documents[number], frozenset())
        return (around & self._rare) - {self._own[number]}

    def _sum(self, clusters: Clusters, number: int) -> _Sum:
        """Own keys, keys around and keys tied of a set, brought up to date: members only ever come at the end."""
        root = clusters.find(number)
        members = clusters.profile(root).members
        known = self._sums.setdefault(root, _Sum())
        for member in members[known.members :]:
            known.own.add(self._own[member])
            known.around |= self._around.get(self._documents[member], frozenset())
            if tied := self._tied.get(member):
                known.tied |= tied
                known.tied_members.append(member)
        known.members = len(members)
        return known
