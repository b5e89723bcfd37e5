"""Turtle: what is written is read back by others, sorted, and pleasant to look at."""

from __future__ import annotations

import io
import random
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from rdflib import Graph, URIRef
from rdflib import Literal as RdfLiteral
from rdflib.compare import isomorphic

from kgraph.turtle import RDF_TYPE, XSD, Object, Triple, TurtleWriter, ntriple, quote, triples, write_turtle

BASE = "https://example.org/base/"
PREFIXES = {"ex": "https://example.org/ns#", "place": BASE + "place/", "rdf": RDF_TYPE[:-4], "xsd": XSD}


def written(graph: list[Triple], base: str = BASE) -> str:
    stream = io.StringIO()
    write_turtle(stream, graph, PREFIXES, base)
    return stream.getvalue()


def terms(triple: Triple) -> tuple[str, str, Object]:
    subject, predicate, obj = triple
    return subject, predicate, obj if isinstance(obj, str) or obj[1] else (obj[0], XSD + "string")


def read_by_oxigraph(text: str, format: ox.RdfFormat = ox.RdfFormat.TURTLE) -> set[tuple[str, str, Object]]:
    found: set[tuple[str, str, Object]] = set()
    for t in ox.parse(text, format=format):
        obj = (t.object.value, t.object.datatype.value) if isinstance(t.object, ox.Literal) else t.object.value
        found.add((t.subject.value, t.predicate.value, obj))
    return found


def as_rdflib(graph: list[Triple]) -> Graph:
    result = Graph()
    for s, p, o in graph:
        node = URIRef(o) if isinstance(o, str) else RdfLiteral(o[0], datatype=URIRef(o[1]) if o[1] else None)
        result.add((URIRef(s), URIRef(p), node))
    return result


# Everything that has ever been special to a serialiser, and anything else.
NASTY = st.text(
    alphabet=st.one_of(
        st.sampled_from("\"\\\n\r\t\b\f\0\x1b\x7f\x85<>{}|^`'#@:;,.% /?&=~-_\u2028\u202e\u2067\ufeff\ufffe\U0001f9ff"),
        st.characters(exclude_categories=["Cs"]),
    ),
    max_size=20,
)
LOCAL = st.text(alphabet="aZ9é山-._:/#?=,%~!$&'()*+;@·\u0301ª", max_size=8)
IRIS = st.one_of(
    st.builds("{}{}".format, st.sampled_from([*PREFIXES.values(), BASE, "https://example.org/", "urn:x:"]), LOCAL),
    st.sampled_from([BASE, BASE + "..", BASE + "./a", BASE + "a/../b", BASE + "//x", BASE + "document/a#char=0,1"]),
).filter(lambda iri: iri.count("#") < 2 and "%" not in iri)
LITERALS = st.one_of(
    st.tuples(NASTY, st.sampled_from(["", XSD + "string", "https://example.org/ns#code"])),
    st.sampled_from(
        [("1987", XSD + "gYear"), ("1987-05", XSD + "gYearMonth"), ("0.93", XSD + "decimal"), ("7", XSD + "integer")]
    ),
)
GRAPHS = st.lists(st.tuples(IRIS, IRIS, st.one_of(IRIS, LITERALS)), max_size=8)


@given(GRAPHS)
@example([(BASE + "a.", "urn:p", BASE + "-b"), (BASE + "place/a.", "urn:p", BASE + "place/-b")])
@example([(BASE + "a/.?", "urn:p", BASE + "./#x")])
def test_what_is_written_is_read_back_by_oxigraph(graph: list[Triple]) -> None:
    assert read_by_oxigraph(written(graph)) == set(map(terms, graph))


@given(st.lists(st.tuples(NASTY, st.sampled_from([BASE + "x", BASE + "place/é", "urn:x:y"])), max_size=6))
def test_what_is_written_is_read_back_by_rdflib(pairs: list[tuple[str, str]]) -> None:
    graph: list[Triple] = [(iri, PREFIXES["ex"] + "name", (text, "")) for text, iri in pairs]
    assert isomorphic(Graph().parse(data=written(graph), format="turtle"), as_rdflib(graph))


@given(GRAPHS)
def test_n_triples_are_read_back(graph: list[Triple]) -> None:
    lines = "\n".join(map(ntriple, graph))
    assert read_by_oxigraph(lines, ox.RdfFormat.N_TRIPLES) == set(map(terms, graph))


