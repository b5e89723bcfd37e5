"""The commands on who is who: explain. They parse, call the library, and print."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from kgraph.cli.ask import ClassOption, NameArgument, print_json
from kgraph.cli.build import BuildArgument, OntologyOption


class ExplainFormat(StrEnum):
    """Forms that an explanation is printed in."""

    text = "text"
    json = "json"


def register(app: typer.Typer) -> None:
    """Add the commands to the application."""
    app.command("explain")(explain)


def explain(
    build: BuildArgument,
    name: NameArgument,
    cls: ClassOption = None,
    format_: Annotated[
        ExplainFormat, typer.Option("--format", "-f", help="text, or json (all of it).")
    ] = ExplainFormat.text,
    evidence: Annotated[
        int,
        typer.Option("--evidence", min=0, metavar="N", help="In text: sentences for each side of a decision."),
    ] = 1,
    limit: Annotated[
        int, typer.Option("--limit", min=0, metavar="N", help="In text: how many of a list to show; 0 for all.")
    ] = 20,
    ontology: OntologyOption = None,
) -> None:
    """Explain why the texts' mentions of somebody or something are one entity.

    What each document calls it. Then the joinings that made it one, in their order: what was one already, = what was
    joined to it, and each reason with its points. One point is about a factor of two in the odds; it takes 6, that
    nothing forbids it, and that it could not as well be somebody else. Then what it was kept apart from, though near or
    by a person's decision, and why; and others of its name, with what tells them apart. What a person decided stands
    with its line in the curation file, and who, when and why if that says so. The sentences are some that state a fact
    about it. `kgraph review`, or a line in curation.yaml, corrects what is wrong for the next build.

    \b
      kgraph explain build "Bakhyt Charpentier"
      kgraph explain build giselle --type Work --evidence 0
      kgraph explain build person/bakhyt-charpentier --format json | jq '.refusals[].verdict'
    """
    from kgraph.cli import render
    from kgraph.decisions.listing import to_json, to_lines
    from kgraph.explore.knowledge_graph import open_build

    graph = open_build(build, ontology=ontology)
    found = graph.explain((name, cls) if cls else name)
    if format_ is ExplainFormat.json:
        print_json(to_json(found))
    else:
        render.show_lines(to_lines(found, evidence=evidence, limit=limit, marks=render.needs_marks()))
