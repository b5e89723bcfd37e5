"""Turtle files → the classes and properties they declare, and every problem with them.

`read_folder` is the one entry; `kgraph.ontology` makes a frozen `Ontology` of its result.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import pyoxigraph as ox
from rdflib import Graph
from rdflib import Literal as RDFLiteral
from rdflib.collection import Collection
from rdflib.namespace import OWL, RDF, RDFS, XSD
from rdflib.term import BNode, Node, URIRef

from kgraph.errors import OntologyError
from kgraph.namespaces import KG
from kgraph.ontology.terms import (
    DATE,
    OntologyClass,
    Property,
    PropertyKind,
    axiom_problems,
    cycle_problems,
    name_problems,
)

#: The file that holds the shapes of an ontology rather than the ontology.
SHAPES_FILE = "shapes.ttl"

DATE_TYPES = frozenset({XSD.date, XSD.gYearMonth, XSD.gYear})
CLASS_TYPES = (OWL.Class, RDFS.Class)
PROPERTY_TYPES = (OWL.ObjectProperty, OWL.DatatypeProperty, RDF.Property)
#: What is said of the properties themselves, not of what a build holds.
ABOUT_PROPERTIES = frozenset(
    {KG.abstract, KG.begins, KG.ends, KG.objectOlderBy, KG.presupposes, KG.usuallyOne, KG.withinYears}
)
RECORDS = frozenset(KG[name] for name in KG.__annotations__) - ABOUT_PROPERTIES
PARTIES: Mapping[Node, Literal["subject", "object"]] = {RDF.subject: "subject", RDF.object: "object"}
PREFERRED_PREFIX = URIRef("http://purl.org/vocab/vann/preferredNamespacePrefix")
PREFERRED_NAMESPACE = URIRef("http://purl.org/vocab/vann/preferredNamespaceUri")


@dataclass(frozen=True, slots=True)
class Terms:
    """What the Turtle of a folder declares."""

    namespace: str
    prefix: str
    classes: Mapping[str, OntologyClass]
    properties: Mapping[str, Property]


def read_folder(folder: Path) -> Terms:
    """Read all ``*.ttl`` of a folder but ``shapes.ttl``.

    Raises
    ------
    OntologyError
        With every problem that was found, one a line.
    """
    if not folder.is_dir():
        raise OntologyError(f"There is no ontology folder {folder}. Name a folder that holds the ontology as Turtle.")
    files = sorted(p for p in folder.glob("*.ttl") if p.name != SHAPES_FILE)
    if not files:
        raise OntologyError(f"The ontology folder {folder} has no Turtle file (*.ttl) besides {SHAPES_FILE}.")
    graph = Graph(bind_namespaces="none")
    problems = [problem for file in files if (problem := parse_into(graph, file))]
    if not problems:
        reader = _Reader(graph, ", ".join(f.name for f in files))
        terms = reader.read()
        problems = reader.problems
        if not problems:
            return terms
    count = f"{len(problems)} problem" + ("s" if len(problems) != 1 else "")
    raise OntologyError("\n".join([f"The ontology in {folder} has {count}:", *(f"  {p}" for p in problems)]))


def parse_into(graph: Graph, file: Path) -> str | None:
    """Parse a Turtle file into a graph. Returns what is wrong with it, with file and line, or None."""
    try:
        text = file.read_text(encoding="utf-8-sig")
    except OSError as error:
        return f"{file.name}: cannot be read ({error.strerror})."
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        return f"{file.name}, line {line}: not UTF-8. Save the file as UTF-8."
    base = file.resolve().as_uri()
    try:
        # rdflib's parser gives up on some malformed files with errors of its own making, and without the line.
        for _ in ox.parse(text, format=ox.RdfFormat.TURTLE, base_iri=base):
            pass
    except SyntaxError as error:
        return f"{file.name}, line {error.lineno}: {error.msg.removeprefix('Parser error at ')}."
    graph.parse(data=text, format="turtle", publicID=base)
    return None


@dataclass
class _Reader:
    """One pass over a parsed ontology that gathers problems instead of stopping at the first."""

    graph: Graph
    files: str
    problems: list[str] = field(default_factory=list)
    namespace: str = ""

    def read(self) -> Terms:
        """Everything the graph declares; worthless if there are problems."""
        self.namespace, prefix = self._namespace()
        if not self.namespace:
            return Terms("", "", {}, {})
        declared_classes = self._declared(CLASS_TYPES)
        declared_properties = self._declared(PROPERTY_TYPES)
        if not declared_classes:
            self.problems.append(f"{self.files}: no class (owl:Class) in the namespace <{self.namespace}>.")
        if not declared_properties:
            self.problems.append(f"{self.files}: no property (owl:ObjectProperty …) in the namespace.")
        self.problems += name_problems("classes", declared_classes)
        self.problems += name_problems("properties", declared_properties)
        self._check_declarations(declared_classes, declared_properties)
        classes = {name: self._class(name) for name in declared_classes}
        self.problems += cycle_problems("class", {n: c.parents for n, c in classes.items()})
        properties = self._properties(declared_properties, classes)
        self.problems += cycle_problems("property", {n: p.parents for n, p in properties.items()})
        if not self.problems:
            self.problems += axiom_problems(classes, properties)
        return Terms(self.namespace, prefix, classes, properties)

    # ------------------------------------------------------------------------------------------ what is there

    def _namespace(self) -> tuple[str, str]:
        """The namespace and its prefix, from the `owl:Ontology` header."""
        headers = sorted(s for s in set(self.graph.subjects(RDF.type, OWL.Ontology)) if isinstance(s, URIRef))
        stated = {str(o) for h in headers for o in self.graph.objects(h, PREFERRED_NAMESPACE)}
        if not stated:
            used = [str(s) for t in (*CLASS_TYPES, *PROPERTY_TYPES) for s in self.graph.subjects(RDF.type, t)]
            if not used:
                self.problems.append(f"{self.files}: no class (owl:Class) and no property (owl:ObjectProperty …).")
                return "", ""
            bases = [b for h in headers for b in ([str(h)] if h.endswith(("#", "/")) else [f"{h}#", f"{h}/"])]
            stated = {b for b in bases if any(u.startswith(b) for u in used)}
        if len(stated) != 1:
            found = " and ".join(f"<{n}>" for n in sorted(stated)) or "none"
            self.problems.append(
                f"{self.files}: the ontology needs one namespace, stated as vann:preferredNamespaceUri of its "
                f"owl:Ontology header (or its terms begin with the header's IRI); found {found}."
            )
            return "", ""
        (namespace,) = stated
        prefixes = {str(o) for h in headers for o in self.graph.objects(h, PREFERRED_PREFIX)}
        if not prefixes:
            prefixes = {p for p, n in self.graph.namespaces() if str(n) == namespace and p}
        return namespace, min(prefixes, default="")

    def _local(self, node: Node) -> str | None:
        """The local name of a node of the ontology's namespace."""
        if isinstance(node, URIRef) and node.startswith(self.namespace) and len(node) > len(self.namespace):
            return str(node)[len(self.namespace) :]
        return None

    def _declared(self, types: Iterable[URIRef]) -> list[str]:
        names = {self._local(s) for t in types for s in self.graph.subjects(RDF.type, t)}
        return sorted(n for n in names if n is not None)

    def _node(self, name: str) -> URIRef:
        return URIRef(self.namespace + name)

    def _text(self, name: str, predicate: URIRef, required: bool) -> str:
        """The one English or untagged literal of a term."""
        texts = [o for o in self.graph.objects(self._node(name), predicate) if isinstance(o, RDFLiteral)]
        english = sorted({str(t) for t in texts if (t.language or "en").split("-")[0] == "en"})
        what = predicate.split("#")[-1]
        if required and not english:
            self.problems.append(f"{name}: no rdfs:{what} (in English or without language).")
        elif len(english) > 1:
            self.problems.append(f"{name}: several values of rdfs:{what}: {' / '.join(english)}.")
        return english[0] if english else ""

    def _members(self, node: Node) -> Iterator[Node]:
        """A class or datatype expression → the named classes or datatypes that it is the union of."""
        if not isinstance(node, BNode) and self._local(node) is None:
            yield node
            return
        lists = list(self.graph.objects(node, OWL.unionOf))
        lists += [u for e in self.graph.objects(node, OWL.equivalentClass) for u in self.graph.objects(e, OWL.unionOf)]
        if not lists:
            yield node
        for one in lists:
            for member in Collection(self.graph, one):
                yield from self._members(member)

    def _endpoint(self, name: str, predicate: URIRef) -> list[Node]:
        values = list(self.graph.objects(self._node(name), predicate))
        if len(values) > 1:
            what = predicate.split("#")[-1]
            self.problems.append(f"{name}: several values of rdfs:{what}, which OWL reads as *all*: use owl:unionOf.")
        return sorted({m for v in values for m in self._members(v)}, key=str)

    def _class(self, name: str) -> OntologyClass:
        parents = {self._local(o) for o in self.graph.objects(self._node(name), RDFS.subClassOf)}
        label = self._text(name, RDFS.label, required=True)
        comment = self._text(name, RDFS.comment, required=False)
        return OntologyClass(name, label, comment, tuple(sorted(p for p in parents if p is not None)))

    def _properties(self, names: list[str], classes: Mapping[str, OntologyClass]) -> dict[str, Property]:
        parents = {
            n: sorted({p for o in self.graph.objects(self._node(n), RDFS.subPropertyOf) if (p := self._local(o))})
            for n in names
        }
        inverses = self._inverses(names)
        result = {}
        for name in names:
            node = self._node(name)
            forward = inverses.get(name)
            domain, range_ = self._endpoint(name, RDFS.domain), self._endpoint(name, RDFS.range)
            if forward is not None:
                domain = domain or self._endpoint(forward, RDFS.range)
                range_ = range_ or self._endpoint(forward, RDFS.domain)
            kind: PropertyKind = "fact"
            if node in RECORDS:
                kind = "record"
            elif RDF.Statement in domain:
                kind = "qualifier"
            elif forward is not None:
                kind = "inverse"
            elif self._true(node, KG.abstract):
                kind = "abstract"
            backward = next((b for b, f in inverses.items() if f == name), None)
            is_date = bool(range_) and DATE_TYPES.issuperset(range_)
            result[name] = Property(
                name,
                label=self._text(name, RDFS.label, required=True),
                comment=self._text(name, RDFS.comment, required=False),
                kind=kind,
                domain=self._names(name, "domain", domain, kind, classes),
                range=(DATE,) if is_date else self._names(name, "range", range_, kind, classes),
                is_date=is_date,
                functional=(node, RDF.type, OWL.FunctionalProperty) in self.graph,
                symmetric=(node, RDF.type, OWL.SymmetricProperty) in self.graph,
                transitive=(node, RDF.type, OWL.TransitiveProperty) in self.graph,
                inverse=forward or backward,
                parents=tuple(parents[name]),
                asymmetric=(node, RDF.type, OWL.AsymmetricProperty) in self.graph,
                usually_one=self._true(node, KG.usuallyOne),
                begins=self._true(node, KG.begins),
                ends=self._true(node, KG.ends),
                within_years=self._years(name, KG.withinYears),
                presupposes=self._parties(name),
                object_older_by=self._years(name, KG.objectOlderBy),
                disjoint=self._disjoint(node, names),
            )
        return result

    def _disjoint(self, node: Node, names: Iterable[str]) -> tuple[str, ...]:
        """The properties of the ontology that are said to be disjoint with one, whichever of the two says so."""
        said = OWL.propertyDisjointWith
        stated = (*self.graph.objects(node, said), *self.graph.subjects(said, node))
        local = {name for other in stated if (name := self._local(other)) is not None}
        return tuple(sorted(local.intersection(names)))

    def _true(self, node: Node, predicate: URIRef) -> bool:
        return self.graph.value(node, predicate) == RDFLiteral(True)

    def _years(self, name: str, predicate: URIRef) -> int | None:
        """The number of years that a predicate states of a property."""
        stated = list(self.graph.objects(self._node(name), predicate))
        years = stated[0].toPython() if len(stated) == 1 and isinstance(stated[0], RDFLiteral) else None
        if stated and (type(years) is not int or years < 0):
            self.problems.append(f"{name}: pa:{predicate.split('#')[-1]} is one whole number of years, as in 10.")
            return None
        return years

    def _parties(self, name: str) -> tuple[Literal["subject", "object"], ...]:
        """The parties that a property presupposes, the subject first."""
        stated = set(self.graph.objects(self._node(name), KG.presupposes))
        if not stated <= set(PARTIES):
            self.problems.append(f"{name}: pa:presupposes leads to rdf:subject or rdf:object.")
        return tuple(party for node, party in PARTIES.items() if node in stated)

    def _inverses(self, names: list[str]) -> dict[str, str]:
        """Inverse property → the property that it reads the other way round."""
        result: dict[str, str] = {}
        for name in names:
            forward = sorted({f for o in self.graph.objects(self._node(name), OWL.inverseOf) if (f := self._local(o))})
            if len(forward) > 1:
                self.problems.append(f"{name}: the inverse of several properties: {', '.join(forward)}.")
            elif forward and forward[0] in result.values():
                self.problems.append(f"{forward[0]}: has several inverses, {name} among them.")
            elif forward:
                result[name] = forward[0]
        for name, forward_name in result.items():
            if forward_name in result:
                self.problems.append(
                    f"{name}: owl:inverseOf stands on both sides of {name} and {forward_name}; keep the one on the "
                    "property that graphs do not contain."
                )
        return result

    def _names(
        self, name: str, what: str, nodes: list[Node], kind: PropertyKind, classes: Mapping[str, OntologyClass]
    ) -> tuple[str, ...]:
        """Domain or range as local names; whatever does not belong there is a problem."""
        if kind == "record" or (kind == "qualifier" and what == "domain"):
            return ()
        if not nodes:
            self.problems.append(f"{name}: no rdfs:{what}.")
        result = []
        for node in nodes:
            local = self._local(node)
            if local in classes:
                result.append(str(local))
            elif what == "range" and isinstance(node, URIRef) and node.startswith(str(XSD._NS)):
                result.append(str(node)[len(str(XSD._NS)) :])
            elif local is None or (node, RDF.type, None) in self.graph:
                # Terms of the namespace that nobody declares are reported once, by _check_declarations.
                shown = local or ("an anonymous class" if isinstance(node, BNode) else f"<{node}>")
                self.problems.append(f"{name}: its rdfs:{what} {shown} is not a class of this ontology.")
        if what == "range" and len({n in classes for n in result}) > 1:
            self.problems.append(f"{name}: its rdfs:range mixes classes and datatypes: {', '.join(result)}.")
        return tuple(sorted(result))

    def _check_declarations(self, classes: list[str], properties: list[str]) -> None:
        """Terms declared as two things, and terms of the namespace used somewhere and declared nowhere."""
        for name in sorted(set(classes) & set(properties)):
            self.problems.append(f"{name}: declared both as a class and as a property.")
        for name in properties:
            kinds = set(self.graph.objects(self._node(name), RDF.type))
            if {OWL.ObjectProperty, OWL.DatatypeProperty} <= kinds:
                self.problems.append(f"{name}: both an owl:ObjectProperty and an owl:DatatypeProperty.")
        declared = {s for s, _, o in self.graph.triples((None, RDF.type, None)) if o != OWL.NamedIndividual}
        uses: dict[str, set[str]] = {}
        for triple in self.graph:
            for node in triple:
                name_used = self._local(node)
                if name_used is not None and node not in declared:
                    uses.setdefault(name_used, set()).add(self._local(triple[0]) or "an expression")
        for name, users in sorted(uses.items()):
            others = sorted(users - {name})
            where = f", used by {', '.join(others)}" if others else ""
            self.problems.append(f"{name}: not declared as a class or property{where}.")
