"""The commands that compare: conflicts within a build, differences between two. They parse, call the library, print."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from kgraph.cli.ask import print_json
from kgraph.cli.build import BuildArgument, OntologyOption


class ConflictsFormat(StrEnum):
    """Forms that conflicts are printed in."""

    text = "text"
    json = "json"
    csv = "csv"


class DiffFormat(StrEnum):
    """Forms that differences are printed in."""

    text = "text"
    json = "json"


def register(app: typer.Typer) -> None:
    """Add the commands to the application."""
    app.command("conflicts")(conflicts)
    app.command("diff")(diff)


def conflicts(
    build: BuildArgument,
    format_: Annotated[
        ConflictsFormat,
        typer.Option("--format", "-f", help="text, json (all evidence) or csv (one row for each sentence)."),
    ] = ConflictsFormat.text,
    evidence: Annotated[
        int, typer.Option("--evidence", min=0, metavar="N", help="In text: sentences shown for each fact; 0 for none.")
    ] = 2,
    strict: Annotated[bool, typer.Option("--strict", help="Exit with 1 if there are any conflicts.")] = False,
    ontology: OntologyOption = None,
) -> None:
    """List what cannot all be right in a build.

    First the disagreements: several values of a property that can have one only, such as two dates of birth, or mostly
    has one, such as two places of a premiere. Of the former the graph carries the best supported: what more documents
    state, then what is surer, then the more precise, then the earlier; the others are in evidence.ttl only. "1901" and
    "3 May 1901" agree. Then facts that cannot hold together: death before birth, a performance after death, parents who
    are younger than their children. What to look for stands in the ontology.

    Exit codes: 0, as conflicts are no fault of the build; with --strict 1 if there are any; 2 the build cannot be read.

    \b
      kgraph conflicts build
      kgraph conflicts build --format csv > conflicts.csv
      kgraph conflicts build --format json | jq '.disagreements[].subject.name'
    """
    from kgraph.cli import render
    from kgraph.conflicts.listing import find_conflicts
    from kgraph.explore.knowledge_graph import open_build

    found = find_conflicts(open_build(build, ontology=ontology).catalogue)
    if format_ is ConflictsFormat.json:
        print_json(found.to_json())
    elif format_ is ConflictsFormat.csv:
        sys.stdout.write(found.to_csv())
    else:
        render.show_lines(found.to_lines(evidence=evidence, marks=render.needs_marks()))
    if strict and found:
        raise typer.Exit(1)


def diff(
    old: Annotated[
        Path,
        typer.Argument(help="A build: its folder, or a file that holds a whole build, as graph.trig.", metavar="OLD"),
    ],
    new: Annotated[Path, typer.Argument(help="The build to compare it with.", metavar="NEW")],
    format_: Annotated[DiffFormat, typer.Option("--format", "-f", help="text or json.")] = DiffFormat.text,
    confidence: Annotated[
        bool, typer.Option("--confidence", help="Facts of another confidence are a difference, too.")
    ] = False,
    ontology: OntologyOption = None,
) -> None:
    """Tell what changed between two builds, by entity and fact.

    Entities are the same if the same words of the same documents name them, whatever their IRIs: so what was merged or
    split is seen as such. Listed are entities added, removed, merged, split, renamed, with another class or IRI; facts
    added, removed, with another date or other qualifiers, and values that the graph now carries in the place of others;
    and which documents came, went or changed. Other aliases, and more sentences for the same fact, are no difference.

    Exit codes: 0 no difference; 1 the builds differ; 2 a build cannot be read.

    \b
      kgraph build corpus/ --out new/ && kgraph diff build new
      kgraph diff build new --format json | jq '.entities.merged'
    """
    from kgraph.cli import render
    from kgraph.compare import listing
    from kgraph.compare.difference import diff as compare
    from kgraph.explore.knowledge_graph import open_build

    before, after = (open_build(folder, ontology=ontology) for folder in (old, new))
    found = compare(before.resolution, after.resolution, before.ontology, confidence=confidence)
    if format_ is DiffFormat.json:
        print_json(listing.to_json(found))
    else:
        render.show_lines(listing.to_lines(found))
    if found:
        raise typer.Exit(1)
