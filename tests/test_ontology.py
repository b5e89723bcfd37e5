"""The performing-arts ontology and its shapes, and the loader that takes any such ontology."""

from __future__ import annotations

import dataclasses
import pickle
import re
from pathlib import Path

import pytest
from rdflib import Graph
from rdflib.collection import Collection
from rdflib.namespace import FOAF, ORG, OWL, RDF, RDFS, SDO, SH, SKOS, XSD
from rdflib.term import Node, URIRef

from kgraph import ontology as module
from kgraph.errors import OntologyError
from kgraph.namespaces import ITSRDF, KG, NIF
from kgraph.ontology import DATE, Ontology, default_folder, load_ontology
from kgraph.ontology.reader import ABOUT_PROPERTIES
from kgraph.shapes import EVIDENCE_SHAPES, compile_shapes

ORGANIZER = ("Event", "Organization", "Venue")

# property: (domain, range), as the annotation guidelines define them.
GUIDELINES: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "birthPlace": (("Person",), ("Place",)),
    "deathPlace": (("Person",), ("Place",)),
    "birthDate": (("Person",), (DATE,)),
    "deathDate": (("Person",), (DATE,)),
    "nationality": (("Person",), ("Place",)),
    "residence": (("Person",), ("Place",)),
    "occupation": (("Person",), ("Occupation",)),
    "educatedAt": (("Person",), ("Organization",)),
    "studentOf": (("Person",), ("Person",)),
    "spouse": (("Person",), ("Person",)),
    "parent": (("Person",), ("Person",)),
    "sibling": (("Person",), ("Person",)),
    "influencedBy": (("Person",), ("Person",)),
    "collaboratedWith": (("Person",), ("Person",)),
    "memberOf": (("Person",), ("Organization",)),
    "worksFor": (("Person",), ("Organization",)),
    "artisticDirector": (ORGANIZER, ("Person",)),
    "founder": (ORGANIZER, ("Person",)),
    "foundingDate": (ORGANIZER, (DATE,)),
    "locatedIn": (("Event", "Organization", "Place"), ("Place",)),
    "performedIn": (("Person",), ("Work",)),
    "performedRole": (("Person",), ("Character",)),
    "characterIn": (("Character",), ("Work",)),
    "performedAt": (("Person",), ("Place",)),
    "performedWith": (("Person",), ("Organization",)),
    "participatedIn": (("Person",), ("Event",)),
    "receivedAward": (("Organization", "Person", "Work"), ("Award",)),
    "choreographer": (("Work",), ("Person",)),
    "composer": (("Work",), ("Person",)),
    "author": (("Work",), ("Person",)),
    "librettist": (("Work",), ("Person",)),
    "director": (("Work",), ("Person",)),
    "designer": (("Work",), ("Person",)),
    "conductor": (("Work",), ("Person",)),
    "producer": (("Work",), ("Organization", "Person")),
    "premiereVenue": (("Work",), ("Place",)),
    "premiereDate": (("Work",), (DATE,)),
    "premieredBy": (("Work",), ("Organization",)),
    "basedOn": (("Work",), ("Work",)),
}
KINDS = {"Person", "Organization", "Place", "Work", "Character", "Event", "Award", "Occupation"}
CLASSES = {
    "Organization": {"Company", "School"},
    "Company": {"BalletCompany", "OperaCompany", "TheatreCompany", "Orchestra", "Ensemble"},
    "Place": {"Country", "Region", "City", "District", "Venue"},
    "Work": {
        *("Ballet", "Opera", "Play", "Musical", "MusicalComposition", "Song", "Film", "Series", "Book", "Album"),
    },
    "Event": {"Festival", "Competition", "Ceremony", "Tour", "Season"},
}
PA = str(KG._NS)


@pytest.fixture(scope="module")
def pa() -> Ontology:
    return load_ontology()


@pytest.fixture(scope="module")
def turtle() -> Graph:
    return Graph().parse(default_folder() / "performing-arts.ttl")


