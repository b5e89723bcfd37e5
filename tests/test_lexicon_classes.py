"""The lexicon's parts about names and words: what they read, and how they report what does not fit."""

from __future__ import annotations

from pathlib import Path

import pytest

from kgraph.lexicon import classes, gazetteer, words
from kgraph.lexicon.classes import Sense
from kgraph.ontology import Ontology, OntologyClass, load_ontology

COLUMNS = "name\ttype\tsubtype\taliases\tambiguous\tgender"
CLASSES = """
shared-names:
  - [Vessel, Yard]
classes:
  Vessel:
    traits: [title]
    heads: [Princess]
    nouns: [ship, "steam ship"]
    frames: {aboard: ["*"], object: [launch]}
    titular: [flagship]
  Yard:
    prior: -0.5
    ner: {ORG: 1.0}
    opens: [Yard of]
    leads: [dock]
    complete: true
    next: {in: [Vessel]}
  Schooner:
    type: Vessel
    nouns: [schooner]
"""


@pytest.fixture
def ships(tmp_path: Path) -> Ontology:
    """Vessels, of which schooners are some, and yards; a folder without a lexicon yet."""
    (tmp_path / "lexicon").mkdir()
    (tmp_path / "gazetteer").mkdir()
    names = {"Vessel": (), "Yard": (), "Schooner": ("Vessel",)}
    found = {name: OntologyClass(name, name, "", parents) for name, parents in names.items()}
    return Ontology(tmp_path, "https://example.org/ships#", "ships", "", found, {})


def write(ontology: Ontology, name: str, text: str) -> None:
    (ontology.folder / name).write_text(text, "utf-8")


def test_classes_become_tables(ships: Ontology) -> None:
    write(ships, "lexicon/classes.yaml", CLASSES)
    problems: list[str] = []
    lexicon = classes.load(ships.folder, ships, problems)
    assert problems == []
    assert lexicon.traits == {"title": Sense("Vessel")}
    assert lexicon.heads == {("princess",): (Sense("Vessel"),)}
    assert lexicon.opens == {("yard", "of"): (Sense("Yard"),)}
    assert lexicon.leads == {"dock"}
    assert lexicon.nouns[("schooner",)] == (Sense("Vessel", "Schooner"),)
    assert lexicon.nouns[("steam", "ship")] == (Sense("Vessel"),)
    assert lexicon.frames[("aboard", "*")] == (Sense("Vessel"),)
    assert lexicon.next == {("Vessel", "in"): (Sense("Yard"),)}
    assert lexicon.titular == {("flagship",): (Sense("Vessel"), "Yard")}
    assert lexicon.shared == {frozenset({"Vessel", "Yard"})}
    assert lexicon.complete == {"Yard"}
    assert lexicon.priors == {"Vessel": 0.0, "Yard": -0.5}
    assert lexicon.ner == {"ORG": (("Yard", 1.0),)}


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("  Yard:\n", "  Dock:\n", "'Dock' is not a class of the ontology"),
        ("type: Vessel", "type: Yard", "Schooner: is not a sub-class of 'Yard' in the ontology"),
        ("type: Vessel", "type: Boat", "Schooner: its type 'Boat' is not a class of this file"),
        ("[Vessel, Yard]", "[Vessel, Pier]", "shared-names: 'Pier' is not a class of this file"),
        ("    prior: -0.5\n", "    traits: [title]\n", "Yard: only one class may have the trait 'title'"),
        ("next: {in: [Vessel]}", "next: {in: [Boat]}", "Yard: 'Boat' after 'in' is not a class of this file"),
        ("    prior: -0.5\n", "    titles: {m: [Captain]}\n", "Yard: titles belong to the class with the trait"),
        ("    complete: true\n", "    compleat: true\n", "classes.Yard.compleat: unknown key"),
        ("  - [Vessel, Yard]\n", "  []\n", "Vessel: is titular, but shares its name with no class"),
    ],
)
def test_faults_of_classes_are_named(ships: Ontology, old: str, new: str, problem: str) -> None:
    assert old in CLASSES
    write(ships, "lexicon/classes.yaml", CLASSES.replace(old, new, 1))
    problems: list[str] = []
    lexicon = classes.load(ships.folder, ships, problems)
    assert any(problem in line and line.startswith("classes.yaml: ") for line in problems), problems
    assert lexicon == classes.ClassLexicon()


def test_classes_are_needed(ships: Ontology) -> None:
    problems: list[str] = []
    classes.load(ships.folder, ships, problems)
    assert problems == ["classes.yaml: missing: mentions cannot be typed without it"]


