"""How often each way of saying a fact is right: ``confidence.tsv`` of the lexicon folder.

The file holds counts from annotated texts, one row per pattern family and property; `kgraph evaluate
--fit-confidence` writes it. A family that was never measured takes the precision of the whole. Two rows more count all
facts by how they name their subject: a fact about "he" is as sure as its pattern *and* what the pronoun stands for.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from kgraph.lexicon.entries import read_rows
from kgraph.ontology import Ontology

FILE_NAME = "confidence.tsv"
COLUMNS = ("family", "property", "right", "wrong")

#: The rows by how the subject is named, under the property `ANY`.
NAMED, ANAPHORIC, ANY = "(name)", "(pronoun)", "*"

#: Weight of the prior, in observations: a family seen this often counts for as much as what is known above it.
_PRIOR = 4.0
#: Precision supposed where nothing at all was measured.
_UNMEASURED = 0.5


@dataclass(frozen=True, slots=True)
class ConfidenceTable:
    """Measured precision, shrunk towards the family's and that towards the whole (additive smoothing twice).

    Attributes
    ----------
    counts
        (family, property) → (right, wrong).
    """

    counts: Mapping[tuple[str, str], tuple[int, int]] = field(default_factory=dict)
    _families: Mapping[str, tuple[int, int]] = field(init=False, repr=False, default_factory=dict)
    _whole: tuple[int, int] = field(init=False, repr=False, default=(0, 0))

    def __post_init__(self) -> None:
        right: Counter[str] = Counter()
        wrong: Counter[str] = Counter()
        for (family, property_), (r, w) in self.counts.items():
            if property_ != ANY:
                right[family] += r
                wrong[family] += w
        families = {family: (right[family], wrong[family]) for family in sorted({*right, *wrong})}
        object.__setattr__(self, "_families", families)
        object.__setattr__(self, "_whole", (right.total(), wrong.total()))

    def of(self, family: str, property_: str, anaphoric: bool = False) -> float:
        """Confidence of a fact found by a family, in 0–1, to two decimals.

        Parameters
        ----------
        anaphoric
            Whether a pronoun or description stands for the subject.
        """
        whole = _smooth(self._whole, _UNMEASURED)
        of_family = _smooth(self._families.get(family, (0, 0)), whole)
        said = _smooth(self.counts.get((family, property_), (0, 0)), of_family)
        return round(min(0.99, said * self._factor(anaphoric)), 2)

    def _factor(self, anaphoric: bool) -> float:
        """How much surer than all facts those are whose subject is named, or not, in this way."""
        kinds = [self.counts.get((kind, ANY), (0, 0)) for kind in (NAMED, ANAPHORIC)]
        both = (kinds[0][0] + kinds[1][0], kinds[0][1] + kinds[1][1])
        return _smooth(kinds[anaphoric], _smooth(both, _UNMEASURED)) / _smooth(both, _UNMEASURED)


def _smooth(counts: tuple[int, int], prior: float) -> float:
    right, wrong = counts
    return (right + _PRIOR * prior) / (right + wrong + _PRIOR)


def to_tsv(counts: Mapping[tuple[str, str], tuple[int, int]]) -> str:
    """Counts in the form of the file."""
    rows = ["\t".join(COLUMNS)]
    rows += [f"{family}\t{name}\t{right}\t{wrong}" for (family, name), (right, wrong) in sorted(counts.items())]
    return "\n".join(rows) + "\n"


def load(folder: Path, ontology: Ontology, problems: list[str]) -> ConfidenceTable:
    """Read ``confidence.tsv``; without it all facts are equally (un)certain."""
    path = folder / FILE_NAME
    counts: dict[tuple[str, str], tuple[int, int]] = {}
    if path.exists():
        for number, row in read_rows(path, COLUMNS, problems):
            if row["property"] not in ontology.properties and row["property"] != ANY:
                problems.append(f"{path.name}:{number}: unknown property '{row['property']}'")
            elif not (row["right"].isdecimal() and row["wrong"].isdecimal()):
                problems.append(f"{path.name}:{number}: right and wrong must be whole numbers")
            else:
                counts[row["family"], row["property"]] = (int(row["right"]), int(row["wrong"]))
    return ConfidenceTable(counts)
