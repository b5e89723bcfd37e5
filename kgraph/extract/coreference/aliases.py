"""Other names that a text gives somebody outright: "X (born Y)", "X, known as Y", "X (Y)"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kgraph.extract.coreference.reading import Reading
from kgraph.extract.tokens import TokenMention
from kgraph.text import word_set

#: Words that announce another name, directly before it.
_CUES = word_set("née né nee born b b. alias aka a.k.a. called dubbed nicknamed styled baptised christened name")
#: "known as", "performing under the name of": what may stand before the cue, or between it and the name.
_FILLERS = word_set(
    """( [ ) ] , ; . ' ‘ ’ " “ ” also better best was is internationally professionally originally formerly later
    universally affectionately simply usually often sometimes who on foreign playbills stage pen real birth full
    maiden his her the in to by under and ;"""
)
_OPENING = frozenset({'"', "“", "‘", "'", "``"})
_CLOSING = frozenset({'"', "”", "’", "'", "''"})
_KNOWN = word_set("known billed credited celebrated")
_NAMES = word_set("name names")
#: Verbs that give somebody another name, and the words after a name that say it is one.
_NAMING = word_set("call name dub nickname christen rechristen baptise rename style")
#: How many sentences may stand between a name and "to call him X".
_GIVEN_REACH = 2
_BY_WHICH = (["by", "which", "name"], ["under", "which", "name"], ["by", "that", "name"])
#: What follows a headword in a dictionary.
_HEADWORD_ENDS = frozenset({"(", "[", ".", ":", ";", "b.", "born"})
#: How many words may stand between the two names.
_REACH = 9


def find_aliases(reading: Reading, mentions: Sequence[TokenMention]) -> Iterator[tuple[TokenMention, TokenMention]]:
    """Pairs of neighbouring names that the text says are one.

    Parameters
    ----------
    mentions
        Names of one class, by position.
    """
    for n, second in enumerate(mentions):
        if not n:
            continue
        first = mentions[n - 1]
        if second.start - first.end > _REACH or reading.paragraph[first.start] != reading.paragraph[second.start]:
            continue
        between = reading.tree.lower[first.end : second.start]
        together = reading.sentence[first.start] == reading.sentence[second.start]
        bracketed = between == ["("] and _shares(first.name, second.name)
        said = bool(between) and together and _announces(between)
        if said or bracketed or _is_nickname(reading, first, second) or is_headword(reading, first, second):
            yield first, second


def _is_nickname(reading: Reading, first: TokenMention, second: TokenMention) -> bool:
    """Whether a name in quotation marks follows another: "João Cardoso, “Tico” to everyone"."""
    words, after = reading.tree.lower, second.end
    between = [w for w in words[first.end : second.start] if w not in {",", "("}]
    return len(between) == 1 and between[0] in _OPENING and after < len(words) and words[after] in _CLOSING


def is_headword(reading: Reading, first: TokenMention, second: TokenMention) -> bool:
    """Whether two names are surname and given names of an entry's headword: "Piazzolla, Astor (1921–1992)"."""
    words, start = reading.tree.lower, first.start
    opens = start == 0 or reading.paragraph[start - 1] != reading.paragraph[start] or words[start - 1].isspace()
    after = second.end
    closed = after < len(words) and words[after] in _HEADWORD_ENDS
    return opens and closed and words[first.end : second.start] == [","] and " " not in first.name


def _announces(between: Sequence[str]) -> bool:
    """Whether words between two names say that the second is another name of the first's bearer."""
    words = [w for w in between if w not in _FILLERS]
    if not words:
        # "Ema (internationally Emmy Destinn)": an adverb of renown alone in a bracket
        return between[0] == "(" and any(w.endswith("ally") for w in between)
    if words[-1] in _CUES and between[-1] not in {",", "and", ")"}:
        return len(words) == 1
    if words[-1] == "as":
        return len(words) == 2 and words[0] in _KNOWN
    return (words[-1] == "of" and words[0] in _NAMES) or (len(words) == 1 and words[0] in _NAMES and between[-1] != ",")


def _shares(one: str, other: str) -> bool:
    return bool(set(one.lower().split()) & set(other.lower().split()))


def said_at_birth(reading: Reading, second: TokenMention) -> int | None:
    """The token of whom a name is said to have been given to at birth: "X was born Y", "X was born in 1749 as Y".

    Returns the subject's head token, -1 where it is left out ("B. Prague 1878 as Y"), or None if nothing is said.
    """
    tree = reading.tree
    if not second.start or " " not in second.name:
        return None
    before = tree.lower[second.start - 1]
    if before == "as":
        start = tree.sentence[second.start][0]
        span = range(max(start, second.start - 16), second.start - 1)
        born = [i for i in span if tree.lower[i] in {"born", "b."}]
        if not born:
            return None
        verb = born[-1]
    elif before == "born":
        verb = second.start - 1
    else:
        return None
    subjects = reading.agents(verb) if tree.is_verb(verb) else ()
    return subjects[0] if subjects else -1


def introductions(reading: Reading, mentions: Sequence[TokenMention]) -> dict[int, int]:
    """Pronouns whose bearer is named by the sentence, and where: "*His* name was *X*".

    Returns the first token of the name by the pronoun's token. "His real name was X" gives another name to somebody
    who has one, and is none.
    """
    tree = reading.tree
    found = {}
    for mention in mentions:
        root = reading.root(mention.start, mention.end)
        if tree.dep[root] not in {"attr", "nsubj"} or tree.lemma[tree.head[root]] != "be":
            continue
        for noun in tree.with_dep(tree.head[root], "nsubj", "attr"):
            if tree.lower[noun] == "name" and not tree.with_dep(noun, "amod", "compound"):
                for owner in tree.with_dep(noun, "poss"):
                    if tree.lower[owner] in {"his", "her"}:
                        found[owner] = mention.start
    return found


def given_names(reading: Reading, mentions: Sequence[TokenMention]) -> Iterator[tuple[TokenMention, TokenMention]]:
    """Pairs of names of one person, the second given to somebody of whom the text speaks as a pronoun.

    "He was to be called X" and "the world was to call him X" name whoever was named last before, "She was born Y"
    whoever alone has been named so far; "X, by which name …" is another name of the one named before.
    """
    tree = reading.tree
    for n, mention in enumerate(mentions):
        if not n:
            continue
        before, start = mentions[n - 1], mention.start
        if tree.lower[mention.end + 1 : mention.end + 4] in _BY_WHICH and tree.lower[mention.end] == ",":
            yield before, mention
        elif tree.lower[start - 1] in {"him", "her"} and tree.lemma[start - 2] in _NAMING and start > 1:
            since = reading.sentence[start] - reading.sentence[before.start]
            if 1 <= since <= _GIVEN_REACH and _same_gender(mention, before):
                yield before, mention
        else:
            subject_at = said_at_birth(reading, mention)
            if subject_at is None and tree.lemma[start - 1] in _NAMING and tree.tag[start - 1] == "VBN":
                subject_at = next(iter(reading.agents(start - 1)), None)
            pronoun = subject_at is not None and subject_at >= 0 and tree.lower[subject_at] in {"he", "she"}
            if pronoun and len({m.name for m in mentions[:n]}) == 1:
                yield mentions[0], mention


def _same_gender(one: TokenMention, other: TokenMention) -> bool:
    """Whether two names can be one person's as far as their genders tell."""
    return not one.gender or not other.gender or one.gender == other.gender
