"""GraphML and Gephi's GEXF.

Both are written piece by piece, without networkx: its GEXF carries today's date, and both of its writers need the
whole document in memory. Lists are joined with `kgraph.export.rows.SEPARATOR`; characters that XML 1.0 cannot hold
become U+FFFD.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from kgraph.export.rows import EdgeRow, NodeRow, edge_rows, joined, literal_names, node_rows, qualifier_names, storable
from kgraph.model import Resolution
from kgraph.turtle import TextSink

if TYPE_CHECKING:
    from kgraph.ontology import Ontology

_NODE = {"type": "string", "subtype": "string", "aliases": "string", "documents": "string"}
_EDGE = {"property": "string", "confidence": "double", "evidence": "int", "documents": "string", "sentence": "string"}
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_QUOTES = {'"': "&quot;", "\n": "&#10;", "\r": "&#13;", "\t": "&#9;"}


def write_graphml(stream: TextSink, resolution: Resolution, ontology: Ontology) -> None:
    """Write GraphML with the attributes ``label``, ``type``, ``aliases`` … of nodes, ``property`` … of edges."""
    nodes = _node_attributes(resolution, {"label": "string"} | _NODE)
    edges = _edge_attributes(resolution, _EDGE)
    stream.write(
        f'{_HEAD}<graphml xmlns="http://graphml.graphdrawing.org/xmlns"'
        ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="http://graphml.graphdrawing.org/xmlns'
        ' http://graphml.graphdrawing.org/xmlns/1.0/graphml.xsd">\n'
    )
    for kind, names in (("node", nodes), ("edge", edges)):
        for name, datatype in names.items():
            key = _attribute(f"{kind}-{name}")
            stream.write(f'  <key id={key} for="{kind}" attr.name={_attribute(name)} attr.type="{datatype}"/>\n')
    stream.write('  <graph edgedefault="directed">\n')
    for node in node_rows(resolution, ontology):
        stream.write(f"    <node id={_attribute(node.iri)}>\n")
        for name, value in _of_node(node):
            stream.write(f"      <data key={_attribute(f'node-{name}')}>{_text(value)}</data>\n")
        stream.write("    </node>\n")
    for edge in edge_rows(resolution):
        ends = f"source={_attribute(edge.source)} target={_attribute(edge.target)}"
        stream.write(f"    <edge id={_attribute(edge.iri)} {ends}>\n")
        for name, value in _of_edge(edge):
            stream.write(f"      <data key={_attribute(f'edge-{name}')}>{_text(value)}</data>\n")
        stream.write("    </edge>\n")
    stream.write("  </graph>\n</graphml>\n")


def write_gexf(stream: TextSink, resolution: Resolution, ontology: Ontology) -> None:
    """Write GEXF 1.2, without a date; the label of an edge is its property."""
    nodes, edges = _node_attributes(resolution, _NODE), _edge_attributes(resolution, _EDGE)
    stream.write(
        f'{_HEAD}<gexf xmlns="http://www.gexf.net/1.2draft" version="1.2">\n'
        "  <meta>\n    <creator>kgraph</creator>\n  </meta>\n"
        '  <graph defaultedgetype="directed" mode="static">\n'
    )
    for kind, names in (("node", nodes), ("edge", edges)):
        stream.write(f'    <attributes class="{kind}" mode="static">\n')
        for name, datatype in names.items():
            kept = "integer" if datatype == "int" else datatype
            stream.write(f'      <attribute id={_attribute(name)} title={_attribute(name)} type="{kept}"/>\n')
        stream.write("    </attributes>\n")
    stream.write("    <nodes>\n")
    for node in node_rows(resolution, ontology):
        stream.write(f"      <node id={_attribute(node.iri)} label={_attribute(node.name)}>\n")
        _gexf_values(stream, (pair for pair in _of_node(node) if pair[0] != "label"))
        stream.write("      </node>\n")
    stream.write("    </nodes>\n    <edges>\n")
    for edge in edge_rows(resolution):
        ends = f"source={_attribute(edge.source)} target={_attribute(edge.target)} label={_attribute(edge.property)}"
        stream.write(f"      <edge id={_attribute(edge.iri)} {ends}>\n")
        _gexf_values(stream, _of_edge(edge))
        stream.write("      </edge>\n")
    stream.write("    </edges>\n  </graph>\n</gexf>\n")


def _gexf_values(stream: TextSink, values: Iterator[tuple[str, str]]) -> None:
    stream.write("        <attvalues>\n")
    for name, value in values:
        stream.write(f"          <attvalue for={_attribute(name)} value={_attribute(value)}/>\n")
    stream.write("        </attvalues>\n")


def _node_attributes(resolution: Resolution, fixed: Mapping[str, str]) -> dict[str, str]:
    """Names and types of the attributes of nodes: fixed ones, then the properties with literal values."""
    return dict(fixed) | {_other(name, fixed): "string" for name in literal_names(resolution)}


def _edge_attributes(resolution: Resolution, fixed: Mapping[str, str]) -> dict[str, str]:
    return dict(fixed) | {_other(name, fixed): "string" for name in qualifier_names(resolution)}


def _other(name: str, fixed: Mapping[str, str]) -> str:
    """A name for an attribute that is none of the fixed ones."""
    return f"{name}_" if name in fixed or name == "label" else name


def _of_node(node: NodeRow) -> Iterator[tuple[str, str]]:
    yield "label", node.name
    yield "type", node.type
    yield "subtype", node.subtype
    yield "aliases", joined(node.aliases)
    yield "documents", joined(node.documents)
    for name, values in node.literals.items():
        yield _other(name, _NODE), joined(values)


def _of_edge(edge: EdgeRow) -> Iterator[tuple[str, str]]:
    yield "property", edge.property
    yield "confidence", repr(edge.confidence)
    yield "evidence", str(edge.evidence)
    yield "documents", joined(edge.documents)
    yield "sentence", edge.sentence
    for name, value in edge.qualifiers:
        yield _other(name, _EDGE), value


def _text(value: str) -> str:
    return escape(storable(value), {"\r": "&#13;"})


def _attribute(value: str) -> str:
    return f'"{escape(storable(value), _QUOTES)}"'
