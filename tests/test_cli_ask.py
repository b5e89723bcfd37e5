"""query, show, stats and evaluate on the command line: output, exit codes, messages."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from asking import BASE, write_resolved
from click.testing import Result
from typer.testing import CliRunner

from kgraph.cli import app

PEOPLE = "SELECT ?s ?name { ?s a pa:Person ; rdfs:label ?name }"


@pytest.fixture(scope="module")
def build(tmp_path_factory: pytest.TempPathFactory) -> str:
    return str(write_resolved(tmp_path_factory.mktemp("ask") / "build"))


def run(*arguments: str, stdin: str | None = None) -> Result:
    return CliRunner().invoke(app, list(arguments), input=stdin)


def good(*arguments: str, stdin: str | None = None) -> str:
    result = run(*arguments, stdin=stdin)
    assert result.exit_code == 0, result.output
    assert result.stderr == ""
    return result.stdout


def bad(*arguments: str) -> str:
    result = run(*arguments)
    assert result.exit_code == 2, result.output
    assert "Traceback" not in result.output
    assert result.stdout == ""
    return result.stderr


# --- query ----------------------------------------------------------------------------------------------------------
def test_query_prints_a_table(build):
    header, rule, *rows = good("query", build, PEOPLE).splitlines()
    assert header.split() == ["s", "name"]
    assert set(rule) == {"─", " "}
    assert rows == ["person:ada-novak   Ada Novák", "person:ben-okri    Ben Okri", "2 rows"]


def test_query_prints_names_for_iris(build):
    text = good("query", build, "SELECT ?o { ?s pa:memberOf ?o }", "--labels")
    assert "Ballet Nova" in text
    assert "company" not in text
    assert text.endswith("1 row\n")


def test_query_prints_csv_json_and_turtle(build):
    assert good("query", build, PEOPLE, "-f", "csv") == (
        f"s,name\n{BASE}person/ada-novak,Ada Novák\n{BASE}person/ben-okri,Ben Okri\n"
    )
    data = json.loads(good("query", build, PEOPLE, "--format", "json"))
    assert [b["name"]["value"] for b in data["results"]["bindings"]] == ["Ada Novák", "Ben Okri"]
    turtle = good("query", build, "CONSTRUCT { ?o pa:hasMember ?s } WHERE { ?s pa:memberOf ?o }")
    assert "company:ballet-nova pa:hasMember person:ada-novak ." in turtle
    table = good("query", build, "DESCRIBE <place/brno>", "-f", "table")
    assert "place:brno" in table


def test_query_reads_files_and_standard_input(build, tmp_path):
    file = tmp_path / "people.rq"
    file.write_text(PEOPLE, "utf-8")
    assert good("query", build, str(file)) == good("query", build, PEOPLE) == good("query", build, "-", stdin=PEOPLE)


def test_query_hints_at_what_may_be_wrong_if_it_finds_nothing(build):
    result = run("query", build, "SELECT ?s { ?s pa:memberof ?o ; pa:spouse pa:Persn }")
    assert (result.exit_code, result.stdout.splitlines()[-1]) == (0, "0 rows")
    assert result.stderr.splitlines() == [
        "The ontology has no pa:memberof. Did you mean pa:memberOf?",
        "The ontology has no pa:Persn. Did you mean pa:Person?",
    ]
    other = run("query", build, "ASK { ?s rdfs:label 'Ada Novak' }").stderr
    assert other == "'Ada Novak' is no label (rdfs:label), but another name (skos:altLabel) of \"Ada Novák\".\n"
    assert run("query", build, "ASK { ?s rdfs:label 'Nobody' }").stderr == ""


def test_query_infers_on_request(build):
    asked = "ASK { ?x pa:hasMember ?y }"
    assert good("query", build, asked).split() == ["answer", *["─" * len("answer")], "false"]
    assert "true" in good("query", build, asked, "--infer")


def test_query_explains_a_syntax_error(build):
    assert bad("query", build, "SELECT ?s {\n  ?s pa:memberOf }").splitlines() == [
        "Error: The query is not valid SPARQL: line 2, column 18: } cannot stand here.",
        "      ?s pa:memberOf }",
        "                     ^",
    ]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["SELECT ?s { ?s ?p ?o }", "-f", "turtle"], "CONSTRUCT or DESCRIBE"),
        (["DELETE WHERE { ?s ?p ?o }"], "only reads"),
        (["missing.rq"], "no file missing.rq"),
        (["ASK {}", "-f", "xml"], "xml"),
        ([PEOPLE, "--ontology", "/nonexistent"], "/nonexistent"),
    ],
)
def test_query_refuses(build, arguments, message):
    assert message in bad("query", build, *arguments)


def test_query_names_what_is_not_a_build(tmp_path):
    assert "is not a build: it has no graph.ttl" in bad("query", str(tmp_path), PEOPLE)


# --- show -----------------------------------------------------------------------------------------------------------
def test_show_prints_a_card(build):
    text = good("show", build, "BEN OKRI")
    assert text.startswith(f"Ben Okri  Person\n{BASE}person/ben-okri\nin 1 document: ben\n\nspouse\n")
    assert "    «Ballet Nova» was founded by «Ben Okri».  — ben, 63–99\n" in text
    assert "«" not in good("show", build, "ben okri", "--evidence", "0")


def test_show_prints_json(build):
    data = json.loads(good("show", build, "person/ben-okri", "--json"))
    assert [f["property"] for f in data["facts"]] == ["spouse", "founder"]


def test_show_chooses_by_type(build):
    assert "Giselle  Ballet" in good("show", build, "Giselle", "--type", "Work")
    message = bad("show", build, "Giselle")
    assert "2 entities are called “Giselle”" in message
    assert "work/giselle" in message


def test_show_suggests_near_misses(build):
    message = bad("show", build, "Ada Nowak")
    assert message == "Error: There is no entity called “Ada Nowak” in this graph.\nDid you mean: Ada Novák?\n"


# --- stats ----------------------------------------------------------------------------------------------------------
def test_stats(build):
    text = good("stats", build, "--leaders", "1")
    assert text.startswith("2 documents, 6 entities, 7 facts (7 pieces of evidence, ")
    lines = [line.split() for line in text.splitlines()]
    assert ["Person", "2"] in lines
    assert ["memberOf", "1"] in lines
    assert ["Ada", "Novák", "Person", "6"] in lines
    assert not any("Ben" in line for line in lines)
    data = json.loads(good("stats", build, "--json"))
    assert (data["entities"], data["facts"], len(data["by_document"])) == (6, 7, 2)


# --- evaluate -------------------------------------------------------------------------------------------------------
@pytest.fixture
def gold(tmp_path) -> tuple[str, str]:
    """Two annotated texts and predictions for one of them: one fact right, one spurious."""
    folder = tmp_path / "gold"
    folder.mkdir()
    text = "Ada was born in Lyon."
    document = {
        "text": text,
        "entities": [{"id": "e1", "type": "Person", "name": "Ada"}, {"id": "e2", "type": "Place", "name": "Lyon"}],
        "facts": [{"s": "e1", "p": "birthPlace", "o": "e2"}],
    }
    for name in ("a", "b"):
        (folder / f"{name}.json").write_text(json.dumps({"id": name, **document}), "utf-8")
    entities = [{"id": "x", "type": "Person", "name": "Ada"}, {"id": "y", "type": "Place", "name": "Lyon"}]
    facts = [
        {"subject": "x", "property": p, "object": "y", "confidence": c, "sentence_span": [0, 21]}
        for p, c in (("birthPlace", 0.9), ("residence", 0.6))
    ]
    predictions = tmp_path / "predictions.jsonl"
    predictions.write_text(json.dumps({"id": "a", "entities": entities, "facts": facts}) + "\n", "utf-8")
    return str(folder), str(predictions)


def test_evaluate_prints_scores_and_calibration(gold, tmp_path):
    folder, predictions = gold
    errors = tmp_path / "errors.tsv"
    result = run("evaluate", folder, "--predictions", predictions, "--by-property", "--errors", str(errors))
    assert result.exit_code == 0
    assert result.stderr == "1 of 2 texts have no prediction: each of their facts counts as missed: b\n"
    lines = [line.split() for line in result.stdout.splitlines()]
    assert ["facts", "0.500", "[0.50,", "0.50]", "0.500", "[0.00,", "1.00]", "0.500", "[0.00,", "0.67]", "2"] in lines
    assert any(line[:2] == ["birthPlace", "1.000"] for line in lines)
    assert ["0.9–1.0", "1", "0.900", "1.000"] in lines
    assert "expected calibration error 0.350" in result.stdout
    assert errors.read_text("utf-8").splitlines()[1:] == [
        "a\tspurious\tAda\tresidence\tLyon\t0.60\tAda was born in Lyon.",
        "b\tmissed\tAda\tbirthPlace\tLyon\t\t",
    ]


def test_evaluate_prints_json(gold):
    folder, predictions = gold
    data = json.loads(run("evaluate", folder, "--predictions", predictions, "--json").stdout)
    assert data["facts"]["precision"] == data["facts"]["recall"] == 0.5
    assert data["facts"]["by"]["residence"]["spurious"] == 1
    assert data["missing"] == ["b"]


def test_evaluate_names_faults(gold, tmp_path):
    folder, _ = gold
    (Path(folder) / "c.json").write_text("{}")
    assert "c.json: id: Field required" in bad("evaluate", folder)
    assert "does not exist" in bad("evaluate", str(tmp_path / "none"))
    (Path(folder) / "c.json").unlink()
    message = bad("evaluate", folder, "--predictions", str(tmp_path / "none.jsonl"))
    assert "none.jsonl: No such file" in message
    blocked = tmp_path / "file"
    blocked.write_text("")
    _, predictions = gold
    assert "errors.tsv" in bad(
        "evaluate", folder, "--predictions", predictions, "--errors", str(blocked / "errors.tsv")
    )


# --- help -----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("command", ["query", "show", "stats", "evaluate"])
def test_help_has_examples_and_describes_every_parameter(command):
    text = good(command, "--help")
    assert f"  kgraph {command} " in text
    import typer.main

    group = typer.main.get_command(app)
    for parameter in group.commands[command].params:
        assert getattr(parameter, "help", None), f"{command}: {parameter.name}"