# --------------------------------------------------------------------------------------- the performing arts


def test_its_properties_are_those_of_the_guidelines(pa: Ontology) -> None:
    assert {n: (p.domain, p.range) for n, p in pa.properties.items()} == GUIDELINES


def test_its_classes_are_the_kinds_and_their_sub_classes(pa: Ontology) -> None:
    below = {c: {n for n, one in pa.classes.items() if c in one.parents} for c in pa.classes}
    assert {c: names for c, names in below.items() if names} == CLASSES
    assert {c for c in pa.classes if not pa.classes[c].parents} == KINDS


def test_every_class_and_stated_property_has_a_comment_that_is_a_sentence(pa: Ontology) -> None:
    comments = {c.name: c.comment for c in pa.classes.values()}
    comments |= {p.name: p.comment for p in pa.terms.values() if p.kind != "inverse"}
    assert [n for n, comment in comments.items() if not re.fullmatch(r"[A-Z].{15,}\.", comment)] == []


def test_labels_are_unique_within_classes_and_within_properties(pa: Ontology) -> None:
    for terms in (pa.classes.values(), pa.properties.values()):
        labels = [t.label for t in terms]
        assert sorted(set(labels)) == sorted(labels)


def test_axioms_that_are_true_of_the_world(pa: Ontology) -> None:
    facts = pa.properties.values()
    assert {p.name for p in facts if p.functional} == {"birthDate", "deathDate"}
    assert {p.name for p in facts if p.symmetric} == {"spouse", "sibling", "collaboratedWith"}
    assert {p.name for p in facts if p.transitive} == {"locatedIn"}
    assert {p.name for p in facts if p.is_date} == {n for n, (_, r) in GUIDELINES.items() if r == (DATE,)}


def test_inverses_are_declared_and_not_facts(pa: Ontology) -> None:
    inverses = [p for p in pa.terms.values() if p.kind == "inverse"]
    assert inverses
    for one in inverses:
        assert one.name not in pa.properties
        assert one.inverse is not None
        forward = pa.terms[one.inverse]
        assert forward.inverse == one.name
        assert (one.domain, one.range) == (forward.range, forward.domain)
    assert pa.inverse_of("memberOf") == "hasMember"
    assert pa.inverse_of("hasMember") == "memberOf"
    assert pa.inverse_of("spouse") == "spouse"
    assert pa.inverse_of("birthDate") is None
    assert pa.inverse_of("unknown") is None


def test_super_properties_reach_all_levels_and_are_not_facts(pa: Ontology) -> None:
    assert pa.super_properties("choreographer") == ("contributor", "creator")
    assert pa.sub_properties("creator") == ("author", "choreographer", "composer", "librettist")
    assert set(pa.sub_properties("affiliatedWith")) == {"educatedAt", "memberOf", "performedWith", "worksFor"}
    abstract = {n for n, p in pa.terms.items() if p.kind == "abstract"}
    assert abstract == {"affiliatedWith", "relative", "contributor", "creator"}
    assert abstract.isdisjoint(pa.properties)


def test_qualifiers_and_records(pa: Ontology) -> None:
    assert pa.qualifiers == ("company", "date", "endDate", "rank", "role", "startDate", "venue")
    about = {str(iri).removeprefix(PA) for iri in ABOUT_PROPERTIES}
    assert {p.name for p in pa.terms.values() if p.kind == "record"} == set(KG.__annotations__) - about


def test_class_closure(pa: Ontology) -> None:
    assert pa.is_a("BalletCompany", "Organization")
    assert pa.is_a("Venue", "Venue")
    assert not pa.is_a("Organization", "Company")
    assert not pa.is_a("Nonsense", "Person")
    assert pa.super_classes("BalletCompany") == ("Company", "Organization")
    assert pa.sub_classes("Place") == ("City", "Country", "District", "Region", "Venue")
    assert pa.root_class("Orchestra") == "Organization"


