"""Asking questions one after the other on a terminal, or of a script on a pipe."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

from kgraph.errors import CurationError
from kgraph.review.kinds import Kind
from kgraph.review.ledger import Answer, Ledger
from kgraph.review.questions import Question
from kgraph.review.sheet import Sheets

if TYPE_CHECKING:
    from rich.text import Text

_ANSWERS = {"y": Answer.yes, "n": Answer.no, "s": Answer.unsure}
_ASKED = {Kind.identity: "Are A and B one and the same?", Kind.facts: "Is that so?"}
_KEYS = "[y]es, [n]o, [s]kip, [u]ndo, [q]uit, [?]"
_LAST = "That was the last question. [u]ndo, or Enter to end: "
_HELP = """\
y  yes: A and B are one, or the fact is so
n  no: they are two, or the fact is not so
s  not sure: it is not asked again
u  take the last answer back, and the one before it …
q  quit; what was answered is in the file, and the next session goes on from there
?  this
To decide otherwise later, change or remove the lines in the file."""

Show = Callable[[Iterable[tuple[int, "Text"]]], None]


def ask_all(
    asked: Sequence[Question],
    ledger: Ledger,
    sheets: Sheets,
    *,
    reply: Callable[[str], str | None],
    show: Show,
    say: Callable[[str], None],
) -> int:
    """Ask what the ledger does not settle, until there is no more, or the person stops.

    Parameters
    ----------
    asked
        The questions, in the order in which to ask them.
    ledger
        Where answers go.
    sheets
        What writes a question out.
    reply
        Given a prompt, what the person types; None at the end of the input.
    show, say
        Print the lines of a question, or a line of text.

    Returns
    -------
    int
        How many questions are left open.
    """
    total = sum(not ledger.settles(question) for question in asked)
    index, again = 0, False
    while index < len(asked):
        question = asked[index]
        if ledger.settles(question):
            index += 1
            continue
        if not again:
            show(sheets.lines(question, f"Question {ledger.answers + 1} of {total}"))
        typed = reply(f"{_ASKED[question.kind]} {_KEYS}: ")
        key = "q" if typed is None else typed.strip().casefold()[:1]
        again = False
        if key == "q":
            break
        if key in _ANSWERS:
            ledger.record(question, _ANSWERS[key])
            say("")
            if all(map(ledger.settles, asked[index:])) and (reply(_LAST) or "").strip().casefold()[:1] == "u":
                index, again = _undo(asked, ledger, say, index)
        elif key == "u":
            index, again = _undo(asked, ledger, say, index)
        else:
            say(_HELP if key == "?" else f"Type one of these letters: {_KEYS}")
            again = True
    return sum(not ledger.settles(question) for question in asked[index:])


def _undo(asked: Sequence[Question], ledger: Ledger, say: Callable[[str], None], index: int) -> tuple[int, bool]:
    """Take an answer back: which question to go on with, and whether it is still on the screen."""
    try:
        question = ledger.undo()
    except CurationError as error:
        say(str(error))
        return index, True
    if question is None:
        say("There is no answer of this session to take back.")
        return index, True
    say("Taken back.\n")
    return asked.index(question), False
