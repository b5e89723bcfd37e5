"""A coreference chain while it grows."""

from __future__ import annotations

from dataclasses import dataclass, field

from kgraph.extract.coreference.people import PersonName
from kgraph.extract.tokens import TokenMention


@dataclass(slots=True, eq=False)
class Chain:
    """A growing coreference chain.

    Attributes
    ----------
    type
        Local name of its class.
    mentions
        By position, once the chain is finished.
    forms
        The distinct names of a person in parts.
    gender
        ``f``, ``m`` or empty.
    sure
        Whether the gender is certain: from a pronoun or a noun, not from a given name alone.
    secondary
        Names that are introduced as other names of somebody already named: birth names, stage names.
    phantom
        Whether it is somebody who is only described ("her grandmother"): takes pronouns, but is no entity.
    """

    type: str
    mentions: list[TokenMention] = field(default_factory=list)
    forms: list[PersonName] = field(default_factory=list)
    gender: str = ""
    sure: bool = False
    secondary: set[str] = field(default_factory=set)
    phantom: bool = False

    def add(self, mention: TokenMention, gender: str | None = None) -> None:
        """Append a mention; what it (or `gender`) says of the gender holds if nothing was known."""
        self.mentions.append(mention)
        self.gender = self.gender or (mention.gender if gender is None else gender)