@pytest.mark.parametrize(
    ("prop", "subject", "object_", "accepted"),
    [
        ("memberOf", "Person", "Organization", True),
        ("memberOf", "Person", "BalletCompany", True),
        ("memberOf", "Person", "Venue", False),
        ("memberOf", "Company", "Organization", False),
        ("artisticDirector", "Venue", "Person", True),
        ("artisticDirector", "School", "Person", True),
        ("artisticDirector", "City", "Person", False),
        ("birthDate", "Person", DATE, True),
        ("birthDate", "Person", "Place", False),
        ("birthPlace", "Person", DATE, False),
        ("hasMember", "Organization", "Person", False),
        ("unknown", "Person", "Person", False),
    ],
)
def test_accepts(pa: Ontology, prop: str, subject: str, object_: str, accepted: bool) -> None:
    assert pa.accepts(prop, subject, object_) is accepted


def test_names_and_prefixes(pa: Ontology) -> None:
    assert pa.prefix == "pa"
    assert pa.iri("memberOf") == f"{PA}memberOf"
    assert pa.local(f"{PA}memberOf") == "memberOf"
    assert pa.local("https://schema.org/memberOf") is None
    assert next(iter(pa.prefixes)) == "pa"
    assert {"nif", "itsrdf", "prov", "rdf", "rdfs", "skos", "xsd"} < set(pa.prefixes)


def test_nothing_in_the_turtle_is_undefined_or_from_an_unknown_vocabulary(turtle: Graph) -> None:
    known = {
        "https://w3id.org/kgraph/performing-arts": r"(#\w+)?",
        "http://www.w3.org/1999/02/22-rdf-syntax-ns#": r"\w+",
        "http://www.w3.org/2000/01/rdf-schema#": r"\w+",
        "http://www.w3.org/2002/07/owl#": r"\w+",
        "http://www.w3.org/2001/XMLSchema#": r"\w+",
        "http://www.w3.org/2004/02/skos/core#": r"(close|broad|narrow)Match",
        "http://purl.org/dc/terms/": r"title|description|license",
        "http://purl.org/vocab/vann/": r"preferredNamespace(Prefix|Uri)",
        "http://www.w3.org/ns/prov#": r"Activity|Entity|Derivation",
        "http://persistence.uni-leipzig.org/nlp2rdf/ontologies/nif-core#": "|".join(NIF.__annotations__),
        "https://opensource.org/license/": r"mit",
        "https://schema.org/": "|".join(SDO.__annotations__),
        "http://xmlns.com/foaf/0.1/": "|".join(FOAF.__annotations__),
        "http://www.w3.org/ns/org#": "|".join(ORG.__annotations__),
        "http://www.cidoc-crm.org/cidoc-crm/": r"E\d+_[A-Z][A-Za-z_]+",
        "http://iflastandards.info/ns/lrm/lrmoo/": r"F\d+_[A-Z]\w+|R\d+_[a-z]\w+",
        "http://id.loc.gov/vocabulary/relators/": r"[a-z]{3}",
        "http://www.wikidata.org/prop/direct/": r"P[1-9]\d*",
    }
    strange = [
        str(node)
        for triple in turtle
        for node in triple
        if isinstance(node, URIRef)
        and not any(node.startswith(n) and re.fullmatch(p, node[len(n) :]) for n, p in known.items())
    ]
    assert strange == []


def test_every_kind_of_alignment_is_there_and_known_traps_are_not(turtle: Graph) -> None:
    aligned = {
        str(o)
        for p in (RDFS.subClassOf, RDFS.subPropertyOf, SKOS.closeMatch, SKOS.broadMatch, SKOS.narrowMatch)
        for o in turtle.objects(None, p)
    }
    for namespace in ("schema.org", "xmlns.com/foaf", "w3.org/ns/org", "cidoc-crm", "lrmoo", "relators", "wikidata"):
        assert any(namespace in iri for iri in aligned)
    assert not aligned & {str(SDO.DanceEvent), str(SDO.performerIn), str(SDO.firstPerformance)}
    for prop in ("choreographer", "librettist"):
        assert not any("schema.org" in str(o) for o in turtle.objects(URIRef(PA + prop), RDFS.subPropertyOf))


