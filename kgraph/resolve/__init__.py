"""Which entities of different documents are one: the only package that decides it.

Three things, as in record linkage: *blocking* brings together what could be one, *comparing* says how names agree
(`names`) and what forbids it (`clusters`), *clustering* joins. It is better to leave one thing in two than to make one
of two, so:

1. Equal names of compatible classes are one (a person's given and family names, spelled out), unless what is known
   of them conflicts. Where namesakes are known, whoever could be either goes with the namesake that shares more of
   its context, else with one that dominates the corpus, else with neither. (`equal`)
2. Variants of a full personal name ("Lev Chaikin", "Lev Arkadyevich Chaikin", "J. R. Oakes", another name that a
   text gives for the same person) are one when there is no second person whom they could mean. If only an initial
   speaks for it, the documents must also share some context. (`variants`)
3. Names that the gazetteer lists for one person or thing ("Mozart"; "Leningrad" and "St Petersburg") are one, unless
   the corpus knows somebody or something else that they could mean. (`known`)
4. A part of a name ("Hale", "Dame Honor") or an alias ("NCB") in a document that gives nothing fuller is joined when
   the corpus knows exactly one whom it could mean, and the documents share some context. (`parts`)

*Context* is what the documents have in common beside the name: other named entities that are rare in the corpus, and
more so when facts tie them to the entity. *Conflict* is a functional property with values that cannot both hold
("1901" and "1901-05-03" can), a man and a woman, classes of which neither is the other, names of two people of one
family, two entities that one text keeps apart under different names or relates to each other. A conflict between any
two members keeps two sets apart, so nothing that is known to differ ends up in one entity by way of a third.

Each step looks at all pairs before it joins any, and everything is sorted: the order of the documents plays no role.
What becomes of names, classes and facts is in `assemble`.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise
from typing import TYPE_CHECKING

from kgraph.errors import CorpusError
from kgraph.iris import DEFAULT_BASE, check_base
from kgraph.model import Extraction, Resolution, Source
from kgraph.resolve.assemble import assemble
from kgraph.resolve.candidates import read_candidates
from kgraph.resolve.clusters import Clusters
from kgraph.resolve.context import Context
from kgraph.resolve.equal import join_equal_names
from kgraph.resolve.known import KnownNames, join_known_names
from kgraph.resolve.parts import join_parts
from kgraph.resolve.variants import join_variants

if TYPE_CHECKING:
    from kgraph.ontology import Ontology

__all__ = ["resolve"]


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
        Its sub-classes, functional and symmetric properties are respected, and the gazetteer of its folder is used.
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
    known = KnownNames.of(ontology)
    join_equal_names(clusters, context)
    join_variants(clusters, context)
    join_known_names(clusters, known)
    join_parts(clusters, context)
    return assemble(clusters.members(), candidates, ordered, sources, ontology, base)
