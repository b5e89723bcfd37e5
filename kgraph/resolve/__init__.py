"""Which entities of different documents are one: the only package that decides it.

Three steps, as in record linkage:

- *Blocking* (`blocking`) brings together what could be one by its names, in time that grows with the corpus, not with
  its square.
- *Scoring* (`evidence`) weighs a pair: reasons for and against, each in points (about a factor of two in the odds).
  How far names agree (`kgraph.names`); what both documents speak of beside it, rare things more than common ones and
  things that facts tie to both most (`context`); shared dates and relations for, other ones against, as
  ``identity.yaml`` of the ontology weighs them (`weights`).
- *Clustering* (`linking`) joins the surest pair first, if enough speaks for it and neither could as well be somebody
  else. Equal names need no more than that nothing contradicts; where what the texts say of the bearers of a name
  cannot be true of one (`families`), each is placed by what else is known.

What is *known to differ* is never joined, nor by way of a third, whatever the points (`clusters`): values of a
functional property that cannot both hold ("1901" and "1901-05-03" can), a man and a woman, classes of which neither is
the other, deeds before the other's birth, names of two people of one family, two entities that one text relates to
each other or has under names that are no forms of each other. It is better to leave one thing in two than to make one
of two.

Each decision is kept with its reasons (`kgraph.model.Decision`). Everything is sorted: the order of the documents plays
no role. What becomes of names, classes and facts is in `assemble`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

from kgraph.curation import Curation
from kgraph.errors import CorpusError
from kgraph.iris import DEFAULT_BASE, check_base
from kgraph.model import Decision, Extraction, Resolution, Source
from kgraph.resolve.assemble import assemble
from kgraph.resolve.candidates import read_candidates
from kgraph.resolve.clusters import Clusters, Rules
from kgraph.resolve.context import Context
from kgraph.resolve.curated import Lookup, Orders, added, orders, retyped, without_rejected
from kgraph.resolve.known import KnownNames, known_given_names
from kgraph.resolve.linking import Linker
from kgraph.resolve.weights import Weights

if TYPE_CHECKING:
    from kgraph.ontology import Ontology

__all__ = ["resolve"]


def resolve(
    extractions: Iterable[Extraction],
    sources: Iterable[Source],
    ontology: Ontology,
    base: str = DEFAULT_BASE,
    curation: Curation | None = None,
) -> Resolution:
    """Merge what the documents say into one set of entities and facts.

    Parameters
    ----------
    extractions
        One per document, in any order.
    sources
        The documents themselves, in any order; they may include some without extraction.
    ontology
        Its sub-classes, functional and symmetric properties are respected, and the gazetteer of its folder is used.
    base
        What entity IRIs start with; ends in ``/``.
    curation
        A person's decisions; see `kgraph.curation`.

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
    CurationError
        When decisions contradict each other.
    """
    check_base(base)
    ordered = sorted(extractions, key=lambda e: e.document)
    for a, b in pairwise(ordered):
        if a.document == b.document:
            raise CorpusError(f"Two documents have the id '{a.document}'. Rename the file of one of them.")
    linked = _link(ordered, ontology)
    found = Orders()
    sources = list(sources)
    if curation is not None and curation.entries:
        linked, ordered, found = _curate(curation, linked, ordered, sources, ontology)
    resolution = assemble(
        linked.clusters.members(), linked.clusters.candidates, ordered, sources, ontology, base, found.names, found.iris
    )
    return replace(resolution, decisions=tuple(linked.decisions), problems=tuple(found.problems))


@dataclass(frozen=True, slots=True)
class _Linked:
    clusters: Clusters
    decisions: list[Decision]


def _link(extractions: Sequence[Extraction], ontology: Ontology, found: Orders | None = None) -> _Linked:
    """The sets of entities of documents that are one, with a person's orders if there are any."""
    weights, given = Weights.of(ontology), known_given_names(ontology.folder, ontology.digest)
    candidates = read_candidates(extractions, ontology, weights)
    clusters = Clusters(candidates, Rules(ontology.is_a, weights.birth, weights.death))
    linker = Linker(clusters, Context(extractions, candidates), KnownNames.of(ontology), weights, given)
    if found is None:
        linker()
    else:
        linker(found.enforce(clusters), found.different)
    return _Linked(clusters, linker.decisions)


def _curate(
    curation: Curation, plain: _Linked, ordered: list[Extraction], sources: list[Source], ontology: Ontology
) -> tuple[_Linked, list[Extraction], Orders]:
    """Link once more, and again where facts went, with a person's decisions; names are those of the plain linking."""
    candidates = plain.clusters.candidates
    lookup = Lookup(plain.clusters, ontology)
    found = orders(curation, lookup, candidates, plain.clusters)
    texts = retyped(curation, lookup, candidates, ordered, ontology, found.problems)
    addition = added(curation, lookup, plain.clusters, ontology, found)
    if addition is not None:
        texts.append(addition[0])
        sources.append(addition[1])
    linked = _link(texts, ontology, found)
    kept = without_rejected(curation, lookup, linked.clusters, texts, found.problems, ontology)
    if any(a is not b for a, b in zip(kept, texts, strict=True)):
        linked = _link(kept, ontology, found)
    found.problems.sort(key=lambda problem: int(problem.split()[1].rstrip(":")) if problem.startswith("line ") else 0)
    return linked, kept, found
