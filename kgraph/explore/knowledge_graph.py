"""The object that notebooks work with: a build, opened.

>>> import kgraph                                                   # doctest: +SKIP
>>> kg = kgraph.build("corpus/")                                    # doctest: +SKIP
>>> kg["Bakhyt Charpentier"].facts[0].sentence                      # doctest: +SKIP
>>> kg.query("SELECT ?name { ?x a pa:Ballet ; rdfs:label ?name }")  # doctest: +SKIP
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Iterator
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from kgraph.corpus import CorpusPath
from kgraph.explore.catalogue import Catalogue
from kgraph.explore.paths import neighbourhood, shortest_path
from kgraph.explore.stats import Stats, statistics
from kgraph.explore.timeline import Timeline, timeline
from kgraph.explore.views import Entities, EntityView, Facts
from kgraph.forms import build_files
from kgraph.iris import DEFAULT_BASE
from kgraph.model import Resolution
from kgraph.ontology import Ontology, load_ontology
from kgraph.query import load_store, query, query_names
from kgraph.query.results import Result

if TYPE_CHECKING:
    import networkx as nx
    import pandas  # type: ignore[import-untyped]
    import pyoxigraph
    from matplotlib.axes import Axes

    from kgraph.conflicts.listing import Conflicts
    from kgraph.decisions.explain import Explanation
    from kgraph.decisions.history import History
    from kgraph.pipeline import Progress
    from kgraph.report import BuildReport
    from kgraph.validate import Violation

PathLike = str | os.PathLike[str]
#: What names an entity: a name, alias or IRI; a name and a class; the entity itself.
Name = str | tuple[str, str] | EntityView

__all__ = ["KnowledgeGraph", "build", "open_build"]


class KnowledgeGraph:
    """A build, read when it is first needed.

    Entities are found by name, alias or IRI: ``kg["Bakhyt Charpentier"]``.

    Parameters
    ----------
    folder
        Output of ``kgraph build``; or a file that holds a whole build, in any of the forms of `kgraph.forms`.
    ontology
        The ontology that it was built with.
    report
        How the build went, if it was made just now.

    Raises
    ------
    BuildError
        The folder is not a build.
    """

    def __init__(self, folder: PathLike, ontology: Ontology, report: BuildReport | None = None) -> None:
        self.folder = Path(folder)
        self.ontology = ontology
        self.report = report
        build_files(self.folder)
        self._stores: dict[tuple[bool, bool], pyoxigraph.Store] = {}

    @cached_property
    def resolution(self) -> Resolution:
        """All entities, facts and sources as frozen data."""
        from kgraph.rdf_reader import read_build

        return read_build(self.folder, self.ontology)

    @cached_property
    def catalogue(self) -> Catalogue:
        """The entities and facts, indexed."""
        return Catalogue(self.resolution, self.ontology)

    @cached_property
    def graph(self) -> nx.MultiDiGraph[str]:
        """The NetworkX graph: node = IRI, edge key = property, each edge with its evidence. See `kgraph.graph`."""
        from kgraph.graph import to_networkx

        return to_networkx(self.resolution, self.ontology)

    def __getitem__(self, name: Name) -> EntityView:
        """The entity with a name, an alias or an IRI; case and accents do not count.

        Of several entities of one name, a class chooses: ``kg["Giselle", "Ballet"]``.

        Raises
        ------
        UnknownNameError
            There is none: a `KeyError` that knows near misses.
        AmbiguousNameError
            There are several: a `LookupError` that lists them.
        """
        if isinstance(name, EntityView):
            return name
        return self.catalogue.find(*((name,) if isinstance(name, str) else name))

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and bool(self.catalogue.names.find(name))

    def __iter__(self) -> Iterator[EntityView]:
        """All entities, sorted by IRI."""
        return self.catalogue.all_entities()

    def __len__(self) -> int:
        """The number of entities."""
        return len(self.resolution.entities)

    def find(self, name: str) -> Entities:
        """All entities that a name may stand for; none if it is unknown."""
        return Entities(self.catalogue.view(e.iri) for e in self.catalogue.names.find(name))

    def entities(self, cls: str | None = None) -> Entities:
        """The entities of a class and the classes below it, or all, sorted by name.

        Raises
        ------
        UnknownNameError
            The ontology has no such class.
        """
        wanted = None if cls is None else self.catalogue.class_name(cls)
        found = (e for e in self if wanted is None or self.catalogue.is_a(e.entity, wanted))
        return Entities(sorted(found, key=lambda e: (e.name, e.iri)))

    def facts(self, prop: str | None = None) -> Facts:
        """The facts of a property and the properties below it, or all, sorted by IRI of the subject.

        Those that another one overrides are left out: `EntityView.overridden` has them.

        Raises
        ------
        UnknownNameError
            The ontology has no such property.
        """
        if prop is None:
            return Facts(self.catalogue.all_facts())
        wanted = self.catalogue.properties(prop)
        return Facts(f for f in self.catalogue.all_facts() if f.property in wanted)

    def timeline(self, name: Name) -> Timeline:
        """The dated facts about an entity, in the order of time."""
        return timeline(self[name])

    def path(self, start: Name, goal: Name, without: Collection[str] = ()) -> Facts:
        """A shortest chain of facts between two entities, given by name; empty if nothing connects them.

        Parameters
        ----------
        start, goal
            Names, aliases or IRIs; or entities.
        without
            Classes that the chain must not pass through: ``{"Occupation", "Country"}`` connect too many.
        """
        avoided = [self.catalogue.class_name(cls) for cls in without]
        return shortest_path(self.catalogue, self[start].iri, self[goal].iri, avoided)

    def draw(
        self,
        *names: Name,
        radius: int = 1,
        without: Collection[str] = (),
        ax: Axes | None = None,
        labels: bool = True,
    ) -> Axes:
        """Draw the entities within `radius` facts of those named, or the whole graph if none is.

        Parameters
        ----------
        names
            Names, aliases or IRIs; or entities.
        radius
            How many facts away from them.
        without
            Classes to leave out, but for the entities named.
        ax
            Matplotlib axes to draw on; a new figure if not given.
        labels
            Write the property beside each arrow.
        """
        from kgraph.explore.plot import draw_network

        avoided = [self.catalogue.class_name(cls) for cls in without]
        start = [self[name].iri for name in names]
        if not names:
            start = [e.iri for e in self if not any(self.catalogue.is_a(e.entity, cls) for cls in avoided)]
        return draw_network(self.catalogue, neighbourhood(self.catalogue, start, radius, avoided), ax, labels=labels)

    def query(self, sparql: str, infer: bool = False, enriched: bool = False) -> pandas.DataFrame:
        """Ask in SPARQL; the answer as a pandas DataFrame, IRIs and dates as text, numbers as numbers.

        An ASK gives one row with one column, `answer`.

        Parameters
        ----------
        sparql
            SELECT, ASK, CONSTRUCT or DESCRIBE. The prefixes of the ontology and of the build are declared.
        infer
            Use the ontology's axioms and labels: see `kgraph.query.inference`.
        enriched
            Use what GeoNames knows of the places: see `kgraph.places.enrichment`.

        Raises
        ------
        BuildError
            With `enriched`: the build has no such file.
        QueryError
            The query is malformed, would write or use the network; or pandas is not installed.
        """
        return self.ask(sparql, infer, enriched).to_frame()

    def ask(self, sparql: str, infer: bool = False, enriched: bool = False) -> Result:
        """As `query`, with the RDF terms themselves: for CSV, JSON and Turtle, and without pandas."""
        return query(self._store(infer, enriched), sparql, *self._names)

    def hints(self, sparql: str, infer: bool = False, enriched: bool = False) -> list[str]:
        """What may be wrong with a query that `ask` finds nothing for; see `kgraph.query.hints`."""
        from kgraph.query.hints import hints

        return hints(sparql, self._store(infer, enriched), self.ontology, self._names[0])

    def _store(self, infer: bool, enriched: bool) -> pyoxigraph.Store:
        kind = infer, enriched
        if kind not in self._stores:
            self._stores[kind] = load_store(self.folder, self.ontology, infer=infer, enriched=enriched)
        return self._stores[kind]

    @cached_property
    def _names(self) -> tuple[dict[str, str], str]:
        return query_names(self.folder, self.ontology)

    def stats(self, leaders: int = 10) -> Stats:
        """The graph in figures."""
        return statistics(self.resolution, leaders)

    def conflicts(self) -> Conflicts:
        """Sources that disagree, and facts that cannot hold together."""
        from kgraph.conflicts.listing import find_conflicts

        return find_conflicts(self.catalogue)

    @cached_property
    def decisions(self) -> History:
        """Which entities of the documents were joined, which nearly, and why.

        Raises
        ------
        BuildError
            The build does not have them: an earlier version made it.
        """
        from kgraph.decisions.history import History
        from kgraph.decisions.record import read_decisions

        return History(read_decisions(self.folder))

    def explain(self, name: Name) -> Explanation:
        """Why an entity, given as for ``kg[…]``, is one: see `kgraph.decisions.explain`.

        Raises
        ------
        BuildError
            The build has no decisions, or others than those of its graph.
        """
        from kgraph.decisions.explain import explain

        return explain(self[name], self.decisions, self.catalogue)

    def validate(self) -> tuple[Violation, ...]:
        """What the shapes of the ontology forbid in this graph; empty if it conforms.

        `kgraph.validate.format_violations` puts it in words.

        Raises
        ------
        BuildError, OntologyError
            A file of the build or the shapes cannot be read.
        """
        from kgraph.validate import validate

        return validate(self.folder, self.ontology)

    def __repr__(self) -> str:
        return f"<KnowledgeGraph {self.folder}: {len(self)} entities, {len(self.resolution.carried)} facts>"

    def _repr_html_(self) -> str:
        from kgraph.explore.display import stats_html

        return stats_html(self.stats())


def build(
    corpus: CorpusPath,
    out: PathLike = "build",
    *,
    ontology: PathLike | None = None,
    model: str | None = None,
    extractor: str = "auto",
    workers: int | None = None,
    cache: PathLike | None = None,
    strict: bool = False,
    base_iri: str = DEFAULT_BASE,
    min_confidence: float = 0.0,
    provenance: Iterable[str] = (),
    enrich: bool = True,
    curation: PathLike | None = None,
    on_progress: Progress | None = None,
) -> KnowledgeGraph:
    """Build a graph from a folder of texts, and open it.

    Parameters
    ----------
    corpus
        A folder of texts, a text, or several of these.
    out
        Folder to write to; an earlier build there is replaced.
    ontology
        Folder of another ontology with its lexicon; the performing arts if not given.
    model
        A folder that ``kgraph train`` wrote; for the extractor ``lexicon`` an installed spaCy pipeline for English.
    extractor
        ``neural`` (kgraph's trained model), ``lexicon``, ``combined``, or ``auto`` for what suits the ontology.
    workers
        Processes to extract with; as many as pay if not given.
    cache
        File that keeps what each text says; in `out` if not given.
    strict
        A file that cannot be read is an error, where it would be skipped; so is a decision that does not apply.
    base_iri
        Beginning of all IRIs of the graph.
    min_confidence
        Facts of lower confidence, 0 to 1, are left out.
    provenance
        Other forms to write the build in, too: ``trig``, ``nquads``, ``rdf12``. See `kgraph.forms`.
    enrich
        Link places to GeoNames, in a file apart.
    curation
        File of a person's decisions (see `kgraph.curation`); if not given, ``curation.yaml`` in the corpus's folder or
        beside it, if there is one.
    on_progress
        Called with stage, units done and units in all: see `kgraph.pipeline.Progress`.

    Returns
    -------
    KnowledgeGraph
        The build; its `report` says what was skipped, and whether the graph conforms to its shapes.

    Raises
    ------
    KGraphError
        The corpus, the ontology, the model or the curation file cannot be used, or the output cannot be written.
    """
    from kgraph import pipeline

    domain = load_ontology(None if ontology is None else Path(ontology))
    report = pipeline.build(
        corpus,
        Path(out),
        ontology=domain.folder,
        model=model,
        extractor=extractor,
        workers=workers,
        cache=None if cache is None else Path(cache),
        strict=strict,
        base_iri=base_iri,
        min_confidence=min_confidence,
        provenance=provenance,
        enrich=enrich,
        curation=None if curation is None else Path(curation),
        on_progress=on_progress,
    )
    return KnowledgeGraph(out, domain, report)


def open_build(folder: PathLike, *, ontology: PathLike | None = None) -> KnowledgeGraph:
    """Open the output of ``kgraph build``.

    Parameters
    ----------
    folder
        The build; or a file that holds one, such as ``graph.trig``.
    ontology
        The folder of the ontology that it was built with; the performing arts if not given.

    Raises
    ------
    BuildError
        The folder is not a build.
    OntologyError
        The ontology cannot be read.
    """
    return KnowledgeGraph(folder, load_ontology(None if ontology is None else Path(ontology)))
