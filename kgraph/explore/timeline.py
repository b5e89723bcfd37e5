"""What happened when: the dated facts about an entity, in the order of time."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass

from kgraph.edtf import DATE_QUALIFIERS, in_words, order, sides
from kgraph.explore.views import EntityView, FactView, Several
from kgraph.text import printable


@dataclass(frozen=True, slots=True)
class Moment:
    """A fact about an entity, and when it was so.

    Attributes
    ----------
    start, end
        First and last date of the fact, as precise as the source: ISO 8601, with the marks of EDTF where they say more
        (``1890~``, ``192X``). The same for a single date, and where the other end is not known.
    fact
        The fact; `FactView.time` is the whole of its time in EDTF.
    """

    start: str
    end: str
    fact: FactView

    @property
    def when(self) -> str:
        """Its time in words: ``1995–1999``, ``about 1890``, ``since 1995``."""
        return in_words(self.fact.time)

    @property
    def circumstances(self) -> str:
        """The qualifiers that are no dates, in words: ``rank étoile, role Myrtha``."""
        said = self.fact.qualifiers.items()
        return ", ".join(f"{name} {printable(value)}" for name, value in said if name not in DATE_QUALIFIERS)

    def __str__(self) -> str:
        """``1995–1999  Ada Novak · member of · Ballet Nova (0.93)``."""
        return f"{self.when:<12}{self.fact}"


class Timeline(Several[Moment]):
    """Moments in the order of time: a tuple that shows itself as a table."""

    __slots__ = ()

    def rows(self) -> list[dict[str, object]]:
        """One row per moment: time in EDTF, fact, a column per qualifier that occurs, confidence, best sentence."""
        names = sorted({name for moment in self for name in moment.fact.qualifiers})
        return [
            {
                "time": fact.time,
                "subject": fact.subject.name,
                "property": fact.property,
                "object": fact.object_name,
                **{name: fact.qualifiers.get(name, "") for name in names},
                "confidence": fact.confidence,
                "document": fact.evidence[0].document,
                "sentence": fact.sentence,
            }
            for fact in (moment.fact for moment in self)
        ]

    def to_csv(self) -> str:
        """The rows as CSV (RFC 4180, but with line feeds), with a header; empty without moments."""
        out = io.StringIO()
        rows = self.rows()
        if rows:
            writer = csv.DictWriter(out, list(rows[0]), lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)
        return out.getvalue()

    def _repr_html_(self) -> str:
        from kgraph.explore.display import timeline_html

        return timeline_html(self)


def timeline(view: EntityView) -> Timeline:
    """The dated facts about an entity, in the order of time.

    Dates are what a fact leads to (a birth date) or its qualifiers (joined in …, until …). A decade sorts before its
    years, and a year before its months and days.
    """
    moments = []
    for fact in view.facts:
        if time := fact.time:
            first, last = (side.strip(".") for side in sides(time))
            moments.append(Moment(first or last, last or first, fact))
    return Timeline(sorted(moments, key=lambda m: (order(m.fact.time), m.fact.label, str(m.fact))))
