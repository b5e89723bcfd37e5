"""The lexicon: how the classes and properties of an ontology are said in English.

It lives beside the ontology, in its folder's ``lexicon/`` and ``gazetteer/``, and is the only place that somebody
who adds a property edits besides the ontology itself. Each module here reads one part; all faults of all parts
are raised together.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from kgraph.errors import LexiconError
from kgraph.lexicon import assertion, classes, confidence, discourse, gazetteer, makers, naming, sayings_reader, words
from kgraph.lexicon.assertion import AssertionCues
from kgraph.lexicon.classes import ClassLexicon
from kgraph.lexicon.confidence import ConfidenceTable
from kgraph.lexicon.discourse import Discourse
from kgraph.lexicon.gazetteer import Gazetteer
from kgraph.lexicon.naming import Namings
from kgraph.lexicon.sayings import Sayings
from kgraph.lexicon.words import Words
from kgraph.ontology import Ontology


@dataclass(frozen=True, slots=True)
class Lexicon:
    """All parts, checked against one ontology.

    Attributes
    ----------
    sayings
        How properties are said: frames, phrases, rules.
    assertion
        What takes the force of assertion away.
    discourse
        What texts are about.
    confidence
        How often each saying is right.
    classes
        What cues each class.
    gazetteer
        Widely known names.
    words
        Occupations, demonyms, given names, nouns for persons.
    makers
        Names of widely known makers → what they are known for, weightiest first.
    naming
        How a text says that two names are one thing's, or are not.
    """

    sayings: Sayings
    assertion: AssertionCues
    discourse: Discourse
    confidence: ConfidenceTable
    classes: ClassLexicon
    gazetteer: Gazetteer
    words: Words
    makers: Mapping[str, tuple[str, ...]]
    naming: Namings


_loaded: dict[tuple[Path, str], Lexicon] = {}


def load_lexicon(ontology: Ontology) -> Lexicon:
    """Read the lexicon of an ontology's folder; an unchanged one is read once in a process.

    Raises
    ------
    LexiconError
        With every fault of every file, each naming its file and entry.
    """
    known = _loaded.get((ontology.folder, ontology.digest))
    if known is not None:
        return known
    problems: list[str] = []
    folder = ontology.folder / "lexicon"
    lexicon = Lexicon(
        sayings=sayings_reader.load(folder, ontology, problems),
        assertion=assertion.load(folder, problems),
        discourse=discourse.load(folder, ontology, problems),
        confidence=confidence.load(folder, ontology, problems),
        classes=classes.load(ontology.folder, ontology, problems),
        gazetteer=gazetteer.load(ontology.folder, ontology, problems),
        words=words.load(ontology.folder, ontology, problems),
        makers=makers.load(folder, problems),
        naming=naming.load(folder, ontology, problems),
    )
    if problems:
        raise LexiconError(problems)
    _loaded[ontology.folder, ontology.digest] = lexicon
    return lexicon
