"""How far a command has come: a bar on a terminal, nothing elsewhere."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator

from kgraph.pipeline import Progress, no_progress

_STAGES = {
    "extract": "Reading",
    "resolve": "Merging",
    "validate": "Validating",
    "write": "Writing",
}


@contextlib.contextmanager
def progress_bar(show: bool = True) -> Iterator[Progress]:
    """A callback that draws a bar on standard error, with documents per second, if that is a terminal and `show`."""
    if not show or not sys.stderr.isatty():
        yield no_progress
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, SpinnerColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bars

    columns = (
        SpinnerColumn(),
        TextColumn("{task.description:<10}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[speed]}"),
        TimeRemainingColumn(),
    )
    with Bars(*columns, console=Console(stderr=True), transient=True) as bars:
        task = bars.add_task("", total=None, speed="")

        def update(stage: str, done: int, total: int, /) -> None:
            bars.update(task, description=_STAGES.get(stage, stage), completed=done, total=total)
            speed = bars.tasks[0].speed if stage == "extract" else None
            bars.update(task, speed=f"{speed:.1f} documents/s" if speed else "")

        yield update
