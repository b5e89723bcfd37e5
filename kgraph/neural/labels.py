"""What the model can say: types of mentions, properties, qualifiers; kept with its weights."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from kgraph.ontology import DATE, Ontology

#: Type of a stretch of words that is no mention, and of dates, which rules find.
NONE, DATE_TYPE = "none", "Date"
#: What may fill a qualifier, as types of mentions. Roles are often named like occupations ("the Merchant").
QUALIFIER_TYPES: dict[str, tuple[str, ...]] = {
    "startDate": (DATE_TYPE,),
    "endDate": (DATE_TYPE,),
    "date": (DATE_TYPE,),
    "rank": ("Occupation",),
    "role": ("Character",),
    "venue": ("Venue", "Place"),
    "company": ("Company", "Organization"),
}


@dataclass(frozen=True, slots=True)
class Labels:
    """An inventory. All tuples are in the order of the model's outputs.

    Attributes
    ----------
    types
        Classes of the ontology that mentions have, after ``none`` and ``Date``.
    properties
        Local names.
    qualifiers
        Local names; each has its `QUALIFIER_TYPES`.
    """

    types: tuple[str, ...]
    properties: tuple[str, ...]
    qualifiers: tuple[str, ...]

    @classmethod
    def of(cls, ontology: Ontology, types: set[str]) -> Labels:
        """Those of an ontology, with the types that its annotated texts use."""
        facts = [name for name, p in ontology.properties.items() if p.kind == "fact"]
        qualifiers = [q for q in ontology.qualifiers if q in QUALIFIER_TYPES]
        return cls((NONE, DATE_TYPE, *sorted(types)), tuple(sorted(facts)), tuple(sorted(qualifiers)))

    def type_index(self, name: str) -> int:
        """Position of a type."""
        return self.types.index(name)

    def unknown_to(self, other: Labels) -> list[str]:
        """Those of these labels that others do not have."""
        pairs = ((self.types, other.types), (self.properties, other.properties), (self.qualifiers, other.qualifiers))
        return [name for own, others in pairs for name in own if name not in others]

    def write(self, path: Path) -> None:
        """To a JSON file."""
        path.write_text(json.dumps(asdict(self), indent=1) + "\n", "utf-8")

    @classmethod
    def read(cls, path: Path) -> Labels:
        """From a JSON file."""
        return cls(**{k: tuple(v) for k, v in json.loads(path.read_text("utf-8")).items()})

    def accepts(self, ontology: Ontology) -> dict[tuple[str, str], tuple[int, ...]]:
        """For each pair of types, the positions of the properties that the ontology lets them have."""
        return {
            (s, o): tuple(
                n
                for n, p in enumerate(self.properties)
                if p in ontology.properties and ontology.accepts(p, s, DATE if o == DATE_TYPE else o)
            )
            for s in self.types[2:]
            for o in self.types[1:]
        }
