"""Which entities of different documents are one: the only package that decides it.

Before anything else, what a text took for one though it names two makers of it becomes two (`twins`), and a name of
which its own text says nothing gets the class that the facts of the others give it (`consensus`); afterwards once more,
by what is known of who is one, and where that changes a class it begins again. In between, three steps, as in record
linkage:

- *Blocking* (`blocking`) brings together what could be one by its names, in time that grows with the corpus, not with
  its square.
- *Scoring* (`evidence`) weighs a pair: reasons for and against, each in points (about a factor of two in the odds).
  How far names agree (`kgraph.names`); what both documents speak of beside it, rare things more than common ones and
  things that facts tie to both most (`context`); shared dates and relations for, other ones against, as
  ``identity.yaml`` of the ontology weighs them (`weights`).
- *Clustering* (`linking`) joins the surest pair first, if enough speaks for it and neither could as well be somebody
  else. Equal names need no more than that nothing contradicts; where what the texts say of the bearers of a name
  cannot be true of one (`families`), each is placed by what else is known.

What is *known to differ* is never joined, nor by way of a third, whatever the points (`clusters`): dates of birth or
death that cannot both hold ("1901" and "1901-05-03" can; a year or two may be a slip, and need more points), places
that lie elsewhere by what the texts say (`kgraph.places.linking.link_document`), a man and a woman, classes of which
neither is the other, deeds before the other's birth, names of two people of one family, two entities that one text
relates to each other or has under names that are no forms of each other. It is better to leave one thing in two than
to make one of two.

Each decision is kept with its reasons (`kgraph.model.Decision`). Everything is sorted: the order of the documents and
what they are called play no role. What becomes of names, classes and facts is in `assemble`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

from kgraph.curation import Curation
from kgraph.errors import CorpusError, CurationError
from kgraph.iris import DEFAULT_BASE, check_base
from kgraph.model import Decision, Extraction, Place, Resolution, Source
from kgraph.resolve import curated, curated_facts, curated_parts
from kgraph.resolve.assemble import assemble
from kgraph.resolve.candidates import Candidate, read_candidates
from kgraph.resolve.clusters import Clusters, Rules
from kgraph.resolve.consensus import Consensus, agree, agree_by_ties
from kgraph.resolve.context import Context
from kgraph.resolve.curated import Orders
from kgraph.resolve.curated_facts import Addition
from kgraph.resolve.known import known_given_names
from kgraph.resolve.linking import Linker, ordered_joining
from kgraph.resolve.lookup import Lookup
from kgraph.resolve.twins import parted
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
        When decisions contradict each other, or a document is called as the curation file.
    """
    check_base(base)
    ordered = sorted(extractions, key=lambda e: e.document)
    for a, b in pairwise(ordered):
        if a.document == b.document:
            raise CorpusError(f"Two documents have the id '{a.document}'. Rename the file of one of them.")
    ordered = sorted((parted(e, Weights.of(ontology), ontology) for e in ordered), key=_content)
    consensus, linked = _understood(ordered, ontology)
    texts, orders, addition = consensus.extractions, Orders(), None
    if curation is not None and curation.entries:
        linked, texts, orders, addition = _curate(curation, linked, consensus, ordered, ontology)
    members, candidates = linked.clusters.members(), list(linked.clusters.candidates)
    decisions = linked.decisions
    if curation is not None and addition is not None:
        texts = [*texts, addition.extraction]
        sources = [*sources, curation.source]
        decisions = [*decisions, *_attach(addition, members, candidates, ontology)]
    resolution = assemble(members, candidates, texts, sources, ontology, base, orders.names, orders.iris)
    if curation is not None:
        curated_facts.overriding(curation, resolution, orders)
    joined_first = tuple(sorted(decisions, key=lambda decision: not decision.joined))
    return replace(resolution, decisions=joined_first, remarks=tuple(sorted(orders.remarks)))


def _content(extraction: Extraction) -> str:
    """What a document says, whatever it is called: of equals, what comes first in this order is looked at first."""
    return repr((extraction.entities, extraction.facts))


