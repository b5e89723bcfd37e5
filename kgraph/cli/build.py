"""The commands that make: build, extract, export, validate. They parse, call the library, and print."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from kgraph.model import Document, Skipped

BuildArgument = Annotated[
    Path,
    typer.Argument(
        help="Folder that `kgraph build` wrote; or a file that holds a whole build: graph.trig, graph.nq, "
        "graph.rdf12.ttl.",
        metavar="BUILD",
    ),
]
OntologyOption = Annotated[
    Path | None,
    typer.Option(
        "--ontology",
        metavar="DIR",
        help="Folder of another ontology, with its shapes, lexicon and gazetteers. Default: the performing arts.",
        show_default=False,
    ),
]
ModelOption = Annotated[
    str | None,
    typer.Option(
        "--model",
        metavar="MODEL",
        help="Another model: a folder that `kgraph train` wrote; with --extractor lexicon, an installed spaCy "
        "pipeline for English. Default: those that come with kgraph.",
        show_default=False,
    ),
]
ExtractorOption = Annotated[
    str,
    typer.Option(
        "--extractor",
        metavar="NAME",
        help="neural: kgraph's trained model. lexicon: a parser, and what the ontology's lexicon says. combined: both. "
        "auto: combined if the model knows the ontology, else lexicon.",
    ),
]
WorkersOption = Annotated[
    int | None,
    typer.Option(
        "--workers",
        min=1,
        metavar="N",
        help="Processes to extract with; the output is the same for any number. Default: one per core, or fewer if "
        "there is little to read.",
        show_default=False,
    ),
]
StrictOption = Annotated[
    bool,
    typer.Option("--strict", help="A document that cannot be read is an error. Otherwise it is skipped and named."),
]


def register(app: typer.Typer) -> None:
    """Add the commands to the application."""
    app.command("build")(build)
    app.command("extract")(extract)
    app.command("export")(export)
    app.command("validate")(validate)


def build(
    corpus: Annotated[
        list[Path],
        typer.Argument(
            help="A folder of texts, with the folders in it; or a text; or several of these.", metavar="CORPUS"
        ),
    ],
    out: Annotated[
        Path,
        typer.Option("--out", "-o", metavar="DIR", help="Folder to write to. An earlier build there is replaced."),
    ] = Path("build"),
    ontology: OntologyOption = None,
    extractor: ExtractorOption = "auto",
    model: ModelOption = None,
    workers: WorkersOption = None,
    cache: Annotated[
        Path | None,
        typer.Option(
            "--cache",
            metavar="FILE",
            help="File that keeps what each text says, so that only changed texts are read again. "
            "Default: cache.sqlite in the folder that is written to.",
            show_default=False,
        ),
    ] = None,
    no_cache: Annotated[bool, typer.Option("--no-cache", help="Read all texts again and keep nothing.")] = False,
    strict: StrictOption = False,
    provenance: Annotated[
        list[str] | None,
        typer.Option(
            "--provenance",
            metavar="FORM",
            help="Write the whole build in another form of provenance, too: trig or nquads (graph.trig, graph.nq: a "
            "named graph for each document) or rdf12 (graph.rdf12.ttl: reifiers of RDF 1.2). May be given several "
            "times; such files of an earlier build are removed. Default: reified, which is always written: graph.ttl "
            "and evidence.ttl.",
            show_default=False,
        ),
    ] = None,
    base_iri: Annotated[
        str | None,
        typer.Option(
            "--base-iri",
            metavar="IRI",
            help="Beginning of the IRIs of entities, documents and statements; ends in a slash. "
            "Default: https://w3id.org/kgraph/resource/.",
            show_default=False,
        ),
    ] = None,
    min_confidence: Annotated[
        float,
        typer.Option("--min-confidence", metavar="X", min=0.0, max=1.0, help="Leave out facts that are less sure."),
    ] = 0.0,
    enrich: Annotated[
        bool,
        typer.Option(
            "--enrich/--no-enrich",
            help="Link places to GeoNames in enrichment.ttl, with coordinates and countries, from a gazetteer that "
            "comes with kgraph.",
        ),
    ] = True,
    curation: Annotated[
        Path | None,
        typer.Option(
            "--curation",
            metavar="FILE",
            help="A person's decisions: who is one and who is not, names, classes, facts to leave out or to add. "
            "Default: curation.yaml in the corpus's folder or beside it, if there is one.",
            show_default=False,
        ),
    ] = None,
) -> None:
    """Read texts and write their knowledge graph.

    Writes graph.ttl (entities and facts), evidence.ttl (where the texts state each fact, and how sure it is),
    enrichment.ttl (what is not from the texts: the places in GeoNames), decisions.jsonl (why entities of several texts
    are one, or not: see kgraph explain), report.json (what the summary says) and provenance.ttl (what the build was
    made of), then checks the graph against the ontology's shapes. All are written together, or none.

    Reads .txt and .md; also .html, .docx and .pdf after pip install 'kgraph[documents]'. Texts are in UTF-8. What
    cannot be read is named in the summary, with what to do about it. So is a decision of curation.yaml that does not
    apply, or that the texts contradict; with --strict one that does not apply is an error, too.

    Exit codes: 0 done; 1 the graph does not conform to the shapes (it is written all the same); 2 bad input or usage.

    \b
      kgraph build corpus/
      kgraph build corpus/ --out graphs/2024 --workers 8
      kgraph build corpus/ --provenance trig --provenance rdf12
      kgraph build letters/ diaries/ --ontology my-ontology/ --base-iri https://example.org/archive/
    """
    from kgraph import pipeline
    from kgraph.cli.progress import progress_bar
    from kgraph.iris import DEFAULT_BASE

    if cache is not None and no_cache:
        raise typer.BadParameter("--cache and --no-cache exclude each other.")
    with progress_bar() as on_progress:
        report = pipeline.build(
            corpus,
            out,
            ontology=ontology,
            model=model,
            extractor=extractor,
            workers=workers,
            cache=cache,
            use_cache=not no_cache,
            strict=strict,
            base_iri=base_iri or DEFAULT_BASE,
            min_confidence=min_confidence,
            provenance=provenance or (),
            enrich=enrich,
            curation=curation,
            on_progress=on_progress,
        )
    sys.stdout.write(report.to_text() + "\n")
    if not report.conforms:
        from kgraph.ontology import load_ontology
        from kgraph.validate import format_violations

        sys.stdout.write(format_violations(report.violations, load_ontology(ontology).prefixes) + "\n")
        raise typer.Exit(1)


def extract(
    paths: Annotated[
        list[Path],
        typer.Argument(help="Folders of texts, or texts, in any number; or - for standard input.", metavar="PATH"),
    ],
    ontology: OntologyOption = None,
    extractor: ExtractorOption = "auto",
    model: ModelOption = None,
    workers: WorkersOption = None,
    strict: StrictOption = False,
) -> None:
    """Print what each text says, as JSON Lines in order of the paths.

    Each line is an object: "id" (the path below the folder, without extension), "entities" (with "id", "type", "name",
    "aliases" and all "mentions", pronouns included) and "facts" ("subject", "property", "object", the spans of both and
    of the sentence, "confidence" and "qualifiers"). Spans count Unicode characters of the text, end-exclusive.

    Nothing is merged across texts, and nothing is kept: `kgraph build` does that. Texts that cannot be read are named
    on standard error.

    \b
      kgraph extract corpus/ > extractions.jsonl
      kgraph extract corpus/pavlova.txt | jq '.facts[].property'
      echo 'Ada Lovelace was born in London.' | kgraph extract -
    """
    from kgraph import pipeline
    from kgraph.cli.progress import progress_bar
    from kgraph.errors import CorpusError
    from kgraph.jsonl import extraction_line
    from kgraph.model import Skipped
    from kgraph.report import skipped_line

    items, total = _read(paths, strict)
    done, skipped = 0, list[Skipped]()
    with progress_bar(show=not sys.stdout.isatty()) as on_progress:
        for result in pipeline.extract(items, ontology=ontology, model=model, extractor=extractor, workers=workers):
            if isinstance(result, Skipped):
                skipped.append(result)
                typer.echo(f"Skipped: {skipped_line(result)}", err=True)
            else:
                sys.stdout.write(extraction_line(result) + "\n")
            done += 1
            on_progress("extract", done, total)
    if skipped and (strict or len(skipped) == done):
        raise CorpusError(pipeline.describe_skipped(skipped))


def _read(paths: list[Path], strict: bool) -> tuple[Iterator[Document | Skipped], int]:
    """The documents that are named on the command line, and how many files they may be in."""
    from kgraph.corpus import list_corpus, read_files, read_text
    from kgraph.pipeline import check_all_readable

    if Path("-") in paths:
        if len(paths) > 1:
            raise typer.BadParameter("- stands for standard input, and cannot be read together with files.")
        return iter([read_text(sys.stdin.buffer.read(), "stdin")]), 1
    files = list_corpus(paths).files
    if strict:
        check_all_readable(files)
    return read_files(files), len(files)


def export(
    build: BuildArgument,
    format_: Annotated[
        str,
        typer.Option(
            "--format",
            "-f",
            metavar="FORMAT",
            help="jsonld (JSON-LD), ntriples (N-Triples), graphml (GraphML), gexf (Gephi), csv (nodes.csv and "
            "edges.csv, for Neo4j's importer and for tables), cytoscape (Cytoscape JSON), trig (TriG), nquads "
            "(N-Quads), rdf12 (Turtle of RDF 1.2) or sssom (who is who, as SSSOM/TSV).",
        ),
    ],
    out: Annotated[
        Path | None,
        typer.Option(
            "--out",
            "-o",
            metavar="PATH",
            help="File to write, or folder for csv. Default: graph.jsonld, graph.nt, graph.graphml, graph.gexf, csv/, "
            "graph.cyjs, graph.trig, graph.nq, graph.rdf12.ttl or decisions.sssom.tsv in the build's folder.",
            show_default=False,
        ),
    ] = None,
    ontology: OntologyOption = None,
) -> None:
    """Write a build in a format of another tool.

    JSON-LD and N-Triples say what graph.ttl says. GraphML, GEXF, the tables and Cytoscape JSON are property graphs:
    entities are nodes, facts between entities are edges, dates are attributes of nodes; each edge has its confidence,
    its documents, its qualifiers and the sentence that states it best. Prints the names of the files that it wrote.

    TriG, N-Quads and RDF 1.2 say all that graph.ttl and evidence.ttl say, in one file. TriG and N-Quads also have a
    graph for each document, named by its IRI, with the facts that it states; in RDF 1.2 each statement is the reifier
    of its triple. The other commands read these files as they read the build.

    SSSOM/TSV has the decisions that kgraph explain tells of: which mentions of several texts are one (skos:exactMatch),
    and which are not though near, or as a person said (Not).

    \b
      kgraph export build --format gexf
      kgraph export build -f csv --out import/
      kgraph export build -f jsonld -o site/graph.jsonld
      kgraph export build -f trig
      kgraph export build -f sssom
    """
    from kgraph.export import FORMATS
    from kgraph.export import export as write
    from kgraph.forms import plain_name
    from kgraph.ontology import load_ontology

    folder = build.parent if build.is_file() else build
    target = out or folder / FORMATS.get(plain_name(format_), "")
    for file in write(build, format_, target, load_ontology(ontology)):
        sys.stdout.write(f"{file}\n")


def validate(
    build: BuildArgument,
    ontology: OntologyOption = None,
    limit: Annotated[int, typer.Option("--limit", min=0, metavar="N", help="How many violations to spell out.")] = 20,
) -> None:
    """Check a build against the shapes of its ontology.

    Each violation names what is wrong, the entity or fact, and the sentences that the fact was read from. `kgraph
    build` does the same at its end; this is for a build that was edited, or for shapes that were.

    Exit codes: 0 the build conforms; 1 it does not; 2 it cannot be read.

    \b
      kgraph validate build
      kgraph validate build --ontology my-ontology/ --limit 100
      kgraph validate build/graph.trig
    """
    from kgraph.ontology import load_ontology
    from kgraph.validate import format_violations
    from kgraph.validate import validate as check

    vocabulary = load_ontology(ontology)
    violations = check(build, vocabulary)
    sys.stdout.write(format_violations(violations, vocabulary.prefixes, limit=limit) + "\n")
    if violations:
        raise typer.Exit(1)