def test_alignment_adds_no_kind_to_what_the_ontology_says(turtle: Graph) -> None:
    """No class is put below two classes that are of different kinds."""
    people = {SDO.Person, FOAF.Person}
    groups = {SDO.Organization, FOAF.Organization, ORG.Organization}
    for cls in set(turtle.subjects(RDF.type, OWL.Class)):
        above = set(turtle.transitive_objects(cls, RDFS.subClassOf))
        assert not (above & people and above & groups)


# ------------------------------------------------------------------------------------------------ the shapes


def _classes(graph: Graph, shape: Node) -> frozenset[str]:
    """The classes that a shape allows: by sh:class, or by sh:or of them."""
    found = {str(o) for o in graph.objects(shape, SH["class"])}
    for members in graph.objects(shape, SH["or"]):
        found |= {str(o) for m in Collection(graph, members) for o in graph.objects(m, SH["class"])}
    return frozenset(iri.removeprefix(PA) for iri in found)


def _fact_shapes(graph: Graph) -> dict[str, list[tuple[frozenset[str], frozenset[str], bool]]]:
    """Property → (classes of subjects, classes of objects or date, whether at most one) of each of its shapes."""
    shapes: dict[str, list[tuple[frozenset[str], frozenset[str], bool]]] = {}
    for shape, target in graph.subject_objects(SH.targetSubjectsOf):
        if str(shape).startswith(EVIDENCE_SHAPES) or str(target) == str(KG.mentionedIn):
            continue
        objects: set[str] = set()
        single = False
        for part in graph.objects(shape, SH.property):
            assert graph.value(part, SH.path) == target
            assert graph.value(part, SH.message) is not None
            objects |= _classes(graph, part)
            objects |= {DATE for node in graph.objects(part, SH.node) if node == URIRef(EVIDENCE_SHAPES + "Date")}
            single = single or graph.value(part, SH.maxCount) is not None
        assert graph.value(shape, SH.message) is not None
        entry = (_classes(graph, shape), frozenset(objects), single)
        shapes.setdefault(str(target).removeprefix(PA), []).append(entry)
    return shapes


def _expected_shapes(ontology: Ontology) -> dict[str, list[tuple[frozenset[str], frozenset[str], bool]]]:
    return {n: [(frozenset(p.domain), frozenset(p.range), p.functional)] for n, p in ontology.properties.items()}


@pytest.fixture(scope="module")
def shapes() -> Graph:
    return Graph().parse(default_folder() / "shapes.ttl")


def test_every_property_has_one_shape_that_agrees_with_its_domain_and_range(pa: Ontology, shapes: Graph) -> None:
    assert _fact_shapes(shapes) == _expected_shapes(pa)


def test_shapes_made_from_axioms_say_the_same(pa: Ontology, tmp_path: Path) -> None:
    text = (pa.folder / "performing-arts.ttl").read_text(encoding="utf-8")
    (tmp_path / "performing-arts.ttl").write_text(text, encoding="utf-8")
    made = compile_shapes(load_ontology(tmp_path))
    assert _fact_shapes(Graph().parse(data=made.triples, format="nt")) == _expected_shapes(pa)


def test_shapes_mention_declared_terms_only(pa: Ontology, shapes: Graph) -> None:
    names = {pa.local(str(n)) for t in shapes for n in t if isinstance(n, URIRef) and pa.local(str(n)) is not None}
    assert names <= {*pa.classes, *pa.terms}


