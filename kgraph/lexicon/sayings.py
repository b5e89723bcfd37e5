"""How facts are said: frames over the dependency tree and phrases over the words in a row.

A *frame* (after FrameNet: Baker, Fillmore & Lowe 1998) is evoked by a verb, a noun or a kind of mention; its roles
are filled from grammatical slots; each fact whose two roles are filled is stated. A *phrase* is a row of words and
typed mentions, for brackets and dictionary telegraphese that no parser reads. ``README.md`` of the lexicon folder
documents the notation for those who edit it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

#: Grammatical slots, as `kgraph.extract.syntax` understands them. ``prep:`` takes prepositions after the colon.
SLOTS = frozenset(
    [
        "subj",
        "own",
        "surface",
        "obj",
        "comp",
        "holder",
        "self",
        "poss",
        "of",
        "modifier",
        "modified",
        "clause",
        "before",
        "when",
        "from",
        "until",
        "topic",
        "entry",
    ]
)

#: A date slot is filled by a date, any other slot by an entity.
DATE_SLOTS = frozenset(("when", "from", "until"))


@dataclass(frozen=True, slots=True)
class Slot:
    """Where the filler of a role stands.

    Attributes
    ----------
    name
        One of `SLOTS`, or ``prep``.
    words
        For ``prep``: the prepositions.
    anchor
        Name of the role whose filler the slot hangs on; empty for the word that evokes the frame.
    """

    name: str
    words: frozenset[str] = frozenset()
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class FactTemplate:
    """``subject property object`` over role names, with qualifiers that take a role's words."""

    subject: str
    property: str
    object: str
    qualifiers: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Frame:
    """A frame as the matcher uses it.

    Attributes
    ----------
    name
        The pattern family of its facts, as in the confidence table.
    kind
        What evokes it: ``verb``, ``noun``, ``adjective`` or ``mention``.
    words
        Lemmas; a verb may carry a particle after a blank ("grow up"). For ``mention``: a class or ``demonym``.
    objects
        The verb evokes the frame only with one of these as its object ("take" + "part").
    without
        The verb does not evoke the frame with one of these after "as", "in", "for" or "at" ("appeared as a guest").
    position
        A mention evokes the frame only in one of these places: ``obj``, ``subj``, ``comp`` or below a preposition.
    unless
        A mention does not evoke the frame in a clause of one of these verbs.
    roles
        In order of filling: name → slots, tried in order until one is filled.
    accepts
        Role → classes that may fill it, from the properties it takes part in and `types`.
    where
        Role → occupations, one of which the text (or the gazetteer) must give the filler.
    asserts
        Whether the frame is subject to negation and the like; names of persons' kin, say, are not.
    """

    name: str
    kind: str
    words: frozenset[str]
    voice: str
    objects: frozenset[str]
    without: frozenset[str]
    position: tuple[Slot, ...]
    unless: frozenset[str]
    roles: tuple[tuple[str, tuple[Slot, ...]], ...]
    accepts: Mapping[str, frozenset[str]]
    facts: tuple[FactTemplate, ...]
    where: Mapping[str, frozenset[str]]
    asserts: bool = True


@dataclass(frozen=True, slots=True)
class Element:
    """One step of a phrase: literal words (any one of them) or a role with the classes that may fill it."""

    words: frozenset[str] = frozenset()
    role: str = ""
    accepts: frozenset[str] = frozenset()
    optional: bool = False
    zero_width: bool = False


@dataclass(frozen=True, slots=True)
class Phrase:
    """A row of elements and the facts it states."""

    name: str
    elements: tuple[Element, ...]
    facts: tuple[FactTemplate, ...]
    where: Mapping[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class Rule:
    """Facts of one sentence that together state another: ``given`` templates share role names with ``then``."""

    name: str
    given: tuple[FactTemplate, ...]
    then: FactTemplate


@dataclass(frozen=True, slots=True)
class Default:
    """What a text about a maker leaves unsaid: works that nobody else made are those of its topic.

    Attributes
    ----------
    property
        The property of the fact.
    topic_is_subject
        Whether the topic is the subject of the fact, the other entity its object; or the other way round.
    occupations
        One of these the text must give its topic, among the first so many that it gives if `among_first` is not 0.
    accepts
        Classes of the other entity.
    unless
        Properties: an entity that has one of them, on either side, is left alone.
    unless_object
        The same for the object's side only.
    """

    name: str
    property: str
    topic_is_subject: bool
    occupations: frozenset[str]
    among_first: int
    accepts: frozenset[str]
    unless: frozenset[str]
    unless_object: frozenset[str]


@dataclass(frozen=True, slots=True)
class Sayings:
    """All frames, phrases and rules, with what is known of each property's time.

    Attributes
    ----------
    time
        Property → ``span`` (a lone date is its start), ``point`` (a lone date is its date) or ``none``.
    unsaid
        Property → why it has no frame.
    """

    frames: tuple[Frame, ...]
    phrases: tuple[Phrase, ...]
    rules: tuple[Rule, ...]
    defaults: tuple[Default, ...]
    time: Mapping[str, str]
    unsaid: Mapping[str, str]

    def properties(self) -> frozenset[str]:
        """Properties that at least one frame, phrase or rule states."""
        stated = {t.property for frame in self.frames for t in frame.facts}
        stated |= {t.property for phrase in self.phrases for t in phrase.facts}
        stated |= {rule.then.property for rule in self.rules}
        return frozenset(stated | {default.property for default in self.defaults})
