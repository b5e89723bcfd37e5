"""Write Turtle fast, sorted and pleasant to read: one block per subject, ``a`` first, prefixes in use.

Triples are plain tuples of strings, so that nothing of rdflib stands between a build and its files: an IRI is a
`str`, a literal a pair ``(value, datatype IRI)``, in which an empty datatype means ``xsd:string``. There are no
blank nodes, because the graphs of kgraph have none.

The bytes depend on the triples alone: subjects in the order in which the caller gives the blocks (`write_turtle`
sorts them), predicates and objects sorted by IRI and value.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Protocol

#: The value and the datatype IRI; an empty datatype means ``xsd:string``.
Literal = tuple[str, str]
Object = str | Literal
Triple = tuple[str, str, Object]
#: A subject with its predicates and objects, in any order.
Block = tuple[str, list[tuple[str, Object]]]

_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDF_TYPE = _RDF + "type"
XSD = "http://www.w3.org/2001/XMLSchema#"
_XSD_STRING = XSD + "string"

# Grammar of Turtle 1.1, https://www.w3.org/TR/turtle/#sec-grammar-grammar: PN_CHARS_BASE, PN_CHARS. The colon and
# the escapes that PN_LOCAL also allows are left out: such an IRI is written in full.
_BASE_CHARS = (
    "A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c-\u200d\u2070-\u218f"
    "\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
_CHARS = _BASE_CHARS + "_0-9\u00b7\u0300-\u036f\u203f-\u2040-"
_LOCAL = re.compile(f"[{_BASE_CHARS}_0-9](?:[{_CHARS}.]*[{_CHARS}])?")
_PREFIX = re.compile(f"[{_BASE_CHARS}](?:[{_CHARS}.]*[{_CHARS}])?")
_NOT_IN_IRI = re.compile(r'[\x00-\x20<>"{}|^`\\]')
# A reference that resolution against a base ending in "/" leaves as it is: no scheme, no authority, no dot segment.
_RELATIVE = re.compile(r"[^:/?#.][^:/?#]*(?:[/?#].*)?", re.DOTALL)
_DOT_SEGMENT = re.compile(r"(?:^|/)\.{1,2}(?:[/?#]|$)")
# What may stand without quotation marks, by datatype.
_BARE = {
    XSD + "decimal": re.compile(r"[+-]?[0-9]+\.[0-9]+"),
    XSD + "integer": re.compile(r"[+-]?[0-9]+"),
    XSD + "boolean": re.compile(r"true|false"),
}

# What must be escaped, and what would be invisible or would reorder the line that it stands in.
_SPECIAL = re.compile('[\x00-\x1f"\\\\\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff\ud800-\udfff]')
_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t", "\b": "\\b", "\f": "\\f"}

# Predicates that readers look for first, in this order.
_FIRST = (RDF_TYPE, _RDF + "subject", _RDF + "predicate", _RDF + "object")

#: Compact forms kept at a time: enough for the terms that recur, little enough for any corpus.
_CACHE_LIMIT = 100_000
_LINE = 112
#: Predicates of the blocks of which there are many alike.
_SHORT = 16


class TextSink(Protocol):
    """What is written to: anything with a text file's `write`."""

    def write(self, text: str, /) -> object:
        """Take a piece of text."""


def _escape(match: re.Match[str]) -> str:
    char = match[0]
    if "\ud800" <= char <= "\udfff":  # half a character, as undecodable file names have them: no text can hold it
        char = "\ufffd"
    return _ESCAPES.get(char) or f"\\u{ord(char):04X}"


def quote(value: str) -> str:
    """Return `value` between quotation marks, as Turtle and N-Triples write strings.

    Control characters, line separators and bidirectional controls are escaped, everything else stays readable.
    """
    return f'"{_SPECIAL.sub(_escape, value)}"' if _SPECIAL.search(value) else f'"{value}"'


def iri_reference(iri: str) -> str:
    """Return `iri` between angle brackets.

    Raises
    ------
    ValueError
        When it contains a character that no IRI has.
    """
    if _NOT_IN_IRI.search(iri):
        raise ValueError(f"not an IRI: {iri!r}")
    return f"<{iri}>"