def test_entity_and_kind_shapes_name_the_kinds(pa: Ontology, shapes: Graph) -> None:
    targets = {str(o).removeprefix(PA) for o in shapes.objects(URIRef(EVIDENCE_SHAPES + "Entity"), SH.targetClass)}
    assert targets == KINDS
    lists = [Collection(shapes, listed) for listed in shapes.objects(None, SH["in"])]
    assert KINDS in [{str(o).removeprefix(PA) for o in listed} for listed in lists]


def test_every_qualifier_and_record_has_a_shape(pa: Ontology, shapes: Graph) -> None:
    paths = {str(o).removeprefix(PA) for o in shapes.objects(None, SH.path)}
    assert {p.name for p in pa.terms.values() if p.kind in ("qualifier", "record")} <= paths


def test_the_packaged_shapes_need_no_completion(pa: Ontology, shapes: Graph) -> None:
    compiled = Graph().parse(data=compile_shapes(pa).triples, format="nt")
    assert len(compiled) == len(shapes)


# ------------------------------------------------------------------------------------------------ the loader

HEADER = """
@prefix z: <https://example.org/zoo#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix vann: <http://purl.org/vocab/vann/> .
<https://example.org/zoo> a owl:Ontology .
"""
ZOO = (
    HEADER
    + """
z:Animal a owl:Class ; rdfs:label "animal" .
z:Lion a owl:Class ; rdfs:label "lion"@en , "Löwe"@de ; rdfs:subClassOf z:Animal .
z:Keeper a owl:Class ; rdfs:label "keeper" ; rdfs:subClassOf <https://schema.org/Person> .
z:keptBy a owl:ObjectProperty ; rdfs:label "kept by" ;
    rdfs:domain z:Animal ; rdfs:range [ a owl:Class ; owl:unionOf ( z:Keeper z:Animal ) ] .
z:keeps a owl:ObjectProperty ; rdfs:label "keeps" ; owl:inverseOf z:keptBy .
z:captured a owl:DatatypeProperty ; rdfs:label "captured" ; rdfs:domain z:Animal ; rdfs:range xsd:gYear .
z:weight a owl:DatatypeProperty ; rdfs:label "weight" ; rdfs:domain z:Animal ; rdfs:range xsd:decimal .
z:reason a owl:DatatypeProperty ; rdfs:label "reason" ; rdfs:domain rdf:Statement ; rdfs:range xsd:string .
"""
)


def _folder(path: Path, **files: str) -> Path:
    for name, text in files.items():
        (path / f"{name}.ttl").write_text(text, encoding="utf-8")
    return path


def test_any_domain_loads(tmp_path: Path) -> None:
    zoo = load_ontology(_folder(tmp_path, zoo=ZOO))
    assert (zoo.namespace, zoo.prefix) == ("https://example.org/zoo#", "z")
    assert set(zoo.classes) == {"Animal", "Lion", "Keeper"}
    assert zoo.classes["Lion"].label == "lion"
    assert zoo.classes["Keeper"].parents == ()
    assert set(zoo.properties) == {"keptBy", "captured", "weight"}
    assert zoo.properties["keptBy"].range == ("Animal", "Keeper")
    assert zoo.properties["captured"].is_date
    assert zoo.properties["captured"].range == (DATE,)
    assert zoo.properties["weight"].range == ("decimal",)
    assert zoo.terms["keeps"].domain == ("Animal", "Keeper")
    assert zoo.qualifiers == ("reason",)
    assert zoo.accepts("keptBy", "Lion", "Keeper")
    assert zoo.prefixes["pa"] == PA
    assert next(iter(zoo.prefixes)) == "z"


def test_an_ontology_may_be_spread_over_files_and_state_its_namespace(tmp_path: Path) -> None:
    head = '<https://example.org/zoo> vann:preferredNamespacePrefix "zoo" ; vann:preferredNamespaceUri '
    more = f'{HEADER}{head}"https://example.org/zoo#" .\nz:Cage a owl:Class ; rdfs:label "cage" .'
    zoo = load_ontology(_folder(tmp_path, zoo=ZOO, more=more))
    assert zoo.prefix == "zoo"
    assert "Cage" in zoo.classes


