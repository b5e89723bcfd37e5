"""Texts annotated by hand in kgraph's own notation: mentions marked in the running text, facts below their sentence.

`notation` reads the notation, `check` says what in a file does not fit the ontology. ``training/README.md`` describes
it for those who write it.
"""

from kgraph.annotations.check import check_texts
from kgraph.annotations.notation import AnnotatedFact, AnnotatedText, Marked, read_annotated

__all__ = ["AnnotatedFact", "AnnotatedText", "Marked", "check_texts", "read_annotated"]
