from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pyoxigraph as ox
import pytest
from asking import BASE, write_by_hand

from kgraph.errors import BuildError, OntologyError, QueryError
from kgraph.ontology import Ontology, load_ontology
from kgraph.query import load_store, query, query_names, read_query, sparql
from kgraph.query.inference import entail, load_axioms
from kgraph.query.results import Result, compact


@pytest.fixture(scope="module")
def ontology() -> Ontology:
    return load_ontology()


@pytest.fixture(scope="module")
def build(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_by_hand(tmp_path_factory.mktemp("query") / "build")


@pytest.fixture(scope="module")
def ask(build: Path, ontology: Ontology):
    stores = {infer: load_store(build, ontology, infer=infer) for infer in (False, True)}
    names = query_names(build, ontology)

    def ask(text: str, infer: bool = False) -> Result:
        return query(stores[infer], text, *names)

    return ask


def column(result: Result) -> list[str]:
    return [result.shown(row[0]) for row in result.rows]


# --- what can be asked ----------------------------------------------------------------------------------------------
def test_graph_and_evidence_answer_one_query_without_declarations(ask):
    result = ask(
        "SELECT ?name ?since ?c { ?s rdf:predicate pa:memberOf ; rdf:subject/rdfs:label ?name ;"
        " pa:startDate ?since ; pa:confidence ?c }"
    )
    assert list(result) == [{"name": "Ada Novák", "since": "1995", "c": 0.91}]


def test_common_prefixes_are_declared(ask):
    text = "ASK { ?a owl:x ?b ; schema:x ?b ; foaf:x ?b ; nif:x ?b ; itsrdf:x ?b ; prov:x ?b ; skos:x ?b ; xsd:x ?b }"
    assert not ask(text)


def test_a_prefix_of_the_query_wins(ask):
    assert ask("PREFIX pa: <http://example.org/> ASK { ?s a pa:Person }").boolean is False


def test_relative_iris_stand_for_entities(ask):
    assert column(ask("SELECT ?o { <person/ada-novak> pa:birthPlace ?o }")) == ["<place/brno>"]


def test_ask_gives_a_boolean(ask):
    result = ask("ASK { ?s a pa:Person }")
    assert result.kind == "boolean"
    assert bool(result) is True
    assert result.to_csv() == "true\n"
    assert json.loads(result.to_json()) == {"head": {}, "boolean": True}


def test_describe_and_construct_give_sorted_turtle(ask):
    result = ask("CONSTRUCT { ?b pa:bornHere ?a } WHERE { ?a pa:birthPlace ?b }")
    assert result.variables == ("subject", "predicate", "object")
    turtle = result.to_turtle()
    assert turtle.startswith("@prefix pa: <https://w3id.org/kgraph/performing-arts#> .\n")
    assert "skos" not in turtle
    triples = {str(t.triple) for t in ox.parse(turtle, format=ox.RdfFormat.TURTLE)}
    assert triples == {
        f"<{BASE}place/brno> <https://w3id.org/kgraph/performing-arts#bornHere> <{BASE}person/ada-novak>"
    }
    described = ask("DESCRIBE <place/brno>").to_turtle()
    assert described == ask("DESCRIBE <place/brno>").to_turtle()
    assert "Brno" in described


def test_turtle_needs_triples(ask):
    with pytest.raises(QueryError, match="CONSTRUCT or DESCRIBE"):
        ask("SELECT ?s { ?s ?p ?o }").to_turtle()


# --- inference ------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("what", "pattern"),
    [
        ("sub-class", "<company/ballet-nova> a pa:Organization"),
        ("sub-class in another vocabulary", "<person/ada-novak> a schema:Person"),
        ("sub-property", "<person/ada-novak> pa:affiliatedWith <company/ballet-nova>"),
        ("sub-property of a sub-property", "<work/giselle> pa:contributor <person/cleo>"),
        ("inverse", "<company/ballet-nova> pa:hasMember <person/ada-novak>"),
        ("sub-property of an inverse", "<company/ballet-nova> org:hasMember <person/ada-novak>"),
        ("symmetric", "<person/ada-novak> pa:spouse <person/ben-okri>"),
        ("symmetric super-property", "<person/ada-novak> pa:relative <person/ben-okri>"),
        ("transitive", "<company/ballet-nova> pa:locatedIn <place/moravia>"),
        ("inverse of a transitive", "<place/moravia> pa:locationOf <company/ballet-nova>"),
        ("the ontology's labels", 'pa:memberOf rdfs:label "member of"@en'),
    ],
)
def test_infer_uses_the_axioms(ask, what, pattern):
    assert not ask(f"ASK {{ {pattern} }}"), f"{what} is stated"
    assert ask(f"ASK {{ {pattern} }}", infer=True), what


