"""A question as a person sees it: what kgraph made of it and why, and the sentences."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from kgraph.decisions.history import History
from kgraph.decisions.record import Side
from kgraph.explore.catalogue import Catalogue
from kgraph.explore.views import FactView
from kgraph.model import Member
from kgraph.review.passages import Passage, Passages
from kgraph.review.questions import Pair, Question
from kgraph.text import printable

if TYPE_CHECKING:
    from rich.text import Text

Lines = Iterator[tuple[int, "Text"]]
#: Sentences shown for each of two, and for a fact.
_PER_SIDE, _PER_FACT = 3, 3


class Sheets:
    """Writes questions out.

    Parameters
    ----------
    catalogue, history
        The build, and its decisions.
    texts
        Texts of documents by id, to show sentences of; of the others those are shown that state facts.
    marks
        Whether names are marked by « and » in the sentences: for output without colours.
    """

    def __init__(self, catalogue: Catalogue, history: History, texts: Mapping[str, str], *, marks: bool) -> None:
        self._history, self._marks = history, marks
        self._passages = Passages(catalogue.resolution, texts)

    def lines(self, question: Question, heading: str) -> Lines:
        """The lines of a question below a heading: columns to indent by, and the line."""
        of = question.of
        return self._fact(of, heading) if isinstance(of, FactView) else self._pair(of, heading)

    def _pair(self, pair: Pair, heading: str) -> Lines:
        from rich.text import Text

        step = pair.step
        points = f"{step.points:g} point{'' if step.points == 1 else 's'}"
        status = f"joined, with {points}" if step.joined else f"kept apart, with {points}"
        verdict = f": {step.verdict}" if step.verdict else ""
        yield 0, Text.assemble((heading, "bold"), f" · {status}{printable(verdict)}")
        for letter, member, side in (("A", pair.left, step.left), ("B", pair.right, step.right)):
            yield 2, Text.assemble((f"{letter}  {printable(self._name(member, side))}", "bold"))
            passages = self._passages.of(member.entity, member.document, member.span, _PER_SIDE)
            yield from self._quoted(passages)
            if not passages:
                yield 5, Text("no sentence with a fact: name the texts with --corpus to see it", "dim")
        for reason in step.reasons:
            style = "green" if reason.points > 0 else "red"
            yield 2, Text.assemble((f"{reason.points:<+6g} ", style), printable(reason.detail))

    def _name(self, member: Member, side: Side) -> str:
        others = len({m.document for m in self._history.members(side)} - {member.document})
        more = f", and in {others} more document{'' if others == 1 else 's'}" if others else ""
        return f"{member.name} in {member.document}{more}"

    def _fact(self, view: FactView, heading: str) -> Lines:
        from rich.text import Text

        standing = f", {view.standing}" if view.standing else ""
        yield 0, Text.assemble((heading, "bold"), f" · fact, confidence {view.confidence:.2f}{standing}")
        names = " · ".join(printable(name) for name in (view.subject.name, view.label, view.object_name))
        yield 2, Text.assemble((names, "bold"), f"  ({view.qualification})" if view.qualifiers else "")
        yield from self._quoted([Passage.of_evidence(evidence) for evidence in view.evidence[:_PER_FACT]])

    def _quoted(self, passages: tuple[Passage, ...] | list[Passage]) -> Lines:
        for passage in passages:
            yield 5, passage.shown(self._marks)
