"""``nodes.csv`` and ``edges.csv`` with the headers that Neo4j's importer takes.

::

    neo4j-admin database import full --nodes=nodes.csv --relationships=edges.csv neo4j

Fields are quoted as RFC 4180 says, lines end with a line feed, and no field spans lines. In list columns
(``string[]``) the importer splits at semicolons, so that a semicolon inside a value becomes a comma there; the name,
which is no list, keeps its own.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from typing import TYPE_CHECKING

from kgraph.export.rows import edge_rows, literal_names, node_rows, qualifier_names
from kgraph.model import Resolution
from kgraph.turtle import TextSink

if TYPE_CHECKING:
    from kgraph.ontology import Ontology

_NODE_COLUMNS = ("iri", "name", "aliases", "documents")
_EDGE_COLUMNS = ("iri", "confidence", "evidence", "documents", "sentence")


def write_nodes(stream: TextSink, resolution: Resolution, ontology: Ontology) -> None:
    """Write the entities: ``iri:ID``, name, aliases, documents, a column for each literal property, ``:LABEL``s."""
    names = literal_names(resolution)
    single = {n for n in names if n in ontology.properties and ontology.properties[n].functional}
    writer = csv.writer(stream, lineterminator="\n")
    columns = (_column(n, _NODE_COLUMNS) + ("" if n in single else ":string[]") for n in names)
    writer.writerow(["iri:ID", "name", "aliases:string[]", "documents:string[]", *columns, ":LABEL"])
    for node in node_rows(resolution, ontology):
        values = [_list(node.literals.get(name, ())) for name in names]
        fields = [node.iri, _line(node.name), _list(node.aliases), _list(node.documents), *values]
        writer.writerow([*fields, ";".join(node.classes)])


def write_edges(stream: TextSink, resolution: Resolution, ontology: Ontology) -> None:
    """Write the facts between entities: ``:START_ID``, ``:END_ID``, ``:TYPE``, confidence, and where they come from."""
    names = qualifier_names(resolution)
    writer = csv.writer(stream, lineterminator="\n")
    fixed = ["iri", "confidence:double", "evidence:int", "documents:string[]", "sentence"]
    writer.writerow([":START_ID", ":END_ID", ":TYPE", *fixed, *(_column(n, _EDGE_COLUMNS) for n in names)])
    for edge in edge_rows(resolution):
        qualifiers = dict(edge.qualifiers)
        writer.writerow(
            [
                *(edge.source, edge.target, edge.property, edge.iri, repr(edge.confidence), str(edge.evidence)),
                *(_list(edge.documents), edge.sentence),
                *(_line(qualifiers.get(name, "")) for name in names),
            ]
        )


def _column(name: str, taken: tuple[str, ...]) -> str:
    return f"{name}_" if name in taken else name


def _list(values: Iterable[str]) -> str:
    return ";".join(_line(value).replace(";", ",") for value in values)


def _line(value: str) -> str:
    return " ".join(value.split())