def ntriple(triple: Triple) -> str:
    """Return a triple as a line of N-Triples, without line end."""
    subject, predicate, obj = triple
    return f"{iri_reference(subject)} {iri_reference(predicate)} {_ntriples_object(obj)} ."


def nquad(triple: Triple, graph: str) -> str:
    """Return a triple of a named graph as a line of N-Quads, without line end."""
    return f"{ntriple(triple)[:-1]}{iri_reference(graph)} ."


def _ntriples_object(obj: Object) -> str:
    if isinstance(obj, str):
        return iri_reference(obj)
    value, datatype = obj
    return quote(value) + (f"^^{iri_reference(datatype)}" if datatype and datatype != _XSD_STRING else "")


def object_key(obj: Object) -> tuple[bool, str, str]:
    """Sort key of objects: IRIs before literals, each by its characters."""
    return (False, obj, "") if isinstance(obj, str) else (True, obj[0], obj[1])


def triples(blocks: Iterable[Block]) -> Iterator[Triple]:
    """Yield the triples of `blocks`, predicates and objects in the order in which Turtle shows them."""
    for subject, pairs in blocks:
        for predicate, obj in _sorted_pairs(pairs):
            yield subject, predicate, obj


def _sorted_pairs(pairs: Iterable[tuple[str, Object]]) -> list[tuple[str, Object]]:
    return sorted(set(pairs), key=lambda pair: (pair[0] != RDF_TYPE, pair[0], object_key(pair[1])))