def test_infer_adds_nothing_that_does_not_follow(ask):
    assert not ask("ASK { <place/brno> pa:birthPlace ?x }", infer=True)
    assert not ask("ASK { <person/ben-okri> pa:founder <company/ballet-nova> }", infer=True)
    assert not ask("ASK { <person/ada-novak> a pa:Company }", infer=True)
    assert not ask('ASK { "1970-03-02"^^xsd:date ?p ?o }', infer=True)


def test_dates_stay_literals_under_inverse_and_cyclic_axioms():
    axioms, store = ox.Store(), ox.Store()
    axioms.load(
        "@prefix : <http://e/> . @prefix owl: <http://www.w3.org/2002/07/owl#> ."
        "@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> ."
        ":A rdfs:subClassOf :B . :B rdfs:subClassOf :C , [ a owl:Restriction ] . :C rdfs:subClassOf :A ."
        ":p owl:inverseOf :q ; rdfs:subPropertyOf :r . :r rdfs:subPropertyOf :p . :r owl:equivalentProperty :s .",
        format=ox.RdfFormat.TURTLE,
    )
    store.load('@prefix : <http://e/> . :x a :A ; :p "1987" , :y .', format=ox.RdfFormat.TURTLE)
    entail(store, axioms)
    found = {str(q.triple) for q in store.quads_for_pattern(ox.NamedNode("http://e/x"), None, None)}
    e = "http://e/"
    assert f"<{e}x> <{e}r> <{e}y>" in found
    assert f"<{e}x> <{e}s> <{e}y>" in found
    assert {f"<{e}x> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <{e}{c}>" for c in "ABC"} <= found
    assert [q.subject.value for q in store.quads_for_pattern(None, ox.NamedNode(f"{e}q"), None)] == [f"{e}y"]


def test_an_unreadable_ontology_is_named(tmp_path, ontology):
    (tmp_path / "broken.ttl").write_text("not turtle")
    broken = Ontology(tmp_path, ontology.namespace, "pa", "", dict(ontology.classes), dict(ontology.terms))
    with pytest.raises(OntologyError, match=r"broken\.ttl"):
        load_axioms(broken)


# --- order ----------------------------------------------------------------------------------------------------------
def test_rows_come_in_the_order_of_time_and_value(ask):
    result = ask("SELECT ?d { ?s pa:birthDate ?d }")
    assert column(result) == ["1968", "1970-02", "1970-03-02"]
    numbers = ask("SELECT ?n { VALUES ?n { 10 9 2.5 'b' 'a' <x:y> } }")
    assert column(numbers) == ["a", "b", "<x:y>", "2.5", "9", "10"]


def test_the_querys_own_order_comes_first_and_ties_are_broken(ask):
    result = ask("SELECT ?c ?s { ?s a ?c FILTER(?c IN (pa:Person, pa:City)) } ORDER BY DESC(?c)")
    assert [result.shown(row[1]) for row in result.rows] == [
        "<person/ada-novak>",
        "<person/ben-okri>",
        "<person/cleo>",
        "<place/brno>",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "SELECT ?s { ?s a pa:Person } LIMIT 2",
        "SELECT DISTINCT ?s WHERE { ?s a pa:Person } OFFSET 0 LIMIT 2",
        "SELECT * { ?s a pa:Person { SELECT DISTINCT ?s { ?s ?p ?o } ORDER BY ?o } } ORDER BY ?s LIMIT 2",
        "SELECT ?s (COUNT(*) AS ?n) { ?s a pa:Person } GROUP BY ?s HAVING (COUNT(*) > 0) LIMIT 2",
        "SELECT ?s { ?s a ?c } LIMIT 2 VALUES ?c { pa:Person }",
    ],
)
def test_a_limit_takes_the_first_of_the_ordered_rows(ask, text):
    assert column(ask(text)) == ["<person/ada-novak>", "<person/ben-okri>"]


