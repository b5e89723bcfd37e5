"""Phrases over the words in a row: brackets, name formats and the telegraphese of dictionaries."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kgraph.extract.relations.arguments import Arguments, Filler
from kgraph.extract.relations.frames import Candidate
from kgraph.extract.syntax import Tree
from kgraph.lexicon.sayings import Element, Phrase


class PhraseMatcher:
    """Finds phrases in a Doc. Built once per lexicon; `match` is called per Doc.

    Each phrase is looked up by its first literal word, or by the class of its first role when it has none, and
    then matched to both sides of it.
    """

    def __init__(self, phrases: Sequence[Phrase]) -> None:
        self._by_word: dict[str, list[tuple[Phrase, int]]] = {}
        self._by_class: list[Phrase] = []
        for phrase in phrases:
            anchor = next((i for i, e in enumerate(phrase.elements) if e.words and not e.optional), None)
            if anchor is None:
                self._by_class.append(phrase)
            else:
                for word in sorted(phrase.elements[anchor].words):
                    self._by_word.setdefault(word, []).append((phrase, anchor))

    def match(self, tree: Tree, arguments: Arguments, topic: int | None) -> Iterator[Candidate]:
        """Candidates in order of their anchors. A phrase never crosses the end of a sentence or paragraph."""
        self_ending = _ending(arguments)
        for token in range(tree.size):
            for phrase, anchor in self._by_word.get(tree.lower[token], ()):
                for left in _leftwards(phrase.elements[:anchor], token, tree, arguments, self_ending, topic):
                    for right in _rightwards(phrase.elements[anchor + 1 :], token + 1, tree, arguments, topic):
                        yield from _candidates(phrase, {**left, **right}, token, arguments)
            if self._by_class and arguments.starting(token):
                for phrase in self._by_class:
                    for bound in _rightwards(phrase.elements, token, tree, arguments, topic):
                        yield from _candidates(phrase, bound, token, arguments)


def _ending(arguments: Arguments) -> dict[int, list[Filler]]:
    """Mentions by the token after their last, longest first."""
    found: dict[int, list[Filler]] = {}
    for index, entity in enumerate(arguments.entities):
        for m in entity.mentions:
            found.setdefault(m.end, []).append(Filler(index, m.start, m.end, type=entity.type, subtype=entity.subtype))
    for fillers in found.values():
        fillers.sort(key=lambda f: (f.start, f.index))
    return found


def _candidates(phrase: Phrase, bound: dict[str, Filler], token: int, arguments: Arguments) -> Iterator[Candidate]:
    for role, labels in phrase.where.items():
        if role in bound and not arguments.described_as(bound[role].index, labels):
            return
    for template in phrase.facts:
        subject, object_ = bound.get(template.subject), bound.get(template.object)
        if subject and object_ and (object_.date or subject.index != object_.index):
            qualifiers = tuple((q, bound[r]) for q, r in template.qualifiers if r in bound)
            yield Candidate(template, subject, object_, qualifiers, token, phrase.name, timed=False)


def _topic(element: Element, token: int, arguments: Arguments, topic: int | None) -> Filler | None:
    if topic is None:
        return None
    mentions = arguments.entities[topic].mentions
    last = next((m for m in reversed(mentions) if m.start <= token), mentions[0])
    return Filler(topic, last.start, last.end, type=arguments.entities[topic].type)


def _rightwards(
    elements: Sequence[Element], token: int, tree: Tree, arguments: Arguments, topic: int | None
) -> Iterator[dict[str, Filler]]:
    """Ways to match `elements` from `token` on."""
    if not elements:
        yield {}
        return
    first, rest = elements[0], elements[1:]
    if first.zero_width:
        filler = _topic(first, token, arguments, topic)
        if filler is not None:
            for bound in _rightwards(rest, token, tree, arguments, topic):
                yield {first.role: filler, **bound}
        return
    if first.optional:
        yield from _rightwards(rest, token, tree, arguments, topic)
    while token < tree.size and tree.tag[token] == "_SP" and "\n" not in tree.lower[token]:
        token += 1
    if token >= tree.size:
        return
    if first.words:
        if tree.lower[token] in first.words:
            yield from _rightwards(rest, token + 1, tree, arguments, topic)
        return
    for filler in _fillers(first, token, arguments):
        for bound in _rightwards(rest, filler.end, tree, arguments, topic):
            yield {first.role: filler, **bound}


def _fillers(element: Element, token: int, arguments: Arguments) -> Iterator[Filler]:
    """What fills a role from `token` on: the longest mention, or a date."""
    if "date" in element.accepts:
        index = arguments.date_at.get(token)
        if index is not None and arguments.dates[index].start == token:
            yield Filler(index, token, arguments.dates[index].end, date=True, type="date")
    for filler in arguments.starting(token):
        if filler.fits(element.accepts):
            yield filler
            return


def _leftwards(
    elements: Sequence[Element],
    token: int,
    tree: Tree,
    arguments: Arguments,
    ending: dict[int, list[Filler]],
    topic: int | None,
) -> Iterator[dict[str, Filler]]:
    """Ways to match `elements` so that they end before `token`."""
    if not elements:
        yield {}
        return
    last, rest = elements[-1], elements[:-1]
    if last.zero_width:
        filler = _topic(last, token, arguments, topic)
        if filler is not None:
            for bound in _leftwards(rest, token, tree, arguments, ending, topic):
                yield {**bound, last.role: filler}
        return
    if last.optional:
        yield from _leftwards(rest, token, tree, arguments, ending, topic)
    if token == 0:
        return
    if last.words:
        if tree.lower[token - 1] in last.words:
            yield from _leftwards(rest, token - 1, tree, arguments, ending, topic)
        return
    found = [f for f in ending.get(token, ()) if f.fits(last.accepts)][:1]
    if "date" in last.accepts and (index := arguments.date_at.get(token - 1)) is not None:
        date = arguments.dates[index]
        found.append(Filler(index, date.start, date.end, date=True, type="date"))
    for filler in found:
        for bound in _leftwards(rest, filler.start, tree, arguments, ending, topic):
            yield {**bound, last.role: filler}