def test_a_sub_property_does_not_keep_its_parent_from_being_stated(tmp_path: Path) -> None:
    more = """z:fedBy a owl:ObjectProperty ; rdfs:label "fed by" ; rdfs:subPropertyOf z:keptBy ;
        rdfs:domain z:Lion ; rdfs:range z:Keeper ."""
    zoo = load_ontology(_folder(tmp_path, zoo=ZOO + more))
    assert {"fedBy", "keptBy"} < set(zoo.properties)
    marked = f"{more} z:keptBy <{KG.abstract}> true ."
    zoo = load_ontology(_folder(tmp_path, zoo=ZOO + marked))
    assert zoo.terms["keptBy"].kind == "abstract"
    assert "keptBy" not in zoo.properties


def test_it_is_frozen_hashable_and_picklable(pa: Ontology) -> None:
    copy = pickle.loads(pickle.dumps(pa))
    assert copy == pa
    assert hash(copy) == hash(pa)
    assert copy.accepts("memberOf", "Person", "Company")
    with pytest.raises(dataclasses.FrozenInstanceError):
        pa.prefix = "x"  # type: ignore[misc]
    with pytest.raises(TypeError):
        pa.classes["Thing"] = pa.classes["Person"]  # type: ignore[index]
    with pytest.raises(dataclasses.FrozenInstanceError):
        pa.classes["Person"].label = "x"  # type: ignore[misc]


def test_the_digest_changes_with_any_file_but_hidden_ones(tmp_path: Path) -> None:
    digests = [load_ontology(_folder(tmp_path, zoo=ZOO)).digest]
    (tmp_path / ".hidden").write_text("x", encoding="utf-8")
    assert load_ontology(tmp_path).digest == digests[0]
    (tmp_path / "lexicon").mkdir()
    (tmp_path / "lexicon" / "zoo.yaml").write_text("a: 1\n", encoding="utf-8")
    digests.append(load_ontology(tmp_path).digest)
    (tmp_path / "lexicon" / "zoo.yaml").rename(tmp_path / "lexicon" / "zoos.yaml")
    digests.append(load_ontology(tmp_path).digest)
    (tmp_path / "shapes.ttl").write_text("", encoding="utf-8")
    digests.append(load_ontology(tmp_path).digest)
    assert len(set(digests)) == 4


