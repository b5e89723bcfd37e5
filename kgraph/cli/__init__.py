"""The command line: Typer only. Commands parse, call the library, and print.

Exit codes: 0 done; 1 the graph does not conform to its shapes, or what was compared differs; 2 bad input or usage.
Errors that kgraph raises on purpose become a message on standard error; what nobody foresaw becomes one too, unless
``KGRAPH_DEBUG`` is set.
"""

from __future__ import annotations

import contextlib
import io
import os
import sys
from importlib.metadata import version
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from kgraph.cli import ask, build, compare, identity, learn, review
from kgraph.errors import KGraphError

#: Exit codes beside those of the commands, as shells and sysexits.h have them.
INTERRUPTED, BROKEN_PIPE, DEFECT = 130, 141, 70


class _Commands(TyperGroup):
    """Runs a command, and turns what it raises into a message and an exit code."""

    def invoke(self, ctx: Any) -> Any:
        try:
            result = super().invoke(ctx)
            sys.stdout.flush()
            return result
        except KGraphError as error:
            _complain(str(error))
            raise typer.Exit(2) from error
        except BrokenPipeError:
            _abandon_output()
            raise typer.Exit(BROKEN_PIPE) from None
        except KeyboardInterrupt:
            _complain("Interrupted. What was there before is unchanged.")
            raise typer.Exit(INTERRUPTED) from None
        except (typer.Exit, typer.Abort, SystemExit):
            raise
        except Exception as error:
            if _is_usage_error(error) or os.environ.get("KGRAPH_DEBUG"):
                raise
            _complain(
                "kgraph met something that it did not foresee, which is a defect of kgraph: "
                f"{type(error).__name__}: {error}\nPlease report it. With KGRAPH_DEBUG=1 in the environment, "
                "kgraph shows where it happened."
            )
            raise typer.Exit(DEFECT) from error


app = typer.Typer(
    cls=_Commands,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    rich_markup_mode=None,
)
build.register(app)
ask.register(app)
compare.register(app)
identity.register(app)
review.register(app)
learn.register(app)


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"kgraph {version('kgraph')}")
        raise typer.Exit


@app.callback()
def kgraph(
    show_version: Annotated[
        bool, typer.Option("--version", help="Show the version and exit.", callback=_print_version, is_eager=True)
    ] = False,
) -> None:
    """Read biographical prose, write a knowledge graph that can prove every statement.

    \b
    Build a graph of a folder of texts, then ask it:
      kgraph build corpus/
      kgraph query build 'SELECT ?who WHERE { ?who pa:performedIn ?work . ?work rdfs:label "Giselle" }'
      kgraph show build "Bakhyt Charpentier"

    Every command explains itself: kgraph build --help.
    """


def main() -> None:
    """The console script."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # whatever the locale: names have all kinds of characters
            stream.reconfigure(encoding="utf-8", errors="surrogateescape")
    app(prog_name="kgraph")


def _complain(message: str) -> None:
    with contextlib.suppress(OSError):
        typer.echo(f"Error: {message}", err=True)


def _abandon_output() -> None:
    """Let the interpreter's last flush go nowhere: whoever read the output has enough."""
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _is_usage_error(error: Exception) -> bool:
    """Whether it is one of the command line parser's own errors, which it shows itself."""
    return any(hasattr(cls, "show") for cls in type(error).__mro__)
