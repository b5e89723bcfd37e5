"""What the asking commands print: tables that fit a terminal, and plain aligned text in a pipe."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping

from rich import box
from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from kgraph.evaluate import Interval, Report, Score
from kgraph.evaluate.scoring import MEASURES
from kgraph.explore.stats import Stats
from kgraph.explore.timeline import Moment
from kgraph.query.results import Result
from kgraph.text import printable

#: Columns of a pipe: wide enough that no line is broken or cut.
_PIPE_WIDTH = 100_000
_BAR = 30
#: Rows from which on wrapping cells takes longer than anyone wants to wait.
_LONG = 1000


def console() -> Console:
    """Standard output as rich sees it: coloured and wrapped on a terminal, plain and unbroken in a pipe."""
    return Console() if sys.stdout.isatty() else Console(width=_PIPE_WIDTH, color_system=None, highlight=False)


def needs_marks() -> bool:
    """Whether the arguments of a sentence must be marked by characters, as there are no colours."""
    out = console()
    return not out.is_terminal or out.no_color


def show(renderable: RenderableType) -> None:
    """Print to standard output; in a pipe without blanks at the ends of lines."""
    out = console()
    if out.is_terminal:
        out.print(renderable)
        return
    with out.capture() as captured:
        out.print(renderable, crop=False, overflow="ignore")
    for line in captured.get().splitlines():
        sys.stdout.write(line.rstrip() + "\n")


def show_result(result: Result, labels: Mapping[str, str]) -> None:
    """Print the answer to a query: wrapped to a terminal's width, in a pipe or if it is long one line per row."""
    if console().is_terminal and len(result) <= _LONG:
        show(result.to_table(labels))
    else:
        sys.stdout.write(result.to_text(labels))


def show_lines(lines: Iterable[tuple[int, Text]]) -> None:
    """Print indented lines: on a terminal, what is wrapped stays indented."""
    if console().is_terminal:
        show(Group(*(Padding(text, (0, 0, 0, indent)) for indent, text in lines)))
        return
    for indent, text in lines:
        sys.stdout.write((" " * indent + text.plain).rstrip() + "\n")


def stats_tables(stats: Stats) -> Group:
    """The figures of a build."""
    size = (
        f"{len(stats.documents)} documents, {stats.entities} entities, {stats.facts} facts "
        f"({stats.evidence} pieces of evidence, {stats.mentions} mentions)"
    )
    parts: list[RenderableType] = [Text(size, "bold")]
    parts += [
        _counts(title, "entities" if "class" in title else "facts", counts)
        for title, counts in (
            ("class", stats.classes),
            ("finer class", stats.subclasses),
            ("property", stats.properties),
        )
        if counts
    ]
    leaders = _table("most connected", "", "facts")
    for leader in stats.leaders:
        leaders.add_row(printable(leader.name), Text(leader.type, "dim"), str(leader.degree))
    confidence = _table("confidence", "facts", "")
    top = max(stats.confidence) or 1
    for i, count in enumerate(stats.confidence):
        if count:
            confidence.add_row(f"{i / 10:.1f}–{(i + 1) / 10:.1f}", str(count), Text("█" * round(_BAR * count / top)))
    documents = _table("document", "characters", "entities", "facts")
    for document in stats.documents:
        row = (document.length, document.entities, document.facts)
        documents.add_row(printable(document.id), *map(str, row))
    parts += [table for table in (leaders, confidence, documents) if table.row_count]
    return _spaced(parts)


def timeline_table(moments: Iterable[Moment]) -> Table:
    """Dated facts, one a line."""
    table = _table("when")
    for heading in ("subject", "property", "object", "circumstances"):
        table.add_column(Text(heading), overflow="fold")
    table.add_column(Text("confidence"), justify="right", no_wrap=True)
    for moment in moments:
        fact = moment.fact
        object_ = fact.object_name if isinstance(fact.fact.object, str) else ""  # a date stands in the first column
        names = (fact.subject.name, fact.label, object_)
        table.add_row(moment.when, *map(printable, names), moment.circumstances, f"{fact.confidence:.2f}")
    return table


def report_tables(report: Report, by_property: bool) -> Group:
    """An evaluation: totals, on request their parts, and the calibration."""
    texts = f"{len(report.documents)} text{'' if len(report.documents) == 1 else 's'}"
    parts: list[RenderableType] = [Text(f"{texts}; 95 % bootstrap intervals in brackets", "bold")]
    totals = _scores("")
    names = {"entities": "entities (name)", "typed entities": "entities (name + type)"}
    for measure in MEASURES:
        _add(totals, names.get(measure, measure), report.totals[measure])
    parts.append(totals)
    if by_property:
        for title, measure in (("entity", "typed entities"), ("qualifier", "qualifiers"), ("property", "facts")):
            table = _scores(title)
            for name, score in next(scores for m, scores in report.details.items() if m == measure).items():
                _add(table, name, score)
            if table.row_count:
                parts.append(table)
    if report.calibration:
        bins = _table("confidence", "facts", "mean confidence", "precision")
        for b in report.calibration:
            bins.add_row(f"{b.low:.1f}–{b.high:.1f}", str(b.count), f"{b.confidence:.3f}", f"{b.precision:.3f}")
        parts += [bins, Text(f"expected calibration error {report.calibration_error:.3f}")]
    return _spaced(parts)


def _spaced(parts: list[RenderableType]) -> Group:
    """The parts with a blank line before each."""
    return Group(parts[0], *(item for part in parts[1:] for item in (Text(), part)))


def _counts(title: str, what: str, counts: Mapping[str, int]) -> Table:
    table = _table(title, what)
    for name, count in counts.items():
        table.add_row(name, str(count))
    return table


def _scores(title: str) -> Table:
    return _table(title, "P", "", "R", "", "F1", "", "gold")


def _add(table: Table, name: str, score: Score) -> None:
    cells: list[RenderableType] = []
    for figure, interval in (
        (score.precision, score.precision_interval),
        (score.recall, score.recall_interval),
        (score.f1, score.f1_interval),
    ):
        cells += [f"{figure:.3f}", _interval(interval)]
    table.add_row(name, *cells, str(score.gold))


def _interval(interval: Interval | None) -> Text:
    return Text("" if interval is None else f"[{interval[0]:.2f}, {interval[1]:.2f}]", "dim")


def _table(first: str, *others: str) -> Table:
    table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False, header_style="bold")
    table.add_column(Text(first), overflow="fold")
    for name in others:
        table.add_column(Text(name), justify="right" if name else "left", no_wrap=True)
    return table