BROKEN = [
    ("z:Cage a owl:Class .", "Cage: no rdfs:label"),
    ('z:Cage a owl:Class ; rdfs:label "Käfig"@de .', "Cage: no rdfs:label"),
    ('z:Cage a owl:Class ; rdfs:label "cage" , "pen" .', "Cage: several values of rdfs:label: cage / pen"),
    ('z:p a owl:ObjectProperty ; rdfs:label "p" ; rdfs:range z:Lion .', "p: no rdfs:domain"),
    ('z:p a owl:ObjectProperty ; rdfs:label "p" ; rdfs:domain z:Lion .', "p: no rdfs:range"),
    ("z:keptBy rdfs:domain z:Keeper .", "keptBy: several values of rdfs:domain"),
    (
        'z:p a owl:ObjectProperty ; rdfs:label "p" ; rdfs:domain z:Lino ; rdfs:range z:Lion .',
        "Lino: not declared as a class or property, used by p",
    ),
    (
        'z:p a owl:ObjectProperty ; rdfs:label "p" ; rdfs:domain <https://schema.org/Person> ; rdfs:range z:Lion .',
        "p: its rdfs:domain <https://schema.org/Person> is not a class of this ontology",
    ),
    (
        'z:p a owl:ObjectProperty ; rdfs:label "p" ; rdfs:domain z:keptBy ; rdfs:range z:Lion .',
        "p: its rdfs:domain keptBy is not a class of this ontology",
    ),
    (
        'z:p a rdf:Property ; rdfs:label "p" ; rdfs:domain z:Lion ; rdfs:range [ owl:unionOf ( z:Lion xsd:gYear ) ] .',
        "p: its rdfs:range mixes classes and datatypes: gYear, Lion",
    ),
    ("z:Animal rdfs:subClassOf z:Lion .", "Animal, Lion: a cycle; a class cannot be above itself"),
    ("z:keptBy rdfs:subPropertyOf z:keptBy .", "keptBy: a cycle; a property cannot be above itself"),
    ('z:keptby a owl:ObjectProperty ; rdfs:label "x" .', "keptby: clashes with keptBy"),
    ("z:keptBy a owl:Class .", "keptBy: declared both as a class and as a property"),
    ("z:keptBy a owl:DatatypeProperty .", "keptBy: both an owl:ObjectProperty and an owl:DatatypeProperty"),
    ('<https://example.org/zoo#a/b> a owl:Class ; rdfs:label "x" .', "a/b: not a simple name"),
    ("z:keptBy owl:inverseOf z:keeps .", "owl:inverseOf stands on both sides"),
    ('z:has a owl:ObjectProperty ; rdfs:label "has" ; owl:inverseOf z:keptBy .', "keptBy: has several inverses"),
    ("z:keeps rdfs:domain z:Keeper .", "keeps: domain and range are not those of keptBy exchanged"),
    ("z:keptBy a owl:SymmetricProperty .", "keptBy: symmetric, but its domain and range differ"),
    ("z:keeps owl:inverseOf z:captured .", "keeps: the inverse of several properties: captured, keptBy"),
    (
        'z:p a owl:ObjectProperty ; rdfs:label "p" ; rdfs:domain z:Lion ; rdfs:range z:Keeper .'
        " z:keptBy rdfs:subPropertyOf z:p .",
        "keptBy: domain or range is wider than that of its super-property p",
    ),
]


@pytest.mark.parametrize(("more", "problem"), BROKEN, ids=[p for _, p in BROKEN])
def test_a_broken_ontology_is_refused_with_the_reason(tmp_path: Path, more: str, problem: str) -> None:
    with pytest.raises(OntologyError) as raised:
        load_ontology(_folder(tmp_path, zoo=ZOO + more))
    assert problem in str(raised.value)


def test_all_problems_are_reported_together(tmp_path: Path) -> None:
    more = "\n".join([BROKEN[0][0], BROKEN[3][0], BROKEN[6][0].replace("z:p ", "z:q "), BROKEN[10][0], BROKEN[12][0]])
    with pytest.raises(OntologyError) as raised:
        load_ontology(_folder(tmp_path, zoo=ZOO + more))
    lines = str(raised.value).splitlines()
    assert lines[0].startswith(f"The ontology in {tmp_path} has ")
    found = [BROKEN[i][1] for i in (0, 3, 10, 12)] + ["Lino: not declared as a class or property, used by q"]
    for problem in found:
        assert sum(problem in line for line in lines) == 1


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (ZOO + "\nz:x z:y [ .", "bad.ttl, line "),
        (HEADER, "no class"),
        (ZOO.replace("<https://example.org/zoo> a owl:Ontology .", ""), "needs one namespace"),
        (ZOO.replace("<https://example.org/zoo> a", "<https://example.org/other> a"), "needs one namespace"),
    ],
)
def test_what_is_no_ontology_is_refused(tmp_path: Path, text: str, problem: str) -> None:
    with pytest.raises(OntologyError, match=re.escape(problem)):
        load_ontology(_folder(tmp_path, bad=text))


def test_parse_errors_of_all_files_name_file_and_line(tmp_path: Path) -> None:
    _folder(tmp_path, a=ZOO, b=HEADER + "z:x z:y", c="@prefix")
    (tmp_path / "d.ttl").write_bytes(b"# one\n# caf\xe9\n")
    with pytest.raises(OntologyError) as raised:
        load_ontology(tmp_path)
    assert re.search(r"b\.ttl, line 9: ", str(raised.value))
    assert "c.ttl, line 1: " in str(raised.value)
    assert "d.ttl, line 2: not UTF-8" in str(raised.value)
    assert "a.ttl" not in str(raised.value)