@dataclass(frozen=True, slots=True)
class _Linked:
    clusters: Clusters
    decisions: list[Decision]


def _understood(
    texts: Sequence[Extraction], ontology: Ontology, orders: Orders | None = None, settled: Collection[Place] = ()
) -> tuple[Consensus, _Linked]:
    """The texts with the classes on which they agree, and who is one in them: found again if that tells of classes."""
    weights = Weights.of(ontology)
    consensus = agree(texts, ontology, weights, settled)
    linked = _link(consensus, ontology, orders)
    clusters = linked.clusters
    things = {clusters.candidates[n].place: number for number, group in enumerate(clusters.members()) for n in group}
    tied = agree_by_ties(consensus, things, ontology, weights, settled)
    return (consensus, linked) if tied is consensus else (tied, _link(tied, ontology, orders))


def _link(texts: Consensus, ontology: Ontology, orders: Orders | None = None) -> _Linked:
    """The sets of entities of documents that are one, with a person's orders if there are any."""
    weights, given = Weights.of(ontology), known_given_names(ontology.folder, ontology.digest)
    extractions = texts.extractions
    candidates = read_candidates(extractions, ontology, weights, texts.read_as)
    clusters = Clusters(candidates, Rules(ontology.is_a, weights.birth, weights.death))
    linker = Linker(clusters, Context(extractions, candidates), weights, given)
    if orders is None:
        linker()
    else:
        linker(orders.enforce(clusters), orders.different)
    return _Linked(clusters, linker.decisions)


def _curate(
    curation: Curation, linked: _Linked, agreed: Consensus, read: Sequence[Extraction], ontology: Ontology
) -> tuple[_Linked, list[Extraction], Orders, Addition | None]:
    """Link again with a person's decisions on who is who, and again without the facts that a person rejected.

    Both times the texts, as they were `read`, agree anew on the classes of the names of which they say nothing.
    """
    divided = curated_parts.divided(curation, Lookup(linked.clusters, ontology, agreed.read_as), read)
    if divided != [*read]:
        read = divided
        agreed, linked = _understood(read, ontology)
    orders, read_as, alone = Orders(), agreed.read_as, linked.clusters
    given = curated.types(curation, Lookup(linked.clusters, ontology, read_as), orders)
    lookup = Lookup(linked.clusters, ontology, {**read_as, **{place: entry.type for place, entry in given.items()}})
    curated.identity(curation, lookup, orders)
    texts = curated.retyped(read, given, ontology, orders)
    former = {c.place: c.read_as or c.leaf for c in linked.clusters.candidates}
    if given or orders.same or orders.different:
        agreed, linked = _understood(texts, ontology, orders, given.keys())
        curated.separated(orders, alone, linked.clusters, given.keys())
    lookup = Lookup(linked.clusters, ontology, former)
    curated.naming(curation, lookup, orders)
    addition = curated_facts.added(curation, lookup, ontology, orders)
    if addition is not None and any(text.document == curation.name for text in texts):
        raise CurationError(
            f"A document and the curation file are both called '{curation.name}', and each fact must name its source: "
            "rename one of them."
        )
    kept = curated_facts.without_rejected(curation, lookup, texts, ontology, orders)
    if kept != texts:
        agreed, linked = _understood(kept, ontology, orders, given.keys())
    curated.contradicted(orders, linked.clusters)
    return linked, agreed.extractions, orders, addition


def _attach(
    addition: Addition, members: list[list[int]], candidates: list[Candidate], ontology: Ontology
) -> list[Decision]:
    """Have the entities of the curation file be those that its names mean, or new ones, and tell what was joined."""
    where = {number: group for group in members for number in group}
    told = []
    for candidate, known, entries in zip(
        read_candidates([addition.extraction], ontology, Weights.of(ontology)),
        addition.known,
        addition.entries,
        strict=True,
    ):
        if known is None:
            members.append([len(candidates)])
        else:
            told.append(ordered_joining([candidates[n] for n in where[known]], candidate, entries))
            where[known].append(len(candidates))
        candidates.append(candidate)
    return told