class TurtleWriter:
    """Writes blocks of triples to a text stream, the prefixes first.

    Parameters
    ----------
    stream
        Where the text goes; it is neither flushed nor closed.
    prefixes
        Namespace IRIs by prefix, without colon. All of them are declared, sorted by prefix.
    base
        An IRI ending in ``/``. IRIs below it that no prefix shortens are written relative to it.

    Raises
    ------
    ValueError
        When a prefix or an IRI is malformed, or `base` does not end in ``/``.
    """

    def __init__(self, stream: TextSink, prefixes: Mapping[str, str], base: str = "") -> None:
        if base and not base.endswith("/"):
            raise ValueError(f"the base IRI does not end in '/': {base!r}")
        self._write = stream.write
        self._base = base
        self._by_namespace: dict[str, str] = {}
        self._cache: dict[Object, str] = {}
        self._plans: dict[tuple[str, ...], list[tuple[str, int]]] = {}
        head = [f"@base {iri_reference(base)} .\n"] if base else []
        for prefix, namespace in sorted(prefixes.items()):
            if not _PREFIX.fullmatch(prefix):
                raise ValueError(f"not a prefix: {prefix!r}")
            head.append(f"@prefix {prefix}: {iri_reference(namespace)} .\n")
            self._by_namespace.setdefault(namespace, prefix)
        self._write("".join(head))

    @contextmanager
    def graph(self, name: str) -> Iterator[None]:
        """Write the blocks of the ``with`` statement as those of a named graph, which makes the file TriG."""
        self._write(f"\n{self._compact(name)} {{")
        yield
        self._write("}\n")

    def block(self, subject: str, pairs: Iterable[tuple[str, Object]], reified: Triple | None = None) -> None:
        """Write one subject with all its predicates and objects; `pairs` may come in any order.

        Predicates are sorted by IRI, but ``a`` and those of a reified statement come first; objects as they are
        written. If the subject is the reifier of a triple, `reified`, the file is RDF 1.2; the triple is not asserted.
        """
        pairs = list(pairs)
        cache, compact, literal = self._cache, self._compact, self._literal
        head = compact(subject)
        if reified is not None:
            s, p, o = reified
            head = f"<< {compact(s)} {compact(p)} {compact(o) if isinstance(o, str) else literal(o)} ~ {head} >>"
        predicates = tuple([predicate for predicate, _ in pairs])
        plan = self._plans.get(predicates)
        if plan is None and len(predicates) <= _SHORT:
            plan = self._plans[predicates] = self._plan(predicates)
        if plan:
            texts = [cache.get(o) or (compact(o) if isinstance(o, str) else literal(o)) for _, o in pairs]
            body = " ;\n    ".join([f"{verb} {texts[i]}" for verb, i in plan])
            self._write(f"\n{head} {body} .\n")
            return
        written = {
            (predicate, cache.get(obj) or (compact(obj) if isinstance(obj, str) else literal(obj)))
            for predicate, obj in pairs
        }
        lines: dict[str, str] = {}
        for predicate, text in sorted(written):
            if predicate in lines:
                lines[predicate] += f"\0{text}"
            elif predicate == RDF_TYPE:
                lines[predicate] = f"a {text}"
            else:
                lines[predicate] = f"{cache.get(predicate) or compact(predicate)} {text}"
        if not lines:
            return
        ordered = [lines.pop(p) for p in _FIRST if p in lines]
        ordered += lines.values()
        body = " ;\n    ".join([self._list(line) if "\0" in line else line for line in ordered])
        self._write(f"\n{head} {body} .\n")

    def _plan(self, predicates: tuple[str, ...]) -> list[tuple[str, int]]:
        """The predicates as written, in their order, with the places they come from; none if there is one twice."""
        if len(set(predicates)) < len(predicates):
            return []
        last = len(_FIRST)
        order = sorted((_FIRST.index(p) if p in _FIRST else last, p, i) for i, p in enumerate(predicates))
        return [("a" if p == RDF_TYPE else self._compact(p), i) for _, p, i in order]

    @staticmethod
    def _list(line: str) -> str:
        """Return a predicate and its objects, joined with NUL, on one line or on several."""
        return line.replace("\0", " , " if len(line) <= _LINE else " ,\n        ")

    def _literal(self, literal: Literal) -> str:
        value, datatype = literal
        text = f'"{_SPECIAL.sub(_escape, value)}"' if _SPECIAL.search(value) else f'"{value}"'
        if datatype and datatype != _XSD_STRING:
            bare = _BARE.get(datatype)
            if bare is not None and bare.fullmatch(value):
                text = value
            else:
                text = f"{text}^^{self._cache.get(datatype) or self._compact(datatype)}"
        return self._keep(literal, text)

    def _compact(self, iri: str) -> str:
        """Return the shortest faithful form of `iri`: prefixed name, relative reference or the whole."""
        cached = self._cache.get(iri)
        if cached is not None:
            return cached
        text = self._prefixed(iri)
        if text is None:
            rest = iri[len(self._base) :] if self._base and iri.startswith(self._base) else ""
            relative = rest and _RELATIVE.fullmatch(rest) and not _DOT_SEGMENT.search(rest)
            text = iri_reference(rest if relative else iri)
        return self._keep(iri, text)

    def _keep(self, term: Object, text: str) -> str:
        if len(self._cache) >= _CACHE_LIMIT:
            self._cache.clear()
        self._cache[term] = text
        return text

    def _prefixed(self, iri: str) -> str | None:
        cut = max(iri.rfind("/"), iri.rfind("#")) + 1
        prefix = self._by_namespace.get(iri[:cut])
        if prefix is None or not _LOCAL.fullmatch(iri, cut):
            return None
        return f"{prefix}:{iri[cut:]}"


def write_turtle(stream: TextSink, graph: Iterable[Triple], prefixes: Mapping[str, str], base: str = "") -> None:
    """Write triples in any order as sorted Turtle, one block per subject.

    Everything is held in memory to sort it; blocks that come sorted go through `TurtleWriter` one by one.

    Raises
    ------
    ValueError
        When a prefix or an IRI is malformed.
    """
    writer = TurtleWriter(stream, prefixes, base)
    by_subject: dict[str, list[tuple[str, Object]]] = {}
    for subject, predicate, obj in graph:
        by_subject.setdefault(subject, []).append((predicate, obj))
    for subject in sorted(by_subject):
        writer.block(subject, by_subject[subject])
