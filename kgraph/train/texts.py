"""The annotated texts that a training is given."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from kgraph.annotations import AnnotatedText, check_texts, read_annotated
from kgraph.errors import GoldError
from kgraph.ontology import Ontology
from kgraph.text import word_set

#: Classes that mentions are told apart by; a text's finer classes count as the nearest of these.
INVENTORY = sorted(word_set("Person Organization Company School Place Venue Work Character Event Award Occupation"))


def read_texts(paths: Sequence[Path], ontology: Ontology) -> list[AnnotatedText]:
    """All annotated texts, checked against the ontology.

    Raises
    ------
    GoldError
        With all that does not fit. Unmarked pronouns are no fault here.
    """
    texts = [t for path in paths for t in read_annotated(path)]
    faults = [f for f in check_texts(texts, ontology) if "pronouns are not marked" not in f]
    if faults:
        raise GoldError("\n".join(faults))
    return texts
