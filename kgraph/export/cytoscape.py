"""Cytoscape JSON, for Cytoscape and cytoscape.js."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from kgraph.export.rows import EdgeRow, NodeRow, edge_rows, node_rows
from kgraph.model import Resolution
from kgraph.turtle import TextSink

if TYPE_CHECKING:
    from kgraph.ontology import Ontology


def write_cytoscape(stream: TextSink, resolution: Resolution, ontology: Ontology) -> None:
    """Write one element a line. Literal properties and qualifiers are under ``literals`` and ``qualifiers``."""
    head = '"data": {"name": "kgraph", "shared_name": "kgraph"}, "directed": true, "multigraph": true'
    stream.write("{" + head + ',\n"elements": {\n"nodes": [')
    separator = "\n"
    for node in node_rows(resolution, ontology):
        stream.write(separator + _line(_node(node)))
        separator = ",\n"
    stream.write('\n],\n"edges": [')
    separator = "\n"
    for edge in edge_rows(resolution):
        stream.write(separator + _line(_edge(edge)))
        separator = ",\n"
    stream.write("\n]\n}}\n")


def _node(node: NodeRow) -> dict[str, Any]:
    return {
        "id": node.iri,
        "value": node.iri,
        "name": node.name,
        "shared_name": node.name,
        "type": node.type,
        "subtype": node.subtype,
        "aliases": node.aliases,
        "documents": node.documents,
        "literals": node.literals,
    }


def _edge(edge: EdgeRow) -> dict[str, Any]:
    return {
        "id": edge.iri,
        "source": edge.source,
        "target": edge.target,
        "key": edge.property,
        "interaction": edge.property,
        "shared_interaction": edge.property,
        "confidence": edge.confidence,
        "evidence": edge.evidence,
        "documents": edge.documents,
        "sentence": edge.sentence,
        "qualifiers": dict(edge.qualifiers),
    }


def _line(data: dict[str, Any]) -> str:
    return json.dumps({"data": data}, ensure_ascii=False)
