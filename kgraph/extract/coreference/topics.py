"""Who a text is about, and whether it is an entry of a dictionary."""

from __future__ import annotations

from collections.abc import Container, Sequence

from kgraph.extract.coreference.ranking import Candidate
from kgraph.extract.coreference.reading import Reading

#: A first paragraph of no more words than this, without a verb, is a heading.
_HEADING = 16
#: A name that begins so early opens the text.
_OPENING = 2
#: Points of a text's topic for each way of standing out.
_FIRST, _FIRST_SENTENCE, _HEADWORD, _INTRODUCED, _RELATIVE = 2.0, 2.0, 3.0, 4.0, 1.0
#: Names and names as subjects count no further than this.
_NAMES, _SUBJECTS = 6, 3
#: What a person keeps of the points if no pronoun has his or her gender.
_TOPIC_SHARE = 0.3
#: An entry has so many sentences, of which so large a share lacks a subject.
_ENTRY_SENTENCES, _ENTRY_SHARE = 3, 0.5


def find_topic(
    reading: Reading, candidates: Sequence[Candidate], pronouns: Sequence[str], introduced: Container[int]
) -> Candidate | None:
    """Who the text is about: named first, often, as a subject, in its heading; of the gender of most pronouns.

    Parameters
    ----------
    pronouns
        The genders of the text's personal pronouns.
    introduced
        First tokens of names that are given to somebody of whom the text has spoken: "His name was *X*".
    """
    heading = heading_end(reading)
    best: tuple[float, Candidate] | None = None
    for candidate in candidates:
        if not candidate.person:
            continue
        names = [m for m in candidate.chain.mentions if m.kind == "name"]
        roots = [reading.root(m.start, m.end) for m in names]
        subjects = sum(reading.role(root) == "subj" for root in roots)
        points: float = min(len(names), _NAMES) + min(subjects, _SUBJECTS)
        points += _FIRST * (best is None and not _is_dependent(reading, roots[0]))
        points += _FIRST_SENTENCE * (reading.sentence[names[0].start] == 0)
        points += _HEADWORD * (names[0].start < max(_OPENING, heading))
        points += _INTRODUCED * any(m.start in introduced for m in names)
        points += _RELATIVE * any(reading.has_personal_relative(root) for root in roots)
        gender = candidate.chain.gender
        if gender and pronouns:
            points *= _TOPIC_SHARE + pronouns.count(gender) / len(pronouns)
        if best is None or points > best[0]:
            best = (points, candidate)
    return best[1] if best is not None else None


def _is_dependent(reading: Reading, root: int) -> bool:
    """Whether a name only says whose something is: "*Ada*'s voice", "the voice of *Ada*"."""
    tree = reading.tree
    return tree.dep[root] == "poss" or (tree.dep[root] == "pobj" and tree.lower[tree.head[root]] == "of")


def heading_end(reading: Reading) -> int:
    """The first token after a text's heading, 0 if it has none."""
    tree = reading.tree
    end = next((i for i in range(min(tree.size, _HEADING)) if reading.paragraph[i] != reading.paragraph[0]), 0)
    return 0 if any(tree.pos[i] in {"VERB", "AUX"} for i in range(end)) else end


def fragments(reading: Reading, topic: Candidate) -> list[int]:
    """Where a dictionary's entry leaves out its subject, which is the headword; empty if the text is no entry.

    Returns the heads of the sentences without a subject ("*Studied* in Paris"), if the text opens with the topic's
    name and most of its sentences lack one.
    """
    tree, first = reading.tree, topic.chain.mentions[0]
    if first.start >= max(_OPENING, heading_end(reading)):
        return []
    roots = [i for i in range(tree.size) if tree.head[i] == i and tree.pos[i] not in {"SPACE", "PUNCT"}]
    lacking = [i for i in roots if i > first.end and not tree.with_dep(i, "nsubj", "nsubjpass", "expl")]
    return lacking if len(roots) >= _ENTRY_SENTENCES and len(lacking) >= _ENTRY_SHARE * len(roots) else []
