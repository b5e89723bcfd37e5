"""The exceptions that kgraph raises on purpose.

Every one of them is the user's business: its message names the file or argument at fault and, where there is
one, the next step to try. The command line turns them into an exit code and prints the message; anything else
that escapes is a defect of kgraph and keeps its traceback.
"""

from __future__ import annotations

from collections.abc import Sequence


class KGraphError(Exception):
    """Base of all errors that kgraph raises on purpose."""


class CorpusError(KGraphError):
    """A corpus folder or document cannot be read."""


class OntologyError(KGraphError):
    """The ontology or its shapes are missing, malformed or contradict each other."""


class LexiconError(KGraphError):
    """The lexicon or a gazetteer does not fit the ontology.

    Parameters
    ----------
    problems
        One line per fault, each naming the file and the entry: all of them are found before this is raised.
    """

    def __init__(self, problems: Sequence[str]) -> None:
        self.problems = tuple(problems)
        count = f"{len(self.problems)} problem" + ("s" if len(self.problems) != 1 else "")
        super().__init__("\n".join([f"The lexicon has {count}:", *(f"  {p}" for p in self.problems)]))


class ModelError(KGraphError):
    """The spaCy pipeline that extraction needs is not installed or lacks a component."""


class ExportError(KGraphError):
    """An output file cannot be written, or a format is unknown."""


class BuildError(KGraphError):
    """A folder is not a finished build, or its files cannot be read."""


class QueryError(KGraphError):
    """A SPARQL query is malformed or cannot be evaluated."""


class GoldError(KGraphError):
    """Annotated texts given for evaluation are missing or malformed."""


class CurationError(KGraphError):
    """The curation file is malformed, or its decisions contradict each other."""
