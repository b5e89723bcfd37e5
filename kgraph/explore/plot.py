"""A drawn network, for notebooks and figures: entities coloured by class, facts as labelled arrows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from typing import TYPE_CHECKING, Any

import networkx as nx

from kgraph.errors import KGraphError
from kgraph.explore.catalogue import Catalogue
from kgraph.text import printable

if TYPE_CHECKING:
    from matplotlib.axes import Axes

#: Entities beyond which labels cover each other: those with most facts are kept.
MAX_NODES = 60
#: Facts beyond which their labels cover each other: none is written.
MAX_LABELS = 40


def draw_network(catalogue: Catalogue, iris: Collection[str], ax: Axes | None = None, *, labels: bool = True) -> Axes:
    """Draw entities and the facts among them.

    Parameters
    ----------
    catalogue
        The graph.
    iris
        The entities; of more than `MAX_NODES`, those with most facts among them.
    ax
        Where to draw; a new figure if not given.
    labels
        Write the property beside each arrow, unless there are more than `MAX_LABELS`.

    Returns
    -------
    Axes
        What was drawn on.

    Raises
    ------
    KGraphError
        Matplotlib is not installed.
    """
    try:
        from matplotlib import pyplot
    except ImportError as error:
        raise KGraphError("Drawing needs Matplotlib: pip install 'kgraph[notebook]'") from error
    graph = _graph(catalogue, iris)
    if ax is None:
        side = 4 + 0.12 * len(graph)
        _, ax = pyplot.subplots(figsize=(1.6 * side, side), layout="constrained")
    places = _places(graph)
    kinds = {iri: catalogue.ontology.root_class(catalogue.view(iri).type) for iri in graph}
    palette = pyplot.get_cmap("tab10")
    classes = catalogue.ontology.classes
    for i, kind in enumerate(name for name in classes if not classes[name].parents):
        nodes = [iri for iri in graph if kinds[iri] == kind]
        if not nodes:
            continue
        nx.draw_networkx_nodes(graph, places, nodes, ax=ax, node_color=[palette(i % 10)], node_size=120, label=kind)
    nx.draw_networkx_edges(graph, places, ax=ax, edge_color="#bbbbbb", arrowsize=8, node_size=140)
    if labels and graph.number_of_edges() <= MAX_LABELS:
        said = {(s, o): ", ".join(sorted(d["properties"])) for s, o, d in graph.edges(data=True)}
        nx.draw_networkx_edge_labels(graph, places, said, ax=ax, font_size=6, font_color="#777777")
    for iri in graph:
        name = _plain(catalogue.view(iri).name)
        ax.annotate(name, places[iri], xytext=(0, 7), textcoords="offset points", ha="center", fontsize=8)
    if graph:
        ax.legend(loc="best", fontsize=8, frameon=False)
    ax.margins(0.12)
    ax.set_axis_off()
    return ax


def _graph(catalogue: Catalogue, iris: Collection[str]) -> nx.DiGraph[str]:
    """The entities and the facts among them, with a set of property labels on each edge."""
    wanted = set(iris)
    edges = [
        (f.fact.subject, f.fact.object, f.label)
        for iri in sorted(wanted)
        for f in catalogue.facts_about(iri)
        if isinstance(f.fact.object, str) and f.fact.object in wanted
    ]
    if len(wanted) > MAX_NODES:
        degree = Counter(end for subject, target, _ in edges for end in (subject, target))
        best = sorted(degree, key=lambda iri: (-degree[iri], iri))[:MAX_NODES]
        edges = [edge for edge in edges if edge[0] in best and edge[1] in best]
        wanted = {end for subject, target, _ in edges for end in (subject, target)}
    graph: nx.DiGraph[str] = nx.DiGraph()
    graph.add_nodes_from(sorted(wanted))
    for subject, target, label in edges:
        if not graph.has_edge(subject, target):
            graph.add_edge(subject, target, properties=set())
        graph.edges[subject, target]["properties"].add(label)
    return graph


def _places(graph: nx.DiGraph[str]) -> dict[str, Any]:
    """Where to draw each entity: the same place on every run."""
    loose: nx.Graph[str] = nx.Graph(graph.to_undirected())
    # Parts without a connection drive each other off the page unless something holds them.
    for part in sorted(nx.connected_components(graph.to_undirected()), key=min):
        loose.add_edge("", max(sorted(part), key=lambda iri: graph.degree(iri)), weight=0.3)
    places: dict[str, Any] = nx.spring_layout(loose, seed=0, k=1.5 / max(1, len(graph)) ** 0.4, iterations=300)
    return {iri: places[iri] for iri in graph}


def _plain(name: str) -> str:
    """A name that Matplotlib shows as it is: between dollar signs it would read mathematics."""
    return printable(name).replace("$", r"\$")
