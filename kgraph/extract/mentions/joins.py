"""Whether two runs with "of", "and", a possessive … between them are one name or two."""

from __future__ import annotations

from kgraph.extract.mentions.gazetteer import GazetteerIndex
from kgraph.extract.mentions.shapes import ARTICLES, CONNECTORS, EPITHETS, English, Shape
from kgraph.extract.mentions.view import View
from kgraph.lexicon.classes import ClassLexicon
from kgraph.lexicon.words import Words
from kgraph.text import word_set

POSSESSIVE = frozenset({"'s", "’s", "'", "’"})
_GROUPS = frozenset({"ORG", "FAC", "EVENT", "LAW"})
_NAMED = frozenset({"PERSON", "GPE", "NORP", "LOC"})
_ROYAL = word_set("king queen people children women men majesty artists actors players saint workers prince princess")
_ARTS = frozenset({"arts", "art", "drama", "speech", "music", "dance", "design", "science", "crafts", "letters"})


class Joiner:
    """Decides on the joints of a chain of runs."""

    def __init__(self, classes: ClassLexicon, words: Words, gazetteer: GazetteerIndex, english: English) -> None:
        self._classes = classes
        self._words = words
        self._gazetteer = gazetteer
        self._english = english
        self._heads = frozenset(key[-1] for key in classes.heads)
        self._of_opens: dict[tuple[str, ...], list[tuple[str, ...]]] = {}
        for key in classes.opens:
            if "of" in key:
                of = key.index("of")
                self._of_opens.setdefault(key[:of], []).append(key[of + 1 :])
        self._titles = {sense.type for trait, sense in classes.traits.items() if trait == "title"}
        self._own = self._words.occupation_modifiers | self._words.person_nouns.keys() | classes.titles.keys()
        self._fields = self._heads | words.occupation_modifiers | _ARTS

    def following(self, view: View, end: int) -> int | None:
        """Where the next run of a chain begins, after connecting words or a possessive; None if there is none."""
        shapes, folded, count = view.shapes, view.folded, view.count
        j = end
        if j < count and view.texts[j] in POSSESSIVE and (view.glued[j] or len(view.texts[j]) > 1):
            j += 1
        else:
            while j < count and j - end < 3 and folded[j] in CONNECTORS and shapes[j] in (Shape.LOWER, Shape.OTHER):
                j += 1
        if j == end or j >= count or view.starts[j]:
            return None
        if shapes[j] in (Shape.CAPITAL, Shape.INITIAL) or (
            shapes[j] == Shape.STOP and j + 1 < count and shapes[j + 1] == Shape.CAPITAL
        ):
            return j
        return None

    def joined(
        self, view: View, start: int, end: int, nxt: int, nxt_end: int, spans: dict[int, tuple[int, str]]
    ) -> bool:
        """Whether the runs [start, end) and [nxt, nxt_end) are one name.

        Parameters
        ----------
        spans
            spaCy's entities: start → (end, label).
        """
        folded = view.folded
        link = folded[end]
        if view.texts[end] in POSSESSIVE:
            ent_end, label = spans.get(start, (0, ""))
            if ent_end >= nxt_end and (
                label in ("EVENT", "FAC") or (label == "ORG" and folded[start] in self._words.given_names)
            ):
                return True
            return self._possessive(view, start, end, nxt, nxt_end)
        titled = view.shapes[start] == Shape.STOP  # a capitalised "The", "Into" … within the sentence begins a title
        institution = any(word in self._heads for word in folded[start:end])
        if link == "of" and not titled and self._ends_before_of(view, start, end, nxt, nxt_end):
            return False
        if view.shapes[nxt] == Shape.STOP and folded[nxt] in ARTICLES and not titled:
            return False
        if link == "the" and nxt - end == 1 and nxt_end - nxt == 1 and folded[nxt] in EPITHETS:
            return True
        if self._recognised(view, start, end, nxt, nxt_end, spans):
            return True
        if link == "of":
            if institution or titled or self._opens(folded, start, end):
                return True
            return self._plain(view, start, end) and not (view.initial[start] and end - start == 1)
        if link == "and":
            if self.one_subject(view, start, end, nxt, nxt_end) or self._paired(view, start, end, nxt, nxt_end):
                return True
            if nxt - end == 1 and self._field_pair(view, end, nxt) and (institution or "of" in folded[start:end]):
                return True
            return titled and (nxt - end == 2 or self._plain(view, nxt, nxt_end))
        if link == "for" and institution:
            return view.labels[nxt] != "PERSON" and folded[nxt] not in folded[start:end]
        if link == "in" and institution and "for" in folded[start:end] and not view.labels[nxt]:
            return self._plain(view, nxt, nxt_end)
        if institution or link == "by" or self._institution(folded, nxt, nxt_end):
            return False
        if link != "and" and self._gazetteer.exact(view.words(nxt, nxt_end)):
            return False
        if titled:
            return nxt - end > 1 or self._plain(view, start + 1, end)
        return not view.initial[start] and self._plain(view, start, end) and self._plain(view, nxt, nxt_end)

    def one_subject(self, view: View, start: int, end: int, nxt: int, nxt_end: int) -> bool:
        """Whether two runs with "and" are the subject of a verb in the singular: "Strike and Hunger was banned"."""
        subject = view.root(start, nxt_end)
        if (
            subject >= end
            or view.deps[subject] not in ("nsubj", "nsubjpass")
            or view.heads[view.root(nxt, nxt_end)] < start
        ):
            return False
        verb = view.heads[subject]
        if verb < nxt_end or any(view.folded[i] in self._words.given_names for i in (start, nxt)):
            return False
        if any(view.labels[i] == "PERSON" and not self._english.knows(view.folded[i]) for i in (start, nxt)):
            return False
        forms = [verb, *(c for c in view.children[verb] if view.deps[c] in ("aux", "auxpass") and c > subject)]
        return any(view.tags[i] == "VBZ" or view.folded[i] == "was" for i in forms)

    def _paired(self, view: View, start: int, end: int, nxt: int, nxt_end: int) -> bool:
        """Whether two English nouns with "and" are a title: "Bread and Bullet", where neither is a name itself."""
        if view.initial[start] or nxt - end > 1 or end - start > 1 or nxt_end - nxt > 1:
            return False
        if any((view.folded[i],) in self._classes.heads or view.folded[i] in self._own for i in (start, nxt)):
            return False
        if any("noun" not in self._english.parts(view.folded[i]) for i in (start, nxt)):
            return False
        return not any(
            view.folded[i] in self._words.given_names
            or view.labels[i] in ("GPE", "NORP", "LOC")
            or self._gazetteer.exact((view.folded[i],))
            for i in (start, nxt)
        )

    def _recognised(
        self, view: View, start: int, end: int, nxt: int, nxt_end: int, spans: dict[int, tuple[int, str]]
    ) -> bool:
        """Whether spaCy has both runs in one entity, and what it says is to be believed."""
        link = view.folded[end]
        for s in (start, start - 1):
            ent_end, label = spans.get(s, (0, ""))
            if ent_end >= nxt_end:
                if label == "WORK_OF_ART" and link != "by" and not self._institution(view.folded, nxt, nxt_end):
                    return True
                pair = link == "and" and nxt - end == 1 and self._field_pair(view, end, nxt)
                if label in _GROUPS and (pair or link in ("of", "for", "&")):
                    named = any(word in self._heads for word in view.folded[start:end])
                    return named or self._plain(view, start, end)
        return False

    def _opens(self, folded: list[str], start: int, end: int) -> bool:
        """Whether a phrase of the lexicon that begins names reaches over the "of" at `end`: "Order of", "Knight of"."""
        for s in range(start, end):
            for rest in self._of_opens.get(tuple(folded[s:end]), ()):
                if tuple(folded[end + 1 : end + 1 + len(rest)]) == rest:
                    return True
        return False

    def _institution(self, folded: list[str], start: int, end: int) -> bool:
        """Whether a run ends or begins as names of the lexicon's classes do: "Gate Theatre", "Teatro Colón"."""
        return folded[end - 1] in self._heads or (folded[start],) in self._classes.opens

    def _ends_before_of(self, view: View, start: int, end: int, nxt: int, nxt_end: int) -> bool:
        """Whether a name ends before "of": a title or office, a prize all told: "the Erasmus Prize | of the …"."""
        if end - start == 1 and nxt_end < view.count and view.folded[nxt_end] == "of":
            opens = self._classes.opens  # "a Knight | of the Order of the Elephant"
            if (view.folded[nxt], "of") in opens and (view.folded[start], "of") in opens:
                return True
        left = view.folded[end - 1]
        if left in self._words.person_nouns or left in self._words.occupation_heads or left in self._classes.titles:
            return not self._opens(view.folded, start, end)
        if view.folded[end + 1] != "the" or end - start < 2 or not self._complete(view, start, end):
            return False
        return not self._is_country(view, nxt, nxt_end)

    def _complete(self, view: View, start: int, end: int) -> bool:
        """Whether the words are the whole name of a thing of a class whose names end with their head."""
        last = self._classes.heads.get((view.folded[end - 1],), ())
        first = self._classes.opens.get((view.folded[start],), ())
        return any(senses and all(s.type in self._classes.complete for s in senses) for senses in (last, first))

    def _is_country(self, view: View, start: int, end: int) -> bool:
        """Whether a run is, by the lexicon or for spaCy, a thing of the class of countries."""
        land = self._classes.traits.get("country")
        if land is None:
            return False
        entries = self._gazetteer.exact(view.words(start, end))
        if any(entry.type == land.type for entry in entries):
            return True
        said = self._classes.ner.get(view.labels[start], ())
        likely = max(said, key=lambda pair: pair[1], default=("", 0.0))[0]
        return land.type == likely or any(
            s.type == land.type for s in self._classes.heads.get((view.folded[end - 1],), ())
        )

    def _field_pair(self, view: View, end: int, nxt: int) -> bool:
        """Whether "and" joins two arts: "Music and Drama"."""
        return view.folded[end - 1] in self._fields and view.folded[nxt] in self._fields

    def _plain(self, view: View, start: int, end: int) -> bool:
        """Whether all words of a run are English common words, none of them a person or place for spaCy."""
        return all(
            self._english.knows(view.folded[i])
            and view.folded[i] not in self._words.given_names
            and view.labels[i] not in _NAMED
            for i in range(start, end)
        )

    def _possessive(self, view: View, start: int, end: int, nxt: int, nxt_end: int) -> bool:
        folded = view.folded
        titled = view.shapes[start] == Shape.STOP
        if view.shapes[nxt] == Shape.STOP or self._gazetteer.exact(view.words(nxt, nxt_end)):
            return False
        if titled:
            return folded[start] in ARTICLES or end - start > 1
        owner = folded[end - 1]
        if owner in _ROYAL:
            return True
        if nxt_end - nxt == 1 and folded[nxt] in self._classes.titles:
            return False
        saint = folded[start] in ("st", "st.", "saint")
        if end - start > 1 and not (saint and end - start == 2):
            return False
        if folded[nxt_end - 1] in self._heads and nxt_end - nxt <= 2:
            return saint or not self._titles & {s.type for s in self._classes.heads.get((folded[nxt_end - 1],), ())}
        known = self._english.knows(owner) or owner in self._words.given_names
        return known and self._plain(view, nxt, nxt_end) and nxt_end - nxt == 1
