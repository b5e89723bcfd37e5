"""The command that asks a person: review. It parses, calls the library, and prints."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from kgraph.cli.build import BuildArgument, OntologyOption
from kgraph.review.kinds import Kind


def register(app: typer.Typer) -> None:
    """Add the command to the application."""
    app.command("review")(review)


def review(
    build: BuildArgument,
    corpus: Annotated[
        list[Path] | None,
        typer.Option(
            "--corpus",
            metavar="PATH",
            help="Folder of the texts, or a text: to show whole sentences wherever a name stands. Without it, those "
            "are shown that state facts.",
            show_default=False,
        ),
    ] = None,
    curation: Annotated[
        Path | None,
        typer.Option(
            "--curation",
            metavar="FILE",
            help="The file to write to, made if it is missing. Default: curation.yaml of the corpus, in its folder or "
            "beside it; without --corpus, curation.yaml here.",
            show_default=False,
        ),
    ] = None,
    only: Annotated[
        Kind | None,
        typer.Option("--only", help="identity: who is who. facts: what is said of them.", show_default=False),
    ] = None,
    by: Annotated[str, typer.Option("--by", metavar="NAME", help="Who decides, to be noted.", show_default=False)] = "",
    date: Annotated[
        str, typer.Option("--date", metavar="DATE", help="When, to be noted: 2024-05-01.", show_default=False)
    ] = "",
    ontology: OntologyOption = None,
) -> None:
    """Ask you what is least certain in a build, and write your answers to curation.yaml.

    The questions are whether two are one, which were joined or nearly, and whether facts are so; first those where
    kgraph is likely wrong and much hangs on it. Each comes with its sentences, the names in them coloured, or between «
    and » in a pipe. y is yes, n is no, s leaves it open for good, u takes the last answer back, q quits, ? helps.

    Each answer is written at once, at the end of the file: what stands there stays as it is. What the file settles is
    not asked again; that a fact is right, or a question open, it keeps in comments (# right:, # unsure:). The next
    kgraph build applies the decisions.

    \b
      kgraph review build
      kgraph review build --corpus corpus/ --only identity --by "M. Karlsson" --date 2024-05-01
    """
    from kgraph.cli import render
    from kgraph.curation.reader import is_date
    from kgraph.decisions.history import History
    from kgraph.decisions.record import read_decisions
    from kgraph.explore.knowledge_graph import open_build
    from kgraph.review.ledger import Ledger
    from kgraph.review.questions import questions
    from kgraph.review.session import ask_all
    from kgraph.review.sheet import Sheets
    from kgraph.review.texts import curation_file, texts_of

    if date and not is_date(date):
        raise typer.BadParameter(f"'{date}' is no date: write it as 2024-05-01, 2024-05 or 2024.", param_hint="--date")
    graph = open_build(build, ontology=ontology)
    history = History(read_decisions(build))
    history.check(graph.resolution)
    path = curation_file(build, corpus or [], curation)
    ledger = Ledger(path, graph.ontology, by, date)
    texts = texts_of(corpus or [], graph.resolution)
    asked = [q for q in questions(graph.catalogue, history) if only in (None, q.kind)]
    sheets = Sheets(graph.catalogue, history, texts, marks=render.needs_marks())
    left = ask_all(asked, ledger, sheets, reply=_reply, show=render.show_lines, say=_say)
    count = ledger.answers
    _say(
        f"{count} answer{'' if count == 1 else 's'} written to {path}, {left} question{'' if left == 1 else 's'} left."
    )
    if count:
        again = " ".join(["kgraph build", *(map(str, corpus) if corpus else ["CORPUS"])])
        _say(f"To apply what was decided, build again: {again}" + (f" --curation {path}" if curation else ""))


def _reply(prompt: str) -> str | None:
    sys.stdout.write(prompt)
    sys.stdout.flush()
    try:
        line = sys.stdin.readline()
    except KeyboardInterrupt:
        line = ""
    if not (line and sys.stdin.isatty()):  # where nobody types, nothing ends the line
        sys.stdout.write("\n")
    return line or None


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
