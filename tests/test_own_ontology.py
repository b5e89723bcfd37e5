"""Another domain, described by files alone: nothing of kgraph's code knows of ships."""

from __future__ import annotations

from pathlib import Path

import pytest

from kgraph.errors import LexiconError
from kgraph.extract import Extractor
from kgraph.lexicon import load_lexicon
from kgraph.model import Document, Literal
from kgraph.ontology import load_ontology

SEAFARING = Path(__file__).parent.parent / "notebooks" / "seafaring"


def test_facts_of_another_domain() -> None:
    extractor = Extractor(load_ontology(SEAFARING / "ontology"))
    text = (SEAFARING / "corpus" / "ebenezer-rudd.txt").read_text("utf-8")
    (extraction,) = extractor.extract([Document("rudd", "rudd.txt", text, "")])
    names = {e.id: e.name for e in extraction.entities}
    facts = {
        (names[f.subject], f.property, f.object.value if isinstance(f.object, Literal) else names[f.object])
        for f in extraction.facts
    }
    assert ("Halcyon", "launchedIn", "1841-05-04") in facts
    assert ("Halcyon", "sailedTo", "Valparaíso") in facts
    assert any(p == "commanded" and o == "Halcyon" for _, p, o in facts)
    assert not any(o == "Ardent" for _, _, o in facts), "what never happened is not a fact"


def test_all_faults_of_a_lexicon_are_reported_together(tmp_path: Path) -> None:
    """Each names its file and entry."""
    import shutil

    folder = tmp_path / "ontology"
    shutil.copytree(SEAFARING / "ontology", folder)
    frames = folder / "lexicon" / "frames" / "voyages.yaml"
    frames.write_text(
        frames.read_text("utf-8")
        + "- name: bad-property\n  verbs: drift\n  roles: {a: subj, b: obj}\n  facts: [a driftedTo b]\n"
        + "- name: bad-slot\n  verbs: drift\n  roles: {a: subject, b: obj}\n  facts: [a commanded b]\n"
        + "- name: bad-key\n  verb: drift\n  roles: {}\n  facts: []\n",
        "utf-8",
    )
    (folder / "lexicon" / "properties.yaml").write_text("sank: {time: span}\n", "utf-8")
    with pytest.raises(LexiconError) as caught:
        load_lexicon(load_ontology(folder))
    text = str(caught.value)
    for part in ("bad-property", "driftedTo", "bad-slot", "'subject'", "bad-key", "verb", "properties.yaml", "sank"):
        assert part in text
    assert len(caught.value.problems) >= 4
