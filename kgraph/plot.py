"""A drawn network, for notebooks and figures: entities coloured by class, facts as labelled arrows."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, Any

import networkx as nx

from kgraph.catalogue import Catalogue
from kgraph.errors import KGraphError
from kgraph.text import printable

if TYPE_CHECKING:
    from matplotlib.axes import Axes

#: Entities beyond which labels cover each other: those with most facts are kept.
MAX_NODES = 60


def draw_network(catalogue: Catalogue, iris: Collection[str], ax: Axes | None = None, *, labels: bool = True) -> Axes:
    """Draw entities and the facts among them.

    Parameters
    ----------
    catalogue
        The graph.
    iris
        The entities; of more than `MAX_NODES`, those with most facts among them are drawn.
    ax
        Where to draw; a new figure if not given.
    labels
        Write the property beside each arrow.

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
        side = 5 + 0.15 * len(graph)
        _, ax = pyplot.subplots(figsize=(1.5 * side, side), layout="constrained")
    places: dict[str, Any] = nx.spring_layout(graph, seed=0, k=2.2 / max(1, len(graph)) ** 0.5, iterations=200)
    kinds = {iri: catalogue.ontology.root_class(catalogue.view(iri).type) for iri in graph}
    palette = pyplot.get_cmap("tab10")
    for i, kind in enumerate(sorted(set(kinds.values()))):
        nodes = [iri for iri in graph if kinds[iri] == kind]
        nx.draw_networkx_nodes(graph, places, nodes, ax=ax, node_color=[palette(i % 10)], node_size=180, label=kind)
    nx.draw_networkx_edges(graph, places, ax=ax, edge_color="#999999", arrowsize=9, node_size=180)
    names = {iri: _plain(catalogue.view(iri).name) for iri in graph}
    nx.draw_networkx_labels(graph, places, names, ax=ax, font_size=8, verticalalignment="bottom")
    if labels:
        said = {(s, o): ", ".join(sorted(d["properties"])) for s, o, d in graph.edges(data=True)}
        nx.draw_networkx_edge_labels(graph, places, said, ax=ax, font_size=6, font_color="#666666")
    if graph:
        ax.legend(loc="best", fontsize=8, frameon=False)
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
    degree = dict.fromkeys(wanted, 0)
    for subject, target, _ in edges:
        degree[subject] += 1
        degree[target] += 1
    kept = sorted(sorted(wanted), key=lambda iri: -degree[iri])[:MAX_NODES]
    graph: nx.DiGraph[str] = nx.DiGraph()
    graph.add_nodes_from(sorted(kept))
    for subject, target, label in edges:
        if subject in graph and target in graph:
            if not graph.has_edge(subject, target):
                graph.add_edge(subject, target, properties=set())
            graph.edges[subject, target]["properties"].add(label)
    return graph


def _plain(name: str) -> str:
    """A name that Matplotlib shows as it is: between dollar signs it would read mathematics."""
    return printable(name).replace("$", r"\$")
