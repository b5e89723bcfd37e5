"""A build in the formats of other tools.

=============  =======================================================  ==========================================
format         for                                                      reads it back without loss
=============  =======================================================  ==========================================
``jsonld``     JSON-LD 1.1: web developers, linked-data tools           any RDF library: the triples of graph.ttl
``ntriples``   N-Triples: triple stores, grep                           any RDF library: the triples of graph.ttl
``graphml``    GraphML: networkx, yEd, igraph, Gephi                    `networkx.read_graphml`
``gexf``       GEXF 1.2: Gephi                                          `networkx.read_gexf`
``csv``        ``nodes.csv``, ``edges.csv``: Neo4j's importer, tables   ``neo4j-admin database import``, csv, pandas
``cytoscape``  Cytoscape JSON: Cytoscape, cytoscape.js                  `networkx.cytoscape_graph`
``trig``       TriG: the build with a named graph for each source       `kgraph.rdf.read_build`, any RDF library
``nquads``     N-Quads: the same, one a line                            `kgraph.rdf.read_build`, any RDF library
``rdf12``      Turtle 1.2: the build with reifiers of triple terms      `kgraph.rdf.read_build`, libraries of RDF 1.2
``sssom``      SSSOM/TSV: who is who, for tools that map terms          ``sssom parse``
=============  =======================================================  ==========================================

TriG, N-Quads and RDF 1.2 say all that a build says, evidence included (`kgraph.forms`). GraphML, GEXF, the tables and
Cytoscape JSON are property graphs: entities are nodes, facts between entities edges, dates attributes of nodes; each
edge has its confidence, the number of places that state it, its documents, qualifiers and best sentence. SSSOM has the
decisions of the build, not its facts. The output depends on the build alone, and is written whole or not at all.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, TextIO

from kgraph.decisions.history import History
from kgraph.decisions.record import read_decisions, steps
from kgraph.errors import ExportError
from kgraph.export.cytoscape import write_cytoscape
from kgraph.export.linked_data import write_jsonld, write_ntriples
from kgraph.export.provenance import FORM_WRITERS
from kgraph.export.sssom import write_sssom
from kgraph.export.tables import write_edges, write_nodes
from kgraph.export.xml_graphs import write_gexf, write_graphml
from kgraph.files import atomic_files, atomic_writer, prepare_folder
from kgraph.forms import FORM_FILES, plain_name
from kgraph.model import Resolution

if TYPE_CHECKING:
    from kgraph.ontology import Ontology

__all__ = ["FORMATS", "export"]

_Writer = Callable[[TextIO, Resolution, "Ontology"], None]

#: What can be exported, with the name that the file, or for ``csv`` the folder, usually has.
FORMATS: Mapping[str, str] = MappingProxyType(
    {
        "jsonld": "graph.jsonld",
        "ntriples": "graph.nt",
        "graphml": "graph.graphml",
        "gexf": "graph.gexf",
        "csv": "csv",
        "cytoscape": "graph.cyjs",
        **FORM_FILES,
        "sssom": "decisions.sssom.tsv",
    }
)
_FILES: Mapping[str, _Writer] = {
    "jsonld": write_jsonld,
    "ntriples": write_ntriples,
    "graphml": write_graphml,
    "gexf": write_gexf,
    "cytoscape": write_cytoscape,
    **FORM_WRITERS,
}


def export(
    source: Resolution | Path | str,
    format: str,
    target: Path | str,
    ontology: Ontology | None = None,
) -> tuple[Path, ...]:
    """Write a build in another format.

    Parameters
    ----------
    source
        The folder of a build, a file that holds one (`kgraph.forms`), or its content.
    format
        One of `FORMATS`; case, hyphens and the like do not matter ("JSON-LD", "RDF 1.2").
    target
        The file to write, or for ``csv`` the folder to write ``nodes.csv`` and ``edges.csv`` to. Folders are made as
        needed. A file that was there is replaced when the new one is complete.
    ontology
        The one that it was built with; None for the one that comes with kgraph.

    Returns
    -------
    tuple of Path
        The files that were written.

    Raises
    ------
    ExportError
        When the format is unknown, or the file cannot be written.
    BuildError
        When the folder is not a finished build, or for ``sssom`` has no decisions.
    """
    name = plain_name(format)
    if name not in FORMATS:
        raise ExportError(f"There is no format '{format}'. Choose one of {', '.join(FORMATS)}.")
    if ontology is None:
        from kgraph.ontology import load_ontology

        ontology = load_ontology()
    writer = partial(write_sssom, history=_history(source)) if name == "sssom" else _FILES.get(name)
    if not isinstance(source, Resolution):
        from kgraph.rdf import read_build

        source = read_build(source, ontology)
    target = Path(target)
    if writer is not None:
        prepare_folder(target.parent)
        with atomic_writer(target) as stream:
            writer(stream, source, ontology)
        return (target,)
    prepare_folder(target)
    with atomic_files(target) as files:
        write_nodes(files.text("nodes.csv"), source, ontology)
        write_edges(files.text("edges.csv"), source, ontology)
    return (target / "nodes.csv", target / "edges.csv")


def _history(source: Resolution | Path | str) -> History:
    return History(steps(source) if isinstance(source, Resolution) else read_decisions(source))
