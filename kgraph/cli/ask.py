"""The commands that ask: query, show, timeline, stats, evaluate. They parse, call the library, and print."""

from __future__ import annotations

import json
import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from kgraph.cli.build import BuildArgument, ExtractorOption, ModelOption, OntologyOption

NameArgument = Annotated[
    str, typer.Argument(metavar="NAME", help="Name, other name or IRI; case and accents do not count.")
]
ClassOption = Annotated[
    str | None,
    typer.Option(
        "--type", metavar="CLASS", help="Of several entities of one name, that of this class.", show_default=False
    ),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON.")]


class Format(StrEnum):
    """Forms that an answer is printed in."""

    table = "table"
    csv = "csv"
    json = "json"
    turtle = "turtle"


def register(app: typer.Typer) -> None:
    """Add the commands to the application."""
    app.command("query")(query)
    app.command("show")(show)
    app.command("timeline")(timeline)
    app.command("stats")(stats)
    app.command("evaluate")(evaluate)


def query(
    build: BuildArgument,
    sparql: Annotated[
        str, typer.Argument(help="A SPARQL 1.1 query, a file that holds one, or - for standard input.", metavar="QUERY")
    ],
    infer: Annotated[
        bool,
        typer.Option(
            "--infer",
            help="Use the ontology: super-classes, super-properties, inverse, symmetric and transitive properties "
            "give answers too, and the ontology's own terms and labels can be asked for.",
        ),
    ] = False,
    enriched: Annotated[
        bool,
        typer.Option(
            "--enriched", help="Use enrichment.ttl too: places in GeoNames, what they are part of, coordinates."
        ),
    ] = False,
    format_: Annotated[
        Format | None,
        typer.Option(
            "--format",
            "-f",
            help="table, csv (full IRIs), json (SPARQL results JSON) or turtle (CONSTRUCT and DESCRIBE only). "
            "Default: turtle for CONSTRUCT and DESCRIBE, else table.",
            show_default=False,
        ),
    ] = None,
    labels: Annotated[bool, typer.Option("--labels", help="In tables: names of entities in place of IRIs.")] = False,
    ontology: OntologyOption = None,
) -> None:
    """Ask a build in SPARQL.

    Graph and evidence are one graph, whatever form the build is in; with --enriched, what GeoNames knows of the places
    belongs to it too. GRAPH <document/…> { } asks what one document states. The prefixes pa:, rdf:, rdfs:, owl:, xsd:,
    skos:, prov:, nif:, itsrdf:, schema:, foaf:, gn: and others are declared; <person/ada> stands for an entity of the
    build. Rows come in the same order on every run: the query's own, then column by column. A query only reads, and
    never uses the network.

    \b
    All that the texts say of somebody, with names for IRIs:
      kgraph query build --labels 'SELECT ?property ?value WHERE { <person/ada-novak> ?property ?value }'

    \b
    The least certain facts, with the sentences that state them, as CSV:
      kgraph query build -f csv 'SELECT ?who ?property ?confidence ?sentence WHERE {
        ?fact rdf:subject/rdfs:label ?who ; rdf:predicate ?property ; pa:confidence ?confidence ;
              prov:wasDerivedFrom ?s . ?s a nif:Sentence ; nif:anchorOf ?sentence
      } ORDER BY ?confidence LIMIT 20'

    \b
    Organizations of every kind, from a file:
      echo 'SELECT ?name WHERE { ?x a pa:Organization ; rdfs:label ?name }' > groups.rq
      kgraph query build groups.rq --infer

    \b
    Everybody born in Italy, in whatever town:
      kgraph query build --enriched 'SELECT ?name ?town WHERE {
        ?who pa:birthPlace ?p ; rdfs:label ?name . ?p rdfs:label ?town ;
             skos:exactMatch/gn:parentFeature*/gn:name "Italy" }'
    """
    from kgraph.cli import render
    from kgraph.explore.knowledge_graph import open_build
    from kgraph.query import read_query

    text = read_query(sparql)
    graph = open_build(build, ontology=ontology)
    result = graph.ask(text, infer, enriched)
    chosen = format_ or (Format.turtle if result.kind == "triples" else Format.table)
    if chosen is Format.csv:
        sys.stdout.write(result.to_csv())
    elif chosen is Format.json:
        sys.stdout.write(result.to_json())
    elif chosen is Format.turtle:
        sys.stdout.write(result.to_turtle())
    else:
        names = graph.ask("SELECT ?x ?label WHERE { ?x rdfs:label ?label }", infer, enriched) if labels else ()
        render.show_result(result, {row["x"]: row["label"] for row in names})
        if result.boolean is None:
            sys.stdout.write(f"{len(result)} row{'' if len(result) == 1 else 's'}\n")
    if not result:
        for hint in graph.hints(text, infer, enriched):
            typer.echo(hint, err=True)


def show(
    build: BuildArgument,
    name: NameArgument,
    cls: ClassOption = None,
    evidence: Annotated[
        int, typer.Option("--evidence", min=0, metavar="N", help="Sentences shown for each fact; 0 for none.")
    ] = 2,
    as_json: JsonOption = False,
    ontology: OntologyOption = None,
) -> None:
    """Show an entity: its class, its names, and each fact with the sentence that states it.

    Subject and object of the fact are coloured in the sentence, or stand between « and » in a pipe. Behind it: the
    document and the characters of the sentence in it, then how sure the fact is. JSON has all evidence.

    \b
      kgraph show build "Bakhyt Charpentier"
      kgraph show build giselle --type Work
      kgraph show build person/bakhyt-charpentier --json
    """
    from kgraph.cli import render
    from kgraph.explore import show as cards
    from kgraph.explore.knowledge_graph import open_build

    view = open_build(build, ontology=ontology).catalogue.find(name, cls)
    if as_json:
        print_json(cards.card_json(view))
    else:
        render.show_lines(cards.card(view, evidence=evidence, marks=render.needs_marks()))


def timeline(
    build: BuildArgument,
    name: NameArgument,
    cls: ClassOption = None,
    format_: Annotated[
        Format, typer.Option("--format", "-f", help="table, csv or json; time in EDTF in the last two.")
    ] = Format.table,
    ontology: OntologyOption = None,
) -> None:
    """Show what the texts date about an entity, in the order of time.

    Facts with a date for their object, and those that a text says the time of: memberships, posts, performances,
    awards. EDTF is the Extended Date/Time Format of the Library of Congress: 1995/2003, 1890~ (about), 1890? (perhaps),
    192X (1920s), 1995/.. (since), 1995/ (from, nobody says to when), /2003 (until).

    \b
      kgraph timeline build "Bakhyt Charpentier"
      kgraph timeline build giselle --type Work --format csv > giselle.csv
    """
    from kgraph.cli import render
    from kgraph.explore.knowledge_graph import open_build
    from kgraph.explore.timeline import timeline as moments_of

    if format_ is Format.turtle:
        raise typer.BadParameter("choose table, csv or json.", param_hint="--format")
    moments = moments_of(open_build(build, ontology=ontology).catalogue.find(name, cls))
    if format_ is Format.csv:
        sys.stdout.write(moments.to_csv())
    elif format_ is Format.json:
        print_json(moments.rows())
    elif moments:
        render.show(render.timeline_table(moments))
    else:
        sys.stdout.write("No text dates anything about it.\n")


def stats(
    build: BuildArgument,
    leaders: Annotated[
        int, typer.Option("--leaders", min=0, metavar="N", help="How many of the most connected entities to name.")
    ] = 10,
    as_json: JsonOption = False,
    ontology: OntologyOption = None,
) -> None:
    """Count what a build holds.

    Entities by class, facts by property, both by document; the entities that take part in most facts; how confident
    the facts are.

    \b
      kgraph stats build
      kgraph stats build --json | jq .properties
    """
    from kgraph.cli import render
    from kgraph.explore.knowledge_graph import open_build

    figures = open_build(build, ontology=ontology).stats(leaders)
    if as_json:
        print_json(figures.to_json())
    else:
        render.show(render.stats_tables(figures))


def evaluate(
    gold: Annotated[
        Path, typer.Argument(help="Folder of annotated texts, one JSON file each; or one file.", metavar="GOLD")
    ],
    predictions: Annotated[
        Path | None,
        typer.Option(
            "--predictions",
            metavar="FILE",
            help="Output of `kgraph extract`, to score that; without it, the texts are extracted now.",
        ),
    ] = None,
    by_property: Annotated[
        bool, typer.Option("--by-property", help="Also each property, qualifier and class by itself.")
    ] = False,
    errors: Annotated[
        Path | None,
        typer.Option("--errors", metavar="FILE", help="Write the wrong facts there, as tab-separated values."),
    ] = None,
    fit_confidence: Annotated[
        Path | None,
        typer.Option(
            "--fit-confidence",
            metavar="FILE",
            help="Write how often each way of saying a fact was right, by the extractor "
            "lexicon: lexicon/confidence.tsv of an ontology.",
        ),
    ] = None,
    as_json: JsonOption = False,
    extractor: ExtractorOption = "auto",
    model: ModelOption = None,
    ontology: OntologyOption = None,
) -> None:
    """Measure extraction on annotated texts.

    Precision, recall and F1 of facts, of their qualifiers and of entities, with 95 % bootstrap intervals (documents
    are drawn with replacement), and how well confidence predicts precision.

    An annotated text is a JSON file: {"id": "x", "text": "Ada was born in Lyon.", "entities": [{"id": "e1", "type":
    "Person", "name": "Ada", "aliases": []}, {"id": "e2", "type": "Place", "name": "Lyon"}], "facts": [{"s": "e1",
    "p": "…", "o": "e2", "qualifiers": {}}], "optional": []}, where p is a property of the ontology. Optional facts are
    neither rewarded nor penalised. An object that is a date is the date itself, as precise as the text: "1987-05".

    \b
      kgraph evaluate annotated/ --by-property
      kgraph extract texts/ > predictions.jsonl
      kgraph evaluate annotated/ --predictions predictions.jsonl --errors errors.tsv
      kgraph evaluate annotated/ --fit-confidence my-ontology/lexicon/confidence.tsv
    """
    from kgraph import evaluate as evaluation
    from kgraph.cli import render
    from kgraph.evaluate.gold import read_gold, read_predictions
    from kgraph.files import atomic_writer
    from kgraph.lexicon.confidence import to_tsv
    from kgraph.ontology import load_ontology

    vocabulary = load_ontology(ontology)
    texts = read_gold(gold, vocabulary)
    if predictions is None:
        found = evaluation.predict(texts, vocabulary, model, "lexicon" if fit_confidence else extractor)
    else:
        found = read_predictions(predictions, {d.id: d.text for d in texts})
    report = evaluation.evaluate(texts, found, vocabulary)
    if fit_confidence is not None:
        if predictions is not None:
            raise typer.BadParameter("predictions do not say which pattern found a fact: leave --predictions out.")
        with atomic_writer(fit_confidence) as file:
            file.write(to_tsv(report.families))
    if errors is not None:
        with atomic_writer(errors) as file:
            file.write(report.mistakes_tsv())
    if report.missing:
        missing = f"{len(report.missing)} of {len(report.documents)} texts have no prediction"
        typer.echo(f"{missing}: each of their facts counts as missed: {', '.join(report.missing)}", err=True)
    if as_json:
        print_json(report.to_json())
    else:
        render.show(render.report_tables(report, by_property))


def print_json(data: object) -> None:
    """Write data to standard output as JSON."""
    sys.stdout.write(json.dumps(data, ensure_ascii=False, indent=2) + "\n")