def test_the_columns_of_a_star_stand_as_mentioned(ask):
    assert ask("SELECT * { ?s ?p ?o } LIMIT 1").variables == ("s", "p", "o")
    assert ask("SELECT DISTINCT * { BIND(1 AS ?z) { SELECT ?b { ?b ?hidden ?a } } }").variables == ("z", "b")


def test_order_does_not_depend_on_the_process(build, tmp_path):
    code = (
        "import sys; from pathlib import Path\n"
        "from kgraph.ontology import load_ontology; from kgraph import query as q\n"
        "o = load_ontology(); f = Path(sys.argv[1]); s = q.load_store(f, o, infer=True); n = q.query_names(f, o)\n"
        "for text in ('SELECT * { ?s ?p ?o } LIMIT 300', 'CONSTRUCT WHERE { ?s ?p ?o }'):\n"
        "    sys.stdout.write(q.query(s, text, *n).to_json())\n"
    )
    outputs = {
        subprocess.run(
            [sys.executable, "-c", code, str(build)],
            env=os.environ | {"PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(outputs) == 1
    assert len(outputs.pop()) > 10_000


# --- forms ----------------------------------------------------------------------------------------------------------
def test_csv_has_bare_values_and_quotes_where_needed(ask):
    result = ask("SELECT ?s ?name ?born { ?s a pa:Person ; rdfs:label ?name OPTIONAL { ?s pa:birthPlace ?born } }")
    assert result.to_csv() == (
        "s,name,born\n"
        f"{BASE}person/ada-novak,Ada Novák,{BASE}place/brno\n"
        f"{BASE}person/ben-okri,Ben Okri,\n"
        f'{BASE}person/cleo,"Cleo ""Zip"", Jr",\n'
    )


def test_json_is_sparql_results_json(ask):
    result = ask("SELECT ?s ?d ?l ?n { ?s pa:birthDate ?d FILTER(?s = <person/cleo>) BIND('x'@fr AS ?l) }")
    assert json.loads(result.to_json()) == {
        "head": {"vars": ["s", "d", "l", "n"]},
        "results": {
            "bindings": [
                {
                    "s": {"type": "uri", "value": f"{BASE}person/cleo"},
                    "d": {
                        "type": "literal",
                        "value": "1970-02",
                        "datatype": "http://www.w3.org/2001/XMLSchema#gYearMonth",
                    },
                    "l": {"type": "literal", "value": "x", "xml:lang": "fr"},
                }
            ]
        },
    }
    parsed = ox.parse_query_results(result.to_json().encode(), format=ox.QueryResultsFormat.JSON)
    assert [tuple(row) for row in parsed] == list(result.rows)


def test_table_shows_short_iris_or_names(ask):
    result = ask("SELECT ?s ?c { ?s a ?c FILTER(?c = pa:BalletCompany) }")
    assert [result.shown(t) for t in result.rows[0]] == ["<company/ballet-nova>", "pa:BalletCompany"]
    assert result.shown(result.rows[0][0], {f"{BASE}company/ballet-nova": "Ballet Nova"}) == "Ballet Nova"
    assert result.to_table().row_count == 1
    assert result.to_text() == (
        "s                       c\n"
        "─────────────────────   ────────────────\n"
        "<company/ballet-nova>   pa:BalletCompany\n"
    )
    wide = ask("SELECT ?a ?b { VALUES (?a ?b) { ('日本' 'x') ('e' UNDEF) } }")
    assert wide.to_text() == "a      b\n────   ─\ne\n日本   x\n"
    assert ask("SELECT ?none { ?none a pa:Nothing }").to_text() == "none\n────\n"


def test_frame_has_python_values(ask):
    pytest.importorskip("pandas")
    result = ask("SELECT ?c ?i ?b ?d ?u { ?s pa:confidence ?c ; pa:startDate ?d BIND(3 AS ?i) BIND(true AS ?b) }")
    frame = result.to_frame()
    assert list(frame.columns) == ["c", "i", "b", "d", "u"]
    assert frame.iloc[0].to_dict() == {"c": 0.91, "i": 3, "b": True, "d": "1995", "u": None}
    assert list(ask("SELECT ?x { ?x a pa:Nothing }").to_frame().columns) == ["x"]
    assert ask("ASK { ?s ?p ?o }").to_frame().to_dict("records") == [{"answer": True}]


def test_frame_without_pandas_says_what_to_install(ask, monkeypatch):
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(QueryError, match=r"pip install 'kgraph\[notebook\]'"):
        ask("SELECT ?s { ?s ?p ?o }").to_frame()


@pytest.mark.parametrize(
    ("iri", "expected"),
    [
        ("http://x/a#b", "x:b"),
        ("http://x/a#b/c", "<http://x/a#b/c>"),
        ("http://x/a#", "<http://x/a#>"),
        ("http://base/person/x", "<person/x>"),
        ("http://base/", "<http://base/>"),
        ("http://base/\x1b[31m", "<�[31m>"),
    ],
)
def test_compact_iris(iri, expected):
    assert compact(iri, {"w": "http://x/", "x": "http://x/a#"}, "http://base/") == expected


def test_terminal_escapes_in_values_are_defused(ask):
    result = ask('SELECT ("\\u001B[31mred\\u202Eder\\n" AS ?x) {}')
    assert result.shown(result.rows[0][0]) == "�[31mred�der "


# --- refusals -------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("INSERT DATA { <a:b> <a:c> 1 }", r"line 1, column 1: INSERT would change the graph"),
        ("PREFIX x: <x:y>\n# select\nDELETE WHERE { ?s ?p ?o }", r"line 3, column 1: DELETE would change"),
        ("LOAD <http://example.org/>", "LOAD would change"),
        ("WITH <x:y> DELETE { ?s ?p ?o } INSERT {} WHERE {}", "WITH would change"),
        ("ASK { SERVICE SILENT <http://localhost:1/> { ?s ?p ?o } }", "column 7: SERVICE asks another computer"),
        ("SELECT * { ?s ?p ?o FILTER EXISTS { service ?x { ?s ?p ?o } } }", "never uses the network"),
        ("SELECT * FROM <x:y> { ?s ?p ?o }", "a build is one graph"),
        ("", "The query is empty"),
        ("# only a comment", "The query is empty"),
        ("ASK {" + "{" * 5000 + "}" * 5001, "nested deeper than 200"),
        ("SELECT * { ?s ?p ?o FILTER(<http://x/f>(?o)) }", "http://x/f"),
    ],
)
def test_refused(ask, text, message):
    with pytest.raises(QueryError, match=message):
        ask(text)


def test_words_of_refused_commands_are_fine_elsewhere(ask):
    text = "SELECT ?service ('INSERT SERVICE { FROM' AS ?from) { ?service rdfs:label 'Brno' . # DELETE SERVICE\n }"
    assert column(ask(text)) == ["<place/brno>"]
    assert column(ask("SELECT ?x { VALUES ?x { <http://SERVICE/#FROM> } }")) == ["<http://SERVICE/#FROM>"]


# --- syntax errors --------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("text", "where", "reason", "marked"),
    [
        ("SELECT ?s WHERE { ?s ?p }", "line 1, column 25", "} cannot stand here", "}"),
        ("SELECT ?s WHERE {\n  ?s a pa:X\n  ?s a pa:Y }", "line 3, column 3", r"\?s cannot stand here", "?s a pa:Y }"),
        ("SELCT * { ?s ?p ?o }", "line 1, column 1", "begins with SELECT, ASK, CONSTRUCT or DESCRIBE", "SELCT"),
        ("SELECT ?x, ?y { ?x ?y ?z }", "line 1, column 10", ", cannot stand here", ", ?y"),
        ("SELECT * {\n\t?s ex:p ?o }", "line 2, column 5", "the prefix of ex:p is not declared", "ex:p"),
        ("SELECT * { ?s ?p ?o FILTER(?o == 1) }", "line 1, column 32", "cannot stand", "= 1)"),
        ("SELECT (FOO(1) AS ?x) {}", "line 1, column 9", "FOO cannot stand here", "FOO(1)"),
        ("SELECT * { ?s ?p ?o ORDER BY ?s }", "line 1, column 21", "ORDER cannot stand here", "ORDER"),
        ("SELECT * { ?s ?p ?o } GROUP ?s", "line 1, column 29", "cannot stand here", "?s"),
        ("SELECT * { ?s ?p ?o", "line 1, column 10", "this { is never closed", "{"),
        ("SELECT * { ?s ?p 'x }", "line 1, column 18", "quotation mark is never closed", "'x"),
        ("SELECT * { FILTER(?x > }", "line 1, column 24", r"} stands where a \( is still open", "}"),
        ("SELECT * ?s ?p ?o }", "line 1, column 19", "} closes nothing", "}"),
        ("SELECT ?s ?s { ?s ?p ?o }", "line 1, column 25", "names a variable twice", "}"),
        ("SELECT ?a (COUNT(?b) AS ?n) { ?a ?p ?b }", "line 1, column 40", "neither grouped nor aggregated", "}"),
    ],
)
def test_syntax_errors_say_where_and_what(ask, text, where, reason, marked):
    with pytest.raises(QueryError, match=reason) as caught:
        ask(text)
    first, line, mark = str(caught.value).split("\n")
    assert f"{where}: " in first
    assert line[mark.index("^") :].startswith(marked)