def test_a_prefix_that_kgraph_needs_itself_is_refused(tmp_path: Path) -> None:
    with pytest.raises(OntologyError, match="The prefix 'nif'"):
        load_ontology(_folder(tmp_path, zoo=ZOO.replace("z:", "nif:")))


def test_a_missing_or_empty_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(OntologyError, match="There is no ontology folder"):
        load_ontology(tmp_path / "nowhere")
    (tmp_path / "shapes.ttl").write_text("", encoding="utf-8")
    with pytest.raises(OntologyError, match=r"has no Turtle file \(\*\.ttl\) besides shapes\.ttl"):
        load_ontology(tmp_path)


def test_the_default_folder_is_inside_the_wheel_or_beside_the_package(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "kgraph"
    package.mkdir()
    monkeypatch.setattr(module, "__file__", str(package / "ontology" / "__init__.py"))
    with pytest.raises(OntologyError, match="reinstall kgraph"):
        default_folder()
    (tmp_path / "ontology").mkdir()
    assert default_folder() == tmp_path / "ontology"
    (package / "ontology_data").mkdir()
    assert default_folder() == package / "ontology_data"


# -------------------------------------------------------------------------------------------- closed namespaces


def test_a_mistyped_term_never_becomes_an_iri() -> None:
    assert str(NIF.anchorOf).endswith("nif-core#anchorOf")
    assert str(ITSRDF.taIdentRef) == "http://www.w3.org/2005/11/its/rdf#taIdentRef"
    for namespace, term in ((NIF, "anchorof"), (ITSRDF, "taConfidence"), (KG, "mentionedin")):
        with pytest.raises(AttributeError):
            getattr(namespace, term)


def test_record_terms_are_declared_in_the_ontology(turtle: Graph) -> None:
    for name in KG.__annotations__:
        assert (KG[name], RDFS.label, None) in turtle
    assert (URIRef(PA + "startDate"), RDFS.domain, RDF.Statement) in turtle
    assert (KG.confidence, RDFS.range, XSD.decimal) in turtle


def test_expectations_are_read(pa: Ontology) -> None:
    assert {n for n, p in pa.terms.items() if p.begins} == {"birthDate", "startDate"}
    assert {n for n, p in pa.terms.items() if p.ends} == {"deathDate", "endDate"}
    assert pa.terms["birthDate"].within_years == 123
    assert pa.terms["spouse"].presupposes == ("subject", "object")
    assert pa.terms["founder"].presupposes == ("object",)
    assert (pa.terms["parent"].asymmetric, pa.terms["parent"].object_older_by) == (True, 10)
    assert pa.terms["premiereDate"].usually_one
    assert not pa.terms["memberOf"].usually_one


@pytest.mark.parametrize(
    ("statement", "problem"),
    [
        ("z:captured pa:begins true ; pa:withinYears 1.5 .", "captured: pa:withinYears is one whole number of years"),
        ("z:keptBy pa:objectOlderBy 3 , 4 .", "keptBy: pa:objectOlderBy is one whole number of years"),
        ("z:keptBy pa:presupposes rdf:predicate .", "keptBy: pa:presupposes leads to rdf:subject or rdf:object"),
        ("z:keptBy pa:begins true .", "keptBy: pa:begins and pa:ends are for properties whose values are dates"),
        ("z:captured pa:withinYears 9 .", "captured: pa:withinYears counts from a date that begins its subject"),
    ],
)
def test_expectations_that_say_nothing_are_named(tmp_path: Path, statement: str, problem: str) -> None:
    with pytest.raises(OntologyError, match=problem):
        load_ontology(_folder(tmp_path, zoo=f"{ZOO}@prefix pa: <{PA}> .\n{statement}\n"))
