"""A small graph to ask: as Turtle written by hand to the contract, and as the model's data."""

from __future__ import annotations

import re
from pathlib import Path

from kgraph.model import Entity, EntityMention, Evidence, Fact, Literal, Resolution, Source, Span

BASE = "https://w3id.org/kgraph/resource/"

TEXTS = {
    "dancers/ada": (
        "Ada Novák danced with Ballet Nova from 1995 to 1999. She was born in Brno on 2 March 1970. "
        "In 1996 Novak danced Giselle in Giselle."
    ),
    "ben": "Ben Okri & sons, a <b>baritone</b>, married Ada Novak in 2001. Ballet Nova was founded by Ben Okri.",
}

_ENTITIES = {
    "person/ada-novak": ("Person", "", "Ada Novák", ("Ada Novak", "Novak")),
    "person/ben-okri": ("Person", "", "Ben Okri", ()),
    "company/ballet-nova": ("Company", "BalletCompany", "Ballet Nova", ()),
    "place/brno": ("Place", "City", "Brno", ()),
    "work/giselle": ("Work", "Ballet", "Giselle", ()),
    "character/giselle": ("Character", "", "Giselle", ()),
}

# subject, property, object, document, characters of the subject and object (n-th occurrence), confidence, qualifiers
_FACTS = (
    ("person/ada-novak", "memberOf", "company/ballet-nova", "dancers/ada", "Ada Novák", "Ballet Nova", 0.91,
     {"startDate": "1995", "endDate": "1999"}),
    ("person/ada-novak", "birthPlace", "place/brno", "dancers/ada", "She", "Brno", 0.88, {}),
    ("person/ada-novak", "birthDate", Literal("1970-03-02"), "dancers/ada", "She", "2 March 1970", 0.95, {}),
    ("person/ada-novak", "performedIn", "work/giselle", "dancers/ada", "Novak", "Giselle.", 0.7,
     {"date": "1996", "role": "Giselle"}),
    ("person/ada-novak", "performedRole", "character/giselle", "dancers/ada", "Novak", "Giselle", 0.62, {}),
    ("person/ben-okri", "spouse", "person/ada-novak", "ben", "Ben Okri", "Ada Novak", 0.9, {"date": "2001"}),
    ("company/ballet-nova", "founder", "person/ben-okri", "ben", "Ballet Nova", "Ben Okri.", 0.83, {}),
)  # fmt: skip


def _span(text: str, words: str, within: Span) -> Span:
    start = text.index(words, within.start)
    assert start + len(words) <= within.end
    return Span(start, start + len(words.rstrip(".")))


def _sentence(text: str, subject: str, target: str) -> Span:
    for match in re.finditer(r"[^.]+\.", text):
        if subject in match[0] and target in match[0]:
            start = match.start() + len(match[0]) - len(match[0].lstrip())
            return Span(start, match.end())
    raise AssertionError((subject, target))


def _evidence(document: str, subject: str, target: str, confidence: float, qualifiers: dict[str, str]) -> Evidence:
    text = TEXTS[document]
    sentence = _sentence(text, subject, target)
    return Evidence(
        document,
        _span(text, subject, sentence),
        _span(text, target, sentence),
        sentence,
        text[sentence.start : sentence.end],
        confidence,
        tuple(sorted(qualifiers.items())),
    )


def resolution() -> Resolution:
    """Six entities and seven facts of two documents, every span correct."""
    mentions: dict[str, set[tuple[str, Span, str]]] = {path: set() for path in _ENTITIES}
    facts = []
    for subject, prop, target, document, subject_words, target_words, confidence, qualifiers in _FACTS:
        evidence = _evidence(document, subject_words, target_words, confidence, qualifiers)
        text = TEXTS[document]
        for end, span in ((subject, evidence.subject_span), (target, evidence.object_span)):
            if isinstance(end, str):
                mentions[end].add((document, span, text[span.start : span.end]))
        end = target if isinstance(target, Literal) else BASE + target
        facts.append(Fact(BASE + subject, prop, end, (evidence,)))
    entities = [
        Entity(
            BASE + path,
            kind,
            label,
            aliases,
            tuple(EntityMention(d, s, words, words == "She") for d, s, words in sorted(mentions[path])),
            subtype,
        )
        for path, (kind, subtype, label, aliases) in sorted(_ENTITIES.items())
    ]
    facts.sort(key=lambda f: (f.subject, f.property, str(f.object)))
    sources = tuple(Source(name, f"{name}.txt", "0" * 64, len(text)) for name, text in sorted(TEXTS.items()))
    return Resolution(tuple(entities), tuple(facts), sources)


PREFIXES = """\
@base <https://w3id.org/kgraph/resource/> .
@prefix pa: <https://w3id.org/kgraph/performing-arts#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""

GRAPH = (
    PREFIXES
    + """
<person/ada-novak> a pa:Person ; rdfs:label "Ada Novák" ; skos:altLabel "Ada Novak" , "Novak" ;
    pa:birthDate "1970-03-02"^^xsd:date ; pa:birthPlace <place/brno> ; pa:memberOf <company/ballet-nova> ;
    pa:performedIn <work/giselle> ; pa:performedRole <character/giselle> .
<person/ben-okri> a pa:Person ; rdfs:label "Ben Okri" ; pa:birthDate "1968"^^xsd:gYear ; pa:spouse <person/ada-novak> .
<person/cleo> a pa:Person ; rdfs:label "Cleo \\"Zip\\", Jr" ; pa:birthDate "1970-02"^^xsd:gYearMonth .
<company/ballet-nova> a pa:BalletCompany ; rdfs:label "Ballet Nova" ; pa:founder <person/ben-okri> ;
    pa:locatedIn <place/brno> .
<place/brno> a pa:City ; rdfs:label "Brno" ; pa:locatedIn <place/moravia> .
<place/moravia> a pa:Region ; rdfs:label "Moravia" .
<work/giselle> a pa:Ballet ; rdfs:label "Giselle" ; pa:choreographer <person/cleo> .
<character/giselle> a pa:Character ; rdfs:label "Giselle" ; pa:characterIn <work/giselle> .
"""
)

EVIDENCE = (
    PREFIXES
    + """
<statement/1> a rdf:Statement ; rdf:subject <person/ada-novak> ; rdf:predicate pa:memberOf ;
    rdf:object <company/ballet-nova> ; pa:confidence 0.91 ; pa:startDate "1995"^^xsd:gYear .
<statement/2> a rdf:Statement ; rdf:subject <person/ben-okri> ; rdf:predicate pa:spouse ;
    rdf:object <person/ada-novak> ; pa:confidence 0.9 .
"""
)


def write_by_hand(folder: Path) -> Path:
    """A build that no code of kgraph wrote: the larger of the two graphs, evidence for two facts."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "graph.ttl").write_text(GRAPH, "utf-8")
    (folder / "evidence.ttl").write_text(EVIDENCE, "utf-8")
    return folder


def write_resolved(folder: Path) -> Path:
    """A build of `resolution`, written by kgraph."""
    from kgraph.ontology import load_ontology
    from kgraph.rdf import write_evidence, write_graph

    folder.mkdir(parents=True, exist_ok=True)
    for name, write in (("graph.ttl", write_graph), ("evidence.ttl", write_evidence)):
        with (folder / name).open("w", encoding="utf-8", newline="") as stream:
            write(stream, resolution(), load_ontology())
    return folder
