"""SHACL over a build → violations that name the sentence at fault.

The shapes come from `kgraph.shapes`; validation runs without inference, over ``graph.ttl`` and ``evidence.ttl``
together with the sub-class axioms of the ontology and nothing else of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox
import shacl
from rdflib.namespace import PROV, RDF, RDFS
from rdflib.term import URIRef

from kgraph.errors import BuildError
from kgraph.forms import rdf_format, read_triples
from kgraph.namespaces import KG, NIF
from kgraph.ontology import Ontology
from kgraph.shapes import CompiledShapes, compile_shapes

_Subject = ox.NamedNode | ox.BlankNode | ox.Triple

GRAPH_FILE = "graph.ttl"
EVIDENCE_FILE = "evidence.ttl"


@dataclass(frozen=True, slots=True, order=True)
class Quotation:
    """Where a text states what is at fault.

    Attributes
    ----------
    document
        Path of the document below the corpus.
    start, end
        Characters of the sentence in the document, end-exclusive.
    text
        These characters.
    """

    document: str
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True, order=True)
class Violation:
    """Something in a build that its shapes forbid.

    Attributes
    ----------
    node
        IRI of the node at fault.
    label
        Its label, or empty.
    property
        IRI of the property at fault; empty where the node itself is.
    value
        The value at fault, an IRI or the text of a literal; empty where it is missing or one of too many.
    message
        What is wrong, in a sentence.
    quotations
        The sentences that the fact at fault was read from, sorted; empty if the fault is not in a fact.
    """

    node: str
    label: str
    property: str
    value: str
    message: str
    quotations: tuple[Quotation, ...] = ()


def validate(build: Path, ontology: Ontology) -> tuple[Violation, ...]:
    """Check a build folder against the shapes of its ontology.

    Parameters
    ----------
    build
        Folder with ``graph.ttl`` and ``evidence.ttl``; or a file that holds a whole build, in any of the forms of
        `kgraph.forms`.
    ontology
        The ontology that it was built with.

    Returns
    -------
    tuple of Violation
        Sorted; empty if the build conforms.

    Raises
    ------
    BuildError
        A file is missing, cannot be read or is not Turtle.
    OntologyError
        The ontology's shapes are malformed.
    """
    build = Path(build)
    if build.is_file():
        return validate_turtle({str(build): _as_reified(build)}, ontology)
    texts = {}
    for name in (GRAPH_FILE, EVIDENCE_FILE):
        file = build / name
        try:
            texts[str(file)] = file.read_text(encoding="utf-8")
        except FileNotFoundError as error:
            raise BuildError(f"{build} is not a finished build: it has no {name}. Run `kgraph build` first.") from error
        except (OSError, UnicodeDecodeError) as error:
            raise BuildError(f"{file} cannot be read: {error}") from error
    return validate_turtle(texts, ontology)


def _as_reified(file: Path) -> str:
    """A build in one file, as N-Triples of the reified form."""
    try:
        triples = (ox.Triple(t.subject, t.predicate, t.object) for t in read_triples(file))
        return (ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES) or b"").decode()
    except OSError as error:
        raise BuildError(f"{file} cannot be read: {error}") from error
    except SyntaxError as error:
        raise BuildError(
            f"{file}, line {error.lineno}: not {rdf_format(file).name} ({error.msg}). Build it anew."
        ) from error


def validate_turtle(texts: Mapping[str, str], ontology: Ontology) -> tuple[Violation, ...]:
    """Check Turtle documents, together, against the shapes of an ontology.

    Parameters
    ----------
    texts
        Turtle by the name to call it by in error messages.

    Notes
    -----
    Linear in the number of triples, some 350,000 a second. Sentences are looked up only if there are violations.
    """
    shapes = compile_shapes(ontology)
    data = "\n".join([*texts.values(), shapes.hierarchy])
    try:
        report = shapes.engine.validate_turtle(data)
    except ValueError as error:
        _check_syntax(texts)
        raise BuildError(f"{' and '.join(texts)} cannot be validated: {error}") from error
    if report.conforms:
        return ()
    faults = {_fault(result, shapes) for result in report.results}
    return tuple(sorted(_explain(faults, texts.values())))


def format_violations(
    violations: Sequence[Violation], prefixes: Mapping[str, str] | None = None, *, limit: int | None = 20
) -> str:
    """Violations as text for a terminal: one paragraph each, with the sentences at fault.

    Parameters
    ----------
    prefixes
        To shorten IRIs of properties with, such as `Ontology.prefixes`.
    limit
        How many to spell out; None for all.
    """
    if not violations:
        return "The graph conforms to its shapes."
    count = len(violations)
    lines = [f"The graph does not conform to its shapes: {count} violation{'s' if count != 1 else ''}."]
    for number, one in enumerate(violations[:limit], start=1):
        node = f"{one.label} <{one.node}>" if one.label else f"<{one.node}>"
        lines += ["", f"{number}. {node}", f"   {one.message}"]
        if one.property:
            value = f" → {one.value}" if one.value and one.value != one.node else ""
            lines.append(f"   {_short(one.property, prefixes or {})}{value}")
        lines += [f"   {q.document}, characters {q.start}–{q.end}: “{q.text}”" for q in one.quotations]
    if limit is not None and count > limit:
        lines += ["", f"… and {count - limit} more."]
    return "\n".join(lines)


def _plain(term: str) -> str:
    """A term in N-Triples syntax → the IRI, or the text of the literal."""
    if term.startswith("<"):
        return term[1:-1]
    triple = next(iter(ox.parse(f"<urn:s> <urn:p> {term} .", format=ox.RdfFormat.N_TRIPLES)), None) if term else None
    return triple.object.value if triple else ""


def _short(iri: str, prefixes: Mapping[str, str]) -> str:
    for prefix, namespace in prefixes.items():
        if iri.startswith(namespace) and len(iri) > len(namespace):
            return f"{prefix}:{iri[len(namespace) :]}"
    return f"<{iri}>"


def _check_syntax(texts: Mapping[str, str]) -> None:
    """Raise an error that names the file and line, if one of the texts is not Turtle."""
    for name, text in texts.items():
        try:
            for _ in ox.parse(text, format=ox.RdfFormat.TURTLE):
                pass
        except SyntaxError as error:
            raise BuildError(f"{name}, line {error.lineno}: not Turtle ({error.msg}). Build it anew.") from error


@dataclass(frozen=True, slots=True)
class _Fault:
    """A result of the engine; terms in N-Triples syntax, `value` None where there is none."""

    node: str
    predicate: str
    value: str | None
    message: str


def _fault(result: shacl.Result, shapes: CompiledShapes) -> _Fault:
    path = result.path
    if path is None:
        predicate = shapes.targets.get((result.root_shape or "")[1:-1], "")
    else:
        # Anything but one predicate is a path expression, of which no fact is made.
        predicate = path[1:-1] if path.startswith("<") and path.find(">") == len(path) - 1 else ""
    value = None if path is None else result.value
    return _Fault(result.focus_node, predicate, value, result.message or f"It breaks {result.component}.")


def _explain(faults: Iterable[_Fault], texts: Iterable[str]) -> Iterator[Violation]:
    """Faults with labels and sentences, in no order."""
    store = ox.Store()
    for text in texts:
        store.bulk_load(text, format=ox.RdfFormat.TURTLE)
    for fault in faults:
        node = ox.NamedNode(fault.node[1:-1]) if fault.node.startswith("<") else None
        label, quotations = "", set[Quotation]()
        if node is not None:
            label = _text(store, node, RDFS.label)
            quotations = {q for place in _places(store, node, fault) if (q := _quotation(store, place))}
        value = _plain(fault.value or "")
        yield Violation(_plain(fault.node), label, fault.predicate, value, fault.message, tuple(sorted(quotations)))


def _places(store: ox.Store, node: ox.NamedNode, fault: _Fault) -> Iterator[ox.NamedNode]:
    """The NIF nodes that state what is at fault: the node itself, or what its statements are derived from."""
    if _objects(store, node, NIF.anchorOf):
        yield node
        return
    statements: list[_Subject] = [node]
    if fault.predicate:
        for quad in store.quads_for_pattern(None, _term(RDF.subject), node):
            predicates = {str(o) for o in _objects(store, quad.subject, RDF.predicate)}
            objects = {str(o) for o in _objects(store, quad.subject, RDF.object)}
            if f"<{fault.predicate}>" in predicates and (fault.value is None or fault.value in objects):
                statements.append(quad.subject)
    for statement in statements:
        derived = [o for o in _objects(store, statement, PROV.wasDerivedFrom) if isinstance(o, ox.NamedNode)]
        sentences = [o for o in derived if _term(NIF.Sentence) in _objects(store, o, RDF.type)]
        yield from sentences or derived


def _quotation(store: ox.Store, place: ox.NamedNode) -> Quotation | None:
    """What a NIF node quotes, as far as it is well-formed."""
    text = _text(store, place, NIF.anchorOf)
    begin, end = (_text(store, place, p) for p in (NIF.beginIndex, NIF.endIndex))
    if not text or not begin.isdecimal() or not end.isdecimal():
        return None
    paths = [
        _text(store, d, KG.path) or d.value
        for d in _objects(store, place, NIF.referenceContext)
        if isinstance(d, ox.NamedNode)
    ]
    return Quotation(min(paths, default=""), int(begin), int(end), text)


def _term(iri: URIRef) -> ox.NamedNode:
    return ox.NamedNode(str(iri))


def _objects(store: ox.Store, subject: _Subject, predicate: URIRef) -> list[_Subject | ox.Literal]:
    return [quad.object for quad in store.quads_for_pattern(subject, _term(predicate), None)]


def _text(store: ox.Store, subject: ox.NamedNode, predicate: URIRef) -> str:
    """The first literal by this predicate, or nothing."""
    return min((o.value for o in _objects(store, subject, predicate) if isinstance(o, ox.Literal)), default="")
