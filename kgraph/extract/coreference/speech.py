"""Who speaks in a quotation: the "I" of a quotation is its speaker, and its "he" is somebody else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from kgraph.extract.syntax import Tree
from kgraph.text import word_set

FIRST_PERSON = word_set("i me my mine myself")
_REPORTING = word_set(
    """say tell recall remember explain add answer reply insist laugh write ask declare joke admit sigh note offer
    remark observe announce confess protest recount reflect state"""
)
#: How many words may stand between a quotation and the verb that reports it.
_REACH = 5


def find_speakers(tree: Tree, quoted: Sequence[bool], paragraph: Sequence[int]) -> list[int]:
    """For each token of a quotation the head token of its speaker, else -1.

    A quotation without a verb of its own continues the one before it in the same paragraph.
    """
    speaker = [-1] * tree.size
    last, last_paragraph = -1, -1
    i = 0
    while i < tree.size:
        if not quoted[i]:
            i += 1
            continue
        end = i
        while end < tree.size and quoted[end]:
            end += 1
        found = _reporter(tree, quoted, paragraph, i, end)
        if found < 0 and last_paragraph == paragraph[i]:
            found = last
        if found >= 0:
            last, last_paragraph = found, paragraph[i]
            speaker[i:end] = [found] * (end - i)
        i = end
    return speaker


def _reporter(tree: Tree, quoted: Sequence[bool], paragraph: Sequence[int], start: int, end: int) -> int:
    """The subject of the verb of saying that stands beside a quotation, or -1."""
    near = [*range(end, min(end + _REACH + 1, tree.size)), *range(start - 1, max(start - _REACH - 2, -1), -1)]
    for verb in near:
        if paragraph[verb] != paragraph[start] or quoted[verb] or tree.lemma[verb] not in _REPORTING:
            continue
        subjects = [t for t in tree.with_dep(verb, "nsubj") if not quoted[t]]
        if subjects:
            return subjects[0]
    return -1


def only_speaker(chain_of: Mapping[int, object], speakers: Sequence[int]) -> int:
    """The speaker token if everything that is quoted with a speaker is said by one chain, else -1."""
    tokens = sorted({t for t in speakers if t >= 0})
    chains = {id(chain_of.get(t)) for t in tokens}
    return tokens[0] if tokens and len(chains) == 1 and tokens[0] in chain_of else -1