@given(GRAPHS, st.randoms(use_true_random=False))
def test_the_order_of_the_triples_plays_no_role(graph: list[Triple], order: random.Random) -> None:
    shuffled = graph * 2
    order.shuffle(shuffled)
    assert written(shuffled) == written(graph)


def test_it_looks_like_this() -> None:
    graph: list[Triple] = [
        (BASE + "place/lyon", RDF_TYPE, PREFIXES["ex"] + "Place"),
        (BASE + "place/lyon", PREFIXES["ex"] + "label", ('The "Lyon"', "")),
        (BASE + "place/lyon", PREFIXES["ex"] + "alias", ("Lugdunum", "")),
        (BASE + "place/lyon", PREFIXES["ex"] + "alias", ("Лион", "")),
        (BASE + "place/lyon", RDF_TYPE, PREFIXES["ex"] + "City"),
        (BASE + "place/lyon", "http://a.example/first", ("1987", XSD + "gYear")),
        (BASE + "place/lyon", PREFIXES["ex"] + "in", BASE + "document/a b#char=0,4".replace(" ", "%20")),
        (BASE + "place/lyon", PREFIXES["ex"] + "weight", ("0.5", XSD + "decimal")),
        (BASE + "place/bron", PREFIXES["ex"] + "near", BASE + "place/lyon"),
    ]
    assert written(graph) == (
        "@base <https://example.org/base/> .\n"
        "@prefix ex: <https://example.org/ns#> .\n"
        "@prefix place: <https://example.org/base/place/> .\n"
        "@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .\n"
        "@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .\n"
        "\n"
        "place:bron ex:near place:lyon .\n"
        "\n"
        "place:lyon a ex:City , ex:Place ;\n"
        '    <http://a.example/first> "1987"^^xsd:gYear ;\n'
        '    ex:alias "Lugdunum" , "Лион" ;\n'
        "    ex:in <document/a%20b#char=0,4> ;\n"
        '    ex:label "The \\"Lyon\\"" ;\n'
        "    ex:weight 0.5 .\n"
    )


def test_many_objects_go_on_lines_of_their_own() -> None:
    graph: list[Triple] = [("urn:s", "urn:p", f"https://example.org/quite/a/long/one/{n}") for n in range(4)]
    lines = written(graph, base="").splitlines()
    assert [line for line in lines if line.endswith(" ,")] == lines[-4:-1]


def test_a_statement_reads_in_its_own_order() -> None:
    rdf = PREFIXES["rdf"]
    names = ("object", "predicate", "subject", "type")
    text = written([("urn:s", rdf + name, "urn:x") for name in names], base="")
    assert [line.split()[-3] for line in text.splitlines()[-4:]] == ["a", "rdf:subject", "rdf:predicate", "rdf:object"]


def test_control_characters_are_visible() -> None:
    assert quote("a\0b\u202ec\u2028d") == '"a\\u0000b\\u202Ec\\u2028d"'
    assert quote("\ud800") == '"\\uFFFD"'


@pytest.mark.parametrize("iri", ["https://example.org/a b", "https://example.org/<x>", "a\nb"])
def test_what_is_no_iri_is_refused(iri: str) -> None:
    with pytest.raises(ValueError, match="not an IRI"):
        written([(iri, "urn:p", "urn:o")])


def test_malformed_prefixes_and_bases_are_refused() -> None:
    with pytest.raises(ValueError, match="not a prefix"):
        TurtleWriter(io.StringIO(), {"a b": "urn:x:"})
    with pytest.raises(ValueError, match="does not end"):
        TurtleWriter(io.StringIO(), {}, "https://example.org")


def test_blocks_without_triples_leave_no_trace() -> None:
    stream = io.StringIO()
    writer = TurtleWriter(stream, {})
    writer.block("urn:s", [])
    assert stream.getvalue() == ""
    assert list(triples([("urn:s", [])])) == []


def test_it_streams_to_a_file(tmp_path: Path) -> None:
    path = tmp_path / "x.ttl"
    with path.open("w", encoding="utf-8") as stream:
        write_turtle(stream, [("urn:s", "urn:p", ("\U0001f9ff é", ""))], {})
    assert len(Graph().parse(path)) == 1
