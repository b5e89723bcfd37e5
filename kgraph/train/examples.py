"""What a training step needs of one text: gold mentions, what is known of their types, chains, facts and what is not.

The data sets differ in what they annotate. An `Example` says so: types as sets of allowed labels, chains as unknown,
facts as positive, negative or unknown. Each loss looks only at what is known.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from kgraph.neural.reading import Reading

#: Chain of a mention of which nothing is known; of a plural that stands for several.
UNKNOWN, PLURAL = -1, -2


@dataclass(slots=True)
class Positive:
    """A fact that is stated by at least one of several pairs of gold mentions, as one of several properties.

    Attributes
    ----------
    pairs
        Indices of gold mentions, subject and object.
    properties
        Indices of labels; usually one.
    qualifiers
        Index of qualifier → indices of the gold mentions that give its value.
    """

    pairs: list[tuple[int, int]]
    properties: tuple[int, ...]
    qualifiers: dict[int, list[int]] = field(default_factory=dict)


@dataclass(slots=True)
class Example:
    """A text to learn from.

    Attributes
    ----------
    spans
        Gold mentions by position: words, end-exclusive. Dates among them.
    types
        Allowed types of each, as a bit set over the labels' types.
    chain
        Chain number of each mention, `UNKNOWN` or `PLURAL`.
    names_only
        Only names were annotated: other spans and their chains are unknown.
    complete
        Spans that are not gold are no mentions (of names, with `names_only`).
    positives
        Stated facts.
    denied
        Facts spoken of but not stated.
    known
        Indices of the properties that are annotated.
    unknown
        Pairs of chains with a property of which nothing is known: (chain, property, chain).
    passages
        Stretches of words (end-exclusive) → properties annotated there; None if the whole text is.
    subjects
        Property → types of subjects (a bit set) for which its absence is known; all types for those that are not here.
    same, different
        Pairs of gold mentions known to be of one chain, or not.
    full_coreference
        Chains are annotated completely.
    loss_quals
        Whether qualifiers are annotated.
    """

    id: str
    source: str
    reading: Reading
    spans: list[tuple[int, int]]
    types: list[int]
    chain: list[int]
    names_only: bool = False
    complete: bool = True
    positives: list[Positive] = field(default_factory=list)
    denied: list[Positive] = field(default_factory=list)
    known: tuple[int, ...] = ()
    unknown: set[tuple[int, int, int]] = field(default_factory=set)
    passages: list[tuple[int, int, tuple[int, ...]]] | None = None
    subjects: dict[int, int] = field(default_factory=dict)
    same: list[tuple[int, int]] = field(default_factory=list)
    different: list[tuple[int, int]] = field(default_factory=list)
    full_coreference: bool = False
    loss_quals: bool = False