def test_gazetteer_reads_all_columns(ships: Ontology) -> None:
    write(
        ships,
        "gazetteer/vessels.tsv",
        f"# ships\n{COLUMNS}\nHalcyon\tVessel\tSchooner\tThe Halcyon | SV Halcyon\tyes\tf\n",
    )
    problems: list[str] = []
    (entry,) = gazetteer.load(ships.folder, ships, problems).entries
    assert problems == []
    assert entry.forms == ("Halcyon", "The Halcyon", "SV Halcyon")
    assert (entry.type, entry.subtype, entry.ambiguous, entry.gender) == ("Vessel", "Schooner", True, "f")


def test_faults_of_the_gazetteer_are_named(ships: Ontology) -> None:
    rows = [
        "name\ttype\tsubtype\taliases\tambiguous\tgender",
        "A\tBoat",
        "\tVessel",
        "B\tVessel\tRaft\t\tmaybe\tx",
        "C\tYard",
    ]
    write(ships, "gazetteer/vessels.tsv", "\n".join(rows))
    problems: list[str] = []
    assert [entry.forms[0] for entry in gazetteer.load(ships.folder, ships, problems).entries] == ["C"]
    assert problems == [
        "vessels.tsv:2: type 'Boat' is not a class of the ontology",
        "vessels.tsv:3: no name",
        "vessels.tsv:4: subtype 'Raft' is not a class of the ontology",
        "vessels.tsv:4: gender 'x' is none of f, m, n, u",
        "vessels.tsv:4: ambiguous is 'maybe', not 'yes' or empty",
    ]


def test_words_are_folded_and_split(ships: Ontology) -> None:
    write(
        ships,
        "lexicon/occupations.yaml",
        "heads: [mate, mezzo-soprano]\nmodifiers: [first]\n"
        "compounds: [master of the music]\nvariants: {capt.: captain}\n",
    )
    write(ships, "lexicon/given-names.tsv", "name\tgender\nZoë\tf\n")
    write(ships, "lexicon/demonyms.tsv", "form\tcountry\tkinds\nDutch\tNetherlands\tadj\nPole\tPoland\tnoun\n")
    write(ships, "lexicon/person-nouns.tsv", "noun\tgender\nwidow\tf\n")
    problems: list[str] = []
    found = words.load(ships.folder, ships, problems)
    assert problems == []
    assert found.occupation_heads == {"mate"}
    assert found.occupation_compounds == {("mezzo", "-", "soprano"), ("master", "of", "the", "music")}
    assert found.occupation_variants == {("capt.",): "captain"}
    assert found.given_names == {"zoe": "f"}
    assert found.person_nouns == {"widow": "f"}
    assert (found.demonyms["Dutch"].adjective, found.demonyms["Dutch"].noun) == (True, False)
    assert (found.demonyms["Pole"].country, found.demonyms["Pole"].adjective) == ("Poland", False)


def test_faults_of_words_are_named(ships: Ontology) -> None:
    write(ships, "lexicon/occupations.yaml", "head: [mate]\n")
    write(ships, "lexicon/given-names.tsv", "name\tgender\nZoë\tfemale\n")
    write(ships, "lexicon/demonyms.tsv", "form\tcountry\tkinds\nDutch\tNetherlands\tverb\nPole\t\tnoun\n")
    problems: list[str] = []
    words.load(ships.folder, ships, problems)
    assert problems == [
        "occupations.yaml: heads: Field required",
        "occupations.yaml: head: unknown key (known: compounds, heads, modifiers, ranks, variants)",
        "demonyms.tsv:2: kinds 'verb' is none of adj, noun, both",
        "demonyms.tsv:3: 'Pole' has no country",
        "given-names.tsv:2: gender 'female' is none of f, m, u",
    ]


def test_a_missing_word_list_is_no_fault(ships: Ontology) -> None:
    problems: list[str] = []
    assert words.load(ships.folder, ships, problems) == words.Words()
    assert gazetteer.load(ships.folder, ships, problems).entries == ()
    assert problems == []


@pytest.mark.parametrize(
    ("text", "folded"), [("Théâtre", "theatre"), ("L’Oiseau", "l'oiseau"), ("STRAẞE", "strasse"), ("Dvořák", "dvorak")]
)
def test_fold(text: str, folded: str) -> None:
    assert words.fold(text) == folded


def test_the_packaged_lexicon_covers_the_types() -> None:
    """Every class that facts are about can be recognised."""
    ontology = load_ontology()
    problems: list[str] = []
    lexicon = classes.load(ontology.folder, ontology, problems)
    assert problems == []
    named = {c for p in ontology.properties.values() for c in (*p.domain, *p.range) if c in ontology.classes}
    uncued = {c for c in named if not any(ontology.is_a(t, c) or ontology.is_a(c, t) for t in lexicon.priors)}
    assert uncued == set()
