"""The component ``kgraph_coref``: from mentions to entities, within one Doc."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from spacy.language import Language
from spacy.tokens import Doc

from kgraph.extract.coreference.chain import Chain
from kgraph.extract.coreference.chains import NameChainer
from kgraph.extract.coreference.kinds import Kinds
from kgraph.extract.coreference.people import parse_name
from kgraph.extract.coreference.personchains import PersonChainer
from kgraph.extract.coreference.plurals import PluralResolver
from kgraph.extract.coreference.pronouns import Pronoun, find_pronouns
from kgraph.extract.coreference.reading import Reading
from kgraph.extract.coreference.resolver import PersonResolver
from kgraph.extract.coreference.shortforms import name_words
from kgraph.extract.coreference.speech import FIRST_PERSON, only_speaker
from kgraph.extract.coreference.thingchains import ThingChainer
from kgraph.extract.coreference.things import ThingResolver
from kgraph.extract.tokens import DocEntity, TokenMention, register_extensions
from kgraph.lexicon import load_lexicon
from kgraph.lexicon.classes import ClassLexicon
from kgraph.lexicon.words import Words
from kgraph.ontology import load_ontology

#: Relative pronouns that stand for people only.
_PERSONAL = frozenset({"who", "whom"})


class CoreferenceResolver:
    """Computes the entities of a Doc from its mentions, and writes them to ``doc._.entities``.

    Parameters
    ----------
    classes
        Which class is that of human beings, which names are titles, what kinds of thing a name can say.
    words
        Nouns for people.
    """

    def __init__(self, classes: ClassLexicon, words: Words) -> None:
        person, role = classes.traits.get("person"), classes.traits.get("role")
        self._person = person.type if person else ""
        human_like = [sense.type for sense in (person, role) if sense is not None]
        self._human_like = frozenset(human_like)
        titled, country = classes.traits.get("title"), classes.traits.get("country")
        self._titles = classes.titles
        kinds = Kinds(classes.parents)
        things = ThingChainer(
            kinds, [titled.type] if titled else [], {key[-1] for key in classes.heads}, country.type if country else ""
        )
        self._chainer = NameChainer(human_like, kinds, PersonChainer(classes.titles), things, classes.titles)
        self._people = PersonResolver(self._person, human_like, words.person_nouns, words.given_names)
        self._plurals = PluralResolver(self._person, words.person_nouns)
        self._things = ThingResolver(
            human_like,
            {key[0]: senses for key, senses in classes.nouns.items() if len(key) == 1},
            {**classes.hints, **classes.frames},
            classes.parents,
            words.person_nouns,
        )

    def __call__(self, doc: Doc) -> Doc:
        """Write ``doc._.entities``."""
        doc._.entities = self.resolve(doc, doc._.mentions)
        return doc

    def resolve(self, doc: Doc, mentions: Sequence[TokenMention]) -> tuple[DocEntity, ...]:
        """The entities of a Doc by first mention.

        Parameters
        ----------
        doc
            With a dependency parse.
        mentions
            By position.
        """
        if not mentions:
            return ()
        reading = Reading(doc)
        chains = self._chainer.chain(reading, mentions)
        names = {i for chain in chains for m in chain.mentions if m.kind == "name" for i in range(m.start, m.end)}
        pronouns = find_pronouns(reading, names)
        topic = self._people.resolve(reading, chains, pronouns, names)
        self._plurals.resolve(reading, chains, names, topic)
        self._things.resolve(reading, chains, pronouns, names)
        self._add_relatives(reading, chains, [p for p in pronouns if p.form.kind == "relative"])
        self._add_speakers(reading, chains)
        entities = [self._entity(chain) for chain in chains if not chain.phantom]
        return tuple(sorted(entities, key=lambda e: (e.mentions[0], e.type, e.name)))

    def _add_relatives(self, reading: Reading, chains: Sequence[Chain], pronouns: Sequence[Pronoun]) -> None:
        """Add relative pronouns to the chains of the names before them."""
        tree = reading.tree
        home: dict[int, Chain] = {}
        for chain in chains:
            for mention in chain.mentions:
                if mention.kind in {"name", "nominal"} and not chain.phantom:
                    home[reading.root(mention.start, mention.end)] = chain
        for pronoun in pronouns:
            noun = tree.antecedent(pronoun.token)
            found = home.get(noun) if noun is not None else None
            if found is None or (tree.lower[pronoun.token] in _PERSONAL) > (found.type in self._human_like):
                continue
            start = pronoun.token
            found.mentions.append(TokenMention(start, start + 1, found.type, "pronoun", tree.lower[start]))

    def _add_speakers(self, reading: Reading, chains: Sequence[Chain]) -> None:
        """Add the "I" and "my" of quotations to the chains of those who say them."""
        home: dict[int, Chain] = {}
        for chain in chains:
            if chain.type == self._person and not chain.phantom:
                for mention in chain.mentions:
                    home[reading.root(mention.start, mention.end)] = chain
        default = only_speaker(home, reading.speaker)
        for i, word in enumerate(reading.tree.lower):
            if word in FIRST_PERSON and reading.quoted[i]:
                speaker = reading.speaker[i] if reading.speaker[i] >= 0 else default
                if speaker in home:
                    chain = home[speaker]
                    chain.mentions.append(TokenMention(i, i + 1, chain.type, "pronoun", word))

    def _entity(self, chain: Chain) -> DocEntity:
        mentions = tuple(sorted(chain.mentions))
        named = [m for m in mentions if m.kind not in {"pronoun", "nominal"}]
        proper = [m for m in named if m.kind == "name"] or named
        proper = [m for m in proper if m.name not in chain.secondary] or proper
        name = max(proper, key=lambda m: (self._fullness(m), -m.start)).name
        subtypes = Counter(m.subtype for m in named if m.subtype)
        return DocEntity(
            type=chain.type,
            name=name,
            aliases=tuple(sorted({m.name for m in named} - {name})),
            mentions=mentions,
            subtype=min(subtypes, key=lambda s: (-subtypes[s], s)) if subtypes else "",
            gender=chain.gender if chain.type == self._person and _is_certain(chain, proper) else "",
        )

    def _fullness(self, mention: TokenMention) -> tuple[int, int]:
        """How much of a name a mention has: its words, then its letters."""
        if mention.type == self._person:
            parts = parse_name(mention.name, self._titles)
            return len(parts.words) + bool(parts.suffix), len("".join(parts.words))
        return len(name_words(mention.name)), len(mention.name)


def _is_certain(chain: Chain, names: Sequence[TokenMention]) -> bool:
    """Whether more than a single name tells the gender, since a surname may look like a given name ("Falk")."""
    return chain.sure or any(" " in m.name for m in names)


@Language.factory(
    "kgraph_coref",
    assigns=["doc._.entities"],
    requires=["doc._.mentions", "token.dep", "token.lemma"],
    default_config={"ontology": None},
)
def create_coreference_resolver(nlp: Language, name: str, ontology: str | None) -> CoreferenceResolver:
    """Make the component for a pipeline that has a tagger, a parser and a lemmatiser.

    Parameters
    ----------
    ontology
        The ontology's folder, with its lexicon; the packaged one when None.
    """
    register_extensions()
    lexicon = load_lexicon(load_ontology(Path(ontology) if ontology else None))
    return CoreferenceResolver(lexicon.classes, lexicon.words)
