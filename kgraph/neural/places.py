"""Things of one name in one text, told apart by the place behind it: "Perth, Scotland", "Perth, Western Australia"."""

from __future__ import annotations

from collections.abc import Sequence

from kgraph.neural.features import NAME, Mentions
from kgraph.neural.reading import Array, Reading
from kgraph.places import same_place_possible


def split_by_place(
    reading: Reading, mentions: Mentions, chains: Sequence[Sequence[int]], is_place: Array
) -> tuple[list[list[int]], list[str]]:
    """Cut chains in which a name is followed by places that are not one, nor one in the other.

    Parameters
    ----------
    reading, mentions
        The words of the text and its mentions.
    chains
        Mentions of each chain, by position.
    is_place
        Whether each mention is a place.

    Returns
    -------
    list of list of int, list of str
        The chains, by their first mentions, and what each is told apart by: the name of a place, or nothing where
        nothing was cut. A mention without a place behind it goes with the one before it.
    """
    starts = {int(mentions.start[k]): k for k in range(len(mentions)) if is_place[k]}
    out: list[tuple[list[int], str]] = []
    for chain in chains:
        behind = {k: place for k in chain if (place := _place_behind(reading, mentions, k, starts))}
        names: list[str] = []
        for place in behind.values():
            if all(same_place_possible(place, known) is False for known in names):
                names.append(place)
        if len(names) < 2:
            out.append((list(chain), ""))
            continue
        groups: dict[str, list[int]] = {name: [] for name in names}
        current = names[0]
        for k in chain:
            if k in behind:
                current = next(n for n in names if same_place_possible(behind[k], n) is not False)
            groups[current].append(k)
        out.extend((groups[name], name) for name in names)
    out.sort(key=lambda found: found[0][0])
    return [chain for chain, _ in out], [name for _, name in out]


def _place_behind(reading: Reading, mentions: Mentions, k: int, starts: dict[int, int]) -> str:
    """The name of the place that follows a name after a comma, or nothing."""
    end = int(mentions.end[k])
    if int(mentions.kind[k]) != NAME or end >= len(reading) or reading.words[end] != ",":
        return ""
    place = starts.get(end + 1)
    return "" if place is None else reading.text(int(mentions.start[place]), int(mentions.end[place]))
