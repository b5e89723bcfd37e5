"""The completeness of ontology, shapes and lexicon taken together."""

from __future__ import annotations

import ast
import re
import typing
from pathlib import Path

import pytest

import kgraph
from kgraph.lexicon import load_lexicon
from kgraph.lexicon.classes import Trait
from kgraph.lexicon.confidence import ANAPHORIC, ANY, NAMED, ConfidenceTable
from kgraph.ontology import default_folder, load_ontology

ONTOLOGY = load_ontology()
LEXICON = load_lexicon(ONTOLOGY)


@pytest.mark.parametrize("name", sorted(ONTOLOGY.properties))
def test_each_property_is_said_or_says_why_not(name: str) -> None:
    assert name in LEXICON.sayings.properties() or LEXICON.sayings.unsaid.get(name)


def test_no_property_is_exempt_and_said() -> None:
    assert not LEXICON.sayings.properties() & set(LEXICON.sayings.unsaid)


def test_pattern_families_have_one_name_each() -> None:
    """A family's confidence is looked up by its name: two frames of one name would share it unnoticed."""
    seen: dict[str, str] = {}
    files = [*sorted((default_folder() / "lexicon" / "frames").glob("*.yaml"))]
    files += [default_folder() / "lexicon" / f"{n}.yaml" for n in ("phrases", "rules", "defaults")]
    for path in files:
        for name in re.findall(r"^- name: (\S+)", path.read_text("utf-8"), re.M):
            assert name not in seen, f"{name} stands in {seen[name]} and in {path.name}"
            seen[name] = path.name


def test_confidence_speaks_of_known_families() -> None:
    sayings = LEXICON.sayings
    families = {e.name for group in (sayings.frames, sayings.phrases, sayings.rules, sayings.defaults) for e in group}
    assert {family for family, _ in LEXICON.confidence.counts} <= families | {NAMED, ANAPHORIC}


def test_a_fact_about_a_pronoun_is_no_surer_than_about_a_name() -> None:
    table = ConfidenceTable({("said", "p"): (8, 2), (NAMED, ANY): (90, 10), (ANAPHORIC, ANY): (60, 40)})
    assert table.of("said", "p") > table.of("said", "p", anaphoric=True)
    assert ConfidenceTable().of("said", "p") == ConfidenceTable().of("said", "p", anaphoric=True)


def test_no_property_is_spelled_in_the_code() -> None:
    """What the ontology names stays in the ontology's folder; a word that is a trait of classes, too, is no name."""
    package = Path(kgraph.__file__).parent
    names = set(ONTOLOGY.properties) - set(typing.get_args(Trait))
    spelled = {
        f"{path.relative_to(package)}: {node.value}"
        for path in sorted(package.rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Constant) and node.value in names
    }
    assert spelled == set()


def test_confidence_is_a_share() -> None:
    table = LEXICON.confidence
    for family, name in table.counts:
        assert 0 < table.of(family, name) < 1
    assert 0 < table.of("a family that nobody measured", "x") < 1
