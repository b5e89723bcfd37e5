"""``decisions.jsonl``: the decisions of resolution as lines of JSON.

Each line is one decision, in the order in which they were made: first the joinings, then what was not joined though
near, or as a person said. A side of it is a set of entities of documents (the curation file is one, if it adds facts).
Those that no earlier joining had are spelled out (``members``); for the others stand the numbers of the joinings that
made them one (``joinings``), so that the file grows with the number of entities and not with its square::

    {"joined":true,"left":{"entity":"https://…/person/anna-lind","joinings":[1],"name":"Anna Lind"},"number":2,
     "points":6.5,"reasons":[{"detail":"…","kind":"name","points":5.0}, …],"right":{"entity":
     "https://…/person/anna-lind","members":[{"document":"gala","end":17,"name":"A. Lind","start":10}],
     "name":"A. Lind"}}

``entity`` is the IRI in the graph; ``start`` and ``end`` count characters of the document, the end exclusive. Lists
without items, and the ``verdict`` if there is none, are left out.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kgraph.errors import BuildError
from kgraph.model import Member, Place, Reason, Resolution, Span
from kgraph.resolve.clusters import KEPT_APART
from kgraph.turtle import TextSink

DECISIONS_FILE = "decisions.jsonl"
#: What no UTF-8 file can hold: bytes of a file name that are no text.
_SURROGATE = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two sets of entities of documents that a decision is about.

    Attributes
    ----------
    entity
        IRI of the entity of the graph that it belongs to.
    name
        What its first member is called.
    members
        Those that no earlier joining had, sorted.
    joinings
        Numbers of the joinings that made the other members one, ascending.
    """

    entity: str
    name: str
    members: tuple[Member, ...]
    joinings: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Step:
    """A decision as a build keeps it: as `kgraph.model.Decision`, with sides that can be shown.

    `number` counts from 1.
    """

    number: int
    joined: bool
    left: Side
    right: Side
    points: float
    reasons: tuple[Reason, ...] = ()
    verdict: str = ""

    @property
    def curated(self) -> bool:
        """Whether a person decided it, in the curation file."""
        return self.verdict == KEPT_APART or any(reason.kind == "curated" for reason in self.reasons)


def steps(resolution: Resolution) -> Iterator[Step]:
    """The decisions of a corpus that was just resolved, in their order."""
    latest: dict[Place, int] = {}  # the last joining that had a member
    size: dict[int, int] = {}
    for number, decision in enumerate(resolution.decisions, start=1):
        left, right = (_side(places, resolution.members, latest, size) for places in (decision.left, decision.right))
        yield Step(number, decision.joined, left, right, decision.points, decision.reasons, decision.verdict)
        if decision.joined:
            both = {*decision.left, *decision.right}
            latest.update(dict.fromkeys(both, number))
            size[number] = len(both)


def _side(
    places: tuple[Place, ...], known: Mapping[Place, Member], latest: Mapping[Place, int], size: Mapping[int, int]
) -> Side:
    found = Counter(latest[place] for place in places if place in latest)
    whole = {number for number, count in found.items() if count == size[number]}
    first = known[places[0]]
    spelled = sorted(known[place] for place in places if latest.get(place) not in whole)
    return Side(first.entity, first.name, tuple(spelled), tuple(sorted(whole)))


def write_decisions(stream: TextSink, resolution: Resolution) -> None:
    """Write ``decisions.jsonl``.

    Parameters
    ----------
    stream
        A text stream; it is not closed.
    resolution
        As `kgraph.resolve.resolve` returned it.
    """
    for step in steps(resolution):
        line = json.dumps(_step_json(step), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        stream.write(_SURROGATE.sub(lambda m: f"\\u{ord(m[0]):04x}", line) + "\n")


def reasons_json(reasons: Iterable[Reason]) -> list[dict[str, Any]]:
    """Reasons as data."""
    return [{"kind": r.kind, "points": r.points, "detail": r.detail} for r in reasons]


def member_json(member: Member) -> dict[str, Any]:
    """A member as data, without its entity; offsets in characters, end-exclusive."""
    return {"document": member.document, "name": member.name, "start": member.span.start, "end": member.span.end}


def _step_json(step: Step) -> dict[str, Any]:
    return {
        "number": step.number,
        "joined": step.joined,
        "points": step.points,
        "reasons": reasons_json(step.reasons),
        **({"verdict": step.verdict} if step.verdict else {}),
        "left": _side_json(step.left),
        "right": _side_json(step.right),
    }


def _side_json(side: Side) -> dict[str, Any]:
    return {
        "entity": side.entity,
        "name": side.name,
        **({"members": [member_json(member) for member in side.members]} if side.members else {}),
        **({"joinings": list(side.joinings)} if side.joinings else {}),
    }


def read_decisions(source: Path | str) -> tuple[Step, ...]:
    """The decisions of a build, in their order.

    Parameters
    ----------
    source
        The folder of the build; or a file that holds one (`kgraph.forms`), beside which they lie.

    Raises
    ------
    BuildError
        There is no such file, or it was not written by kgraph.
    """
    source = Path(source)
    path = source.with_name(DECISIONS_FILE) if source.is_file() else source / DECISIONS_FILE
    try:
        lines = path.read_text("utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        advice = f"Copy it to beside '{source.name}', or r" if source.is_file() else "R"
        raise BuildError(
            f"'{path.parent}' has no readable {path.name}, which tells why entities are one. "
            f"{advice}un kgraph build again."
        ) from error
    found: list[Step] = []
    for number, line in enumerate(lines, start=1):
        if not line:
            continue
        try:
            found.append(_read_step(json.loads(line), len(found) + 1))
        except (LookupError, TypeError, ValueError) as error:
            raise BuildError(f"'{path}', line {number}: not a decision ({error!r}). Run kgraph build again.") from error
    return tuple(found)


def _read_step(data: Any, number: int) -> Step:
    if data["number"] != number:
        raise ValueError(f"its number should be {number}")
    left, right = (_read_side(data[side], number) for side in ("left", "right"))
    reasons = tuple(Reason(str(r["kind"]), float(r["points"]), str(r["detail"])) for r in data["reasons"])
    return Step(number, bool(data["joined"]), left, right, float(data["points"]), reasons, str(data.get("verdict", "")))


def _read_side(data: Any, number: int) -> Side:
    entity = str(data["entity"])
    joinings = tuple(map(int, data.get("joinings", ())))
    if not all(0 < earlier < number for earlier in joinings):
        raise ValueError("a side is made of a later joining")
    members = tuple(
        Member(str(m["document"]), Span(int(m["start"]), int(m["end"])), str(m["name"]), entity)
        for m in data.get("members", ())
    )
    if not members and not joinings:
        raise ValueError("a side has no members")
    return Side(entity, str(data["name"]), members, joinings)
