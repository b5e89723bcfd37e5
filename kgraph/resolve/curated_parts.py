"""Entities of single documents that a person says are several: *different* at two places of one document.

What a reader took for one in a text is cut in parts (`kgraph.resolve.parts`) before anything else is decided. Places of
which another decision says that they are the *same* stay together.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from kgraph.curation import Curation, Different, Same
from kgraph.model import Extraction, Mention
from kgraph.resolve.lookup import Lookup
from kgraph.resolve.parts import cut


def divided(curation: Curation, lookup: Lookup, extractions: Sequence[Extraction]) -> list[Extraction]:
    """The extractions with the entities cut of which decisions say that they are several.

    Parameters
    ----------
    curation
        The decisions.
    lookup
        Finds what they mean in the extractions as they are.
    extractions
        All documents.
    """
    apart: dict[int, list[set[Mention]]] = defaultdict(list)
    together: dict[int, list[set[Mention]]] = defaultdict(list)
    for entry in curation.entries:
        if not isinstance(entry, Same | Different) or any(lookup(r).problem for r in entry.references):
            continue
        places: dict[int, set[Mention]] = defaultdict(set)
        for reference in entry.references:
            if (place := lookup.place(reference)) is not None:
                places[place[0]].add(place[1])
        for number, mentions in places.items():
            if isinstance(entry, Same):
                together[number].append(mentions)
            elif len(mentions) > 1:
                apart[number].append(mentions)
    groups: dict[str, dict[str, list[list[Mention]]]] = defaultdict(dict)
    for number, differing in apart.items():
        candidate = lookup.clusters.candidates[number]
        groups[candidate.document][candidate.entity.id] = _groups(differing, together[number])
    return [cut(extraction, groups.get(extraction.document, {})) for extraction in extractions]


def _groups(apart: Sequence[set[Mention]], together: Sequence[set[Mention]]) -> list[list[Mention]]:
    """Mentions that differ, each with those that are the same; by the first of each. None if some are to be both."""
    groups: list[set[Mention]] = []
    for same in (*({mention} for differing in apart for mention in differing), *together):
        meeting = [group for group in groups if not group.isdisjoint(same)]
        groups = [group for group in groups if group not in meeting] + [set().union(same, *meeting)]
    if any(len(group & differing) > 1 for group in groups for differing in apart):
        return []
    told = [group for group in groups if any(group & differing for differing in apart)]
    return sorted(sorted(group) for group in told)