def test_a_long_line_is_shown_around_the_error(ask):
    text = "SELECT * { " + "?s ?p ?o . " * 200 + "} } " + "# rest" * 50
    with pytest.raises(QueryError) as caught:
        ask(text)
    _, line, mark = str(caught.value).split("\n")
    assert len(line) <= 104
    assert line[mark.index("^")] == "}"


def test_spreading_a_valid_query_keeps_its_meaning(ask):
    text = (
        "PREFIX x: <http://x/#>\nSELECT ?s (COUNT(?o)AS?n){ ?s pa:memberOf|^pa:founder/rdfs:label* ?o;a/rdfs:label? ?c."
        "FILTER(?o!='it\\'s'@en-GB&&?c<4||-1<=+2.5e3)# comment\n [] x:a\\.b%20 '''long\n''',\"\"^^xsd:string,_:b1 }"
        "GROUP BY?s"
    )
    wide, places = sparql.spread(text)
    assert [t.text for t in sparql.tokens(wide)] == [t.text for t in sparql.tokens(text.replace("long\n", "long "))]
    assert [start for _, start in places] == [t.start for t in sparql.tokens(text)]
    for form in (text, wide):
        assert ask(form).variables == ("s", "n")


# --- input ----------------------------------------------------------------------------------------------------------
def test_a_query_comes_from_an_argument_a_file_or_standard_input(tmp_path, monkeypatch):
    file = tmp_path / "q.rq"
    file.write_text("\ufeffASK {}", "utf-8")
    assert read_query(str(file)) == "ASK {}"
    assert read_query("ASK {}") == "ASK {}"
    assert read_query("DESCRIBE <x:y>") == "DESCRIBE <x:y>"
    assert read_query("SELECT nonsense") == "SELECT nonsense"
    monkeypatch.setattr(sys, "stdin", io.StringIO("ASK { ?s ?p ?o }"))
    assert read_query("-") == "ASK { ?s ?p ?o }"
    assert read_query("ASK {" + "x" * 5000) == "ASK {" + "x" * 5000


