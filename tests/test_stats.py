from __future__ import annotations

import json

from asking import BASE, TEXTS, resolution

from kgraph.explore.stats import statistics
from kgraph.model import Resolution


def test_the_figures_of_a_small_graph():
    stats = statistics(resolution(), leaders=2)
    assert (stats.entities, stats.facts, stats.evidence) == (6, 7, 7)
    assert stats.mentions == sum(len(e.mentions) for e in resolution().entities)
    assert list(stats.classes.items()) == [("Person", 2), ("Character", 1), ("Company", 1), ("Place", 1), ("Work", 1)]
    assert stats.subclasses == {"Ballet": 1, "BalletCompany": 1, "City": 1}
    assert list(stats.properties) == sorted(stats.properties), "equally frequent: by name"
    assert sum(stats.properties.values()) == 7
    assert [(d.id, d.length, d.entities, d.facts) for d in stats.documents] == [
        ("ben", len(TEXTS["ben"]), 3, 2),
        ("dancers/ada", len(TEXTS["dancers/ada"]), 5, 5),
    ]
    assert [(x.name, x.type, x.degree) for x in stats.leaders] == [
        ("Ada Novák", "Person", 6),
        ("Ballet Nova", "BalletCompany", 2),
    ]
    assert stats.confidence == (0, 0, 0, 0, 0, 0, 1, 1, 2, 3)


def test_as_json_it_is_complete():
    data = json.loads(json.dumps(statistics(resolution()).to_json()))
    assert data["documents"] == 2
    assert data["leaders"][0] == {"iri": BASE + "person/ada-novak", "name": "Ada Novák", "type": "Person", "degree": 6}
    assert sum(b["facts"] for b in data["confidence"]) == data["facts"] == 7
    assert data["confidence"][9] == {"low": 0.9, "high": 1.0, "facts": 3}


def test_an_empty_graph_has_figures_too():
    stats = statistics(Resolution((), ()))
    assert (stats.entities, stats.facts, stats.documents, stats.leaders) == (0, 0, (), ())
    assert stats.confidence == (0,) * 10
