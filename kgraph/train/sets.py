"""The public sets that are there: what of them is trained on, and what of that an epoch sees."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from spacy.language import Language

from kgraph.neural.labels import Labels
from kgraph.ontology import Ontology
from kgraph.train.examples import Example
from kgraph.train.gap import GapRow, read_gap, rename
from kgraph.train.people import People
from kgraph.train.public import PublicReader
from kgraph.train.settings import is_held_out

#: Share of GAP's rows whose people get other names the first time that an epoch shows them.
_RENAMED = 0.6


@dataclass(frozen=True, slots=True)
class PublicSet:
    """What there is to learn from a public set.

    Attributes
    ----------
    examples
        Its texts.
    rows
        GAP's, as they are before they become examples.
    half
        Whether an epoch sees only half of it: those sets that say least.
    """

    reader: PublicReader
    examples: tuple[Example, ...] = ()
    rows: tuple[GapRow, ...] = ()
    half: bool = False

    def __len__(self) -> int:
        return len(self.examples) + len(self.rows)

    def of_epoch(self, people: People, chance: random.Random) -> list[Example]:
        """What an epoch sees: all or half of the texts, and each of GAP's rows twice, once surely with other names."""
        examples = chance.sample(self.examples, len(self.examples) // 2) if self.half else list(self.examples)
        for row in self.rows:
            examples.append(self.reader.gap(rename(row, people, chance) if chance.random() < _RENAMED else row))
            examples.append(self.reader.gap(rename(row, people, chance)))
        return examples


def public_sets(folder: Path | None, nlp: Language, labels: Labels, ontology: Ontology) -> dict[str, PublicSet]:
    """The public sets that are there, but for what is kept for measuring: as of the annotated texts one in ten, and all
    of GAP's validation file.
    """
    if folder is None:
        return {}
    reader = PublicReader(nlp, labels, ontology.folder / "datasets.yaml")

    def learned(pattern: str, read: Callable[[Path], Iterable[Example]]) -> tuple[Example, ...]:
        return tuple(e for path in sorted(folder.glob(pattern)) for e in read(path) if not is_held_out(e.id))

    rows = (r for path in sorted(folder.glob("gap/*.tsv")) if path.stem != "validation" for r in read_gap(path))
    found = {
        "knowledgenet": PublicSet(reader, learned("knowledgenet/*.jsonl", reader.knowledgenet)),
        "redocred": PublicSet(reader, learned("redocred/*.jsonl", reader.redocred), half=True),
        "gap": PublicSet(reader, rows=tuple(r for r in rows if not is_held_out(f"gap-{r.id}"))),
        "crossner": PublicSet(reader, learned("crossner/*/*.txt", reader.crossner), half=True),
    }
    return {name: one for name, one in found.items() if len(one)}