@pytest.mark.parametrize("source", ["missing.rq", "folder/missing.sparql", "nonsense", "my query.rq", "x" * 5000])
def test_a_missing_query_file_is_named(source):
    with pytest.raises(QueryError, match=r"no file|cannot be read"):
        read_query(source)


def test_a_query_file_that_is_no_text_is_named(tmp_path):
    file = tmp_path / "q.rq"
    file.write_bytes(b"ASK { 'caf\xe9' ?p ?o }")
    with pytest.raises(QueryError, match=r"q\.rq is not a UTF-8 text"):
        read_query(str(file))


def test_what_is_not_a_build_is_named_with_the_next_step(tmp_path, ontology):
    with pytest.raises(BuildError, match=r"is not a folder.*kgraph build CORPUS --out"):
        load_store(tmp_path / "none", ontology)
    with pytest.raises(BuildError, match=r"it has no graph\.ttl"):
        load_store(tmp_path, ontology)
    broken = write_by_hand(tmp_path / "broken")
    (broken / "evidence.ttl").write_text("<a> <b> .")
    with pytest.raises(BuildError, match=r"evidence\.ttl.*\n.*kgraph build"):
        load_store(broken, ontology)
    with pytest.raises(BuildError, match=r"evidence\.ttl"):
        query_names(broken, ontology)
