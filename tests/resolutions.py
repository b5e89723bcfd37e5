"""Resolved corpora for tests of the formats: a small one with everything that has ever been special, and any."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from documents import extraction, person, source, thing
from hypothesis import strategies as st

from kgraph.decisions.record import DECISIONS_FILE, write_decisions
from kgraph.edtf import interval
from kgraph.iris import DEFAULT_BASE
from kgraph.model import Extraction, Resolution
from kgraph.ontology import Ontology, load_ontology
from kgraph.rdf import EVIDENCE_FILE, GRAPH_FILE, write_evidence, write_graph
from kgraph.resolve import resolve

ONTOLOGY: Ontology = load_ontology()

#: Names that have broken serialisers: quotes, markup, emoji, scripts that run from right to left, controls.
NASTY = (
    'Zoë "Zed" \\O\'Neil\\ <b>&amp;',
    "\U0001f9d1\u200d\U0001f3a4 Star \U0001f1eb\U0001f1f7",
    "محمد عبده",
    "שלמה \u202eevil\u202c",
    "Ctrl\x01\x0b\x1fName",
    "Semi;colon | pipe\tand =SUM(A1)",
    "Line\nbreak\rreturn",
    "]]> ]] -- --> <!--",
    "\ufffe\uffff\x7f\x85\u2028",
    "山田太郎",
)

DOCUMENTS: tuple[Extraction, ...] = (
    extraction(
        "dancers/anna lind#1",
        person("Anna Lind", "Lind", gender="f", pronouns=["She", "her"]),
        thing("Royal Ballet", "Company", "the company", subtype="BalletCompany"),
        thing("Giselle", "Work", subtype="Ballet"),
        thing("Paris", "Place", subtype="City"),
        *(person(name) for name in NASTY),
        facts=[
            ("Anna Lind", "birthDate", "1970-03-02"),
            ("Anna Lind", "deathDate", "2001"),
            ("Anna Lind", "memberOf", "Royal Ballet", {"startDate": "1990", "endDate": "1999-05", "rank": 'first "x"'}),
            ("Anna Lind", "performedIn", "Giselle", {"role": "Myrtha", "venue": "Ctrl\x01 & Co"}, 0.61),
            ("Anna Lind", "birthPlace", "Paris"),
            *(("Anna Lind", "collaboratedWith", name) for name in NASTY),
        ],
    ),
    extraction(
        "b",
        person("Anna Lind"),
        thing("Royal Ballet", "Company"),
        thing("Giselle", "Character"),
        thing("Giselle", "Work"),
        thing("Scala", "Venue"),
        thing("Nessa", "Work"),
        thing("ballet dancer", "Occupation"),
        facts=[
            ("Anna Lind", "memberOf", "Royal Ballet", {"startDate": "1990-09", "rank": "étoile"}, 0.55),
            ("Anna Lind", "birthDate", "1970", {}, 0.77, "1970~"),
            ("Anna Lind", "performedAt", "Scala", {"startDate": "1990"}, 0.8, "1990?/.."),
            ("Anna Lind", "performedIn", "Nessa", {}, 0.8, "198X"),
            ("Anna Lind", "occupation", "ballet dancer"),
        ],
    ),
    extraction("empty"),
)


def sample(base: str = DEFAULT_BASE) -> Resolution:
    return resolve(DOCUMENTS, map(source, DOCUMENTS), ONTOLOGY, base)


def save(resolution: Resolution, folder: Path, base: str = DEFAULT_BASE) -> Path:
    """Write a resolution as a build's files."""
    folder.mkdir(exist_ok=True)
    for name, write in ((GRAPH_FILE, write_graph), (EVIDENCE_FILE, write_evidence)):
        with (folder / name).open("w", encoding="utf-8", newline="") as stream:
            write(stream, resolution, ONTOLOGY, base)
    with (folder / DECISIONS_FILE).open("w", encoding="utf-8", newline="") as stream:
        write_decisions(stream, resolution)
    return folder


_TEXT = st.text(
    alphabet=st.one_of(st.sampled_from('"\\<>&;|\n\t\0\x0b\U0001f9ffأ'), st.characters(exclude_categories=["Cs"])),
    min_size=1,
    max_size=12,
)
_CLASSES = st.sampled_from(
    [
        *[("Person", ""), ("Organization", ""), ("Company", ""), ("Company", "Orchestra"), ("School", "")],
        *[("Venue", ""), ("Place", ""), ("Place", "City"), ("Work", ""), ("Work", "Ballet"), ("Character", "")],
    ]
)
_QUALIFIERS = st.dictionaries(
    st.sampled_from(["startDate", "endDate", "date"]), st.sampled_from(["1990", "1990-02", "1990-02-03"]), max_size=2
)


def _times(target: str, qualifiers: dict[str, str]) -> st.SearchStrategy[str]:
    """EDTF forms that go with a date as object, or with qualifiers."""
    if target.isdigit():
        return st.sampled_from(["", f"{target}~", f"{target}-21", f"{target}?"])
    if qualifiers:
        return st.sampled_from(["", interval({name: f"{date}~" for name, date in qualifiers.items()})])
    return st.sampled_from(["", "198X", "18XX/", "/199X"])


@st.composite
def resolutions(draw: st.DrawFn) -> Resolution:
    """Any resolved corpus, consistent with the ontology or not."""
    documents = []
    for name in draw(st.lists(_TEXT.filter(lambda t: "/" not in t), min_size=1, max_size=3, unique=True)):
        specs = []
        for label in draw(st.lists(_TEXT, min_size=1, max_size=4, unique=True)):
            kind, subtype = draw(_CLASSES)
            spec = thing(label, kind, *draw(st.lists(_TEXT, max_size=2)), subtype=subtype)
            specs.append(replace(spec, pronouns=("it",), forms=draw(st.sampled_from([(), (f"Mme {label}",)]))))
        facts = []
        for _ in range(draw(st.integers(0, 4))):
            subject, target = (draw(st.sampled_from(specs)).name for _ in range(2))
            dates = [("birthDate", date) for date in ("1970", "1970-02", "1971", "1972-03-04")]
            prop, target = draw(st.sampled_from([("memberOf", target), ("spouse", target), *dates]))
            confidence = draw(st.floats(0, 1, allow_subnormal=False))
            qualifiers = draw(_QUALIFIERS)
            facts.append((subject, prop, target, qualifiers, confidence, draw(_times(target, qualifiers))))
        documents.append(extraction(name, *specs, facts=facts))
    return resolve(documents, map(source, documents), ONTOLOGY)
