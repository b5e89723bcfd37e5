"""SPARQL over a build: its graph and its evidence, as one graph, by an embedded Oxigraph.

Whatever form the build is in, the store is completed until it has them all (`kgraph.query.completion`), so that the
same query has the same answer.

Rows come in the same order on every run: what the query orders by, then its columns from left to right, numbers by
value and everything else by its characters. Queries only read, and never use the network.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping
from pathlib import Path

import pyoxigraph as ox

from kgraph.errors import BuildError, OntologyError, QueryError
from kgraph.forms import build_files, rdf_format
from kgraph.iris import entity_base
from kgraph.ontology import Ontology
from kgraph.query import sparql
from kgraph.query.completion import complete
from kgraph.query.inference import entail, load_axioms, ontology_files
from kgraph.query.results import Result, Row

__all__ = ["load_store", "query", "query_names", "read_query"]

# Predeclared beside those of the ontology and of its files, which take precedence.
_COMMON = {
    "crm": "http://www.cidoc-crm.org/cidoc-crm/",
    "dcterms": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "gn": "http://www.geonames.org/ontology#",
    "lrmoo": "http://iflastandards.info/ns/lrm/lrmoo/",
    "org": "http://www.w3.org/ns/org#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "rel": "http://id.loc.gov/vocabulary/relators/",
    "schema": "https://schema.org/",
    "sssom": "https://w3id.org/sssom/",
    "wd": "http://www.wikidata.org/entity/",
    "wdt": "http://www.wikidata.org/prop/direct/",
    "wgs84": "http://www.w3.org/2003/01/geo/wgs84_pos#",
}
_SYNTAX_ERROR = re.compile(r"error at (\d+):(\d+): expected (.*)", re.DOTALL)
_MEANING = {
    "The SELECT contains a variable that is unbound": "SELECT names a variable that is neither grouped nor aggregated",
    "Duplicated variable name in SELECT": "SELECT names a variable twice",
}
_REASON = re.compile(r"(?:^|one of |, )([A-Z][a-z]* [a-zA-Z ]+)(?=,|$)")


def load_store(folder: Path, ontology: Ontology, *, infer: bool = False, enriched: bool = False) -> ox.Store:
    """Read a build into memory.

    Parameters
    ----------
    folder
        Output of ``kgraph build``; or a file that holds a whole build, in any of the forms of `kgraph.forms`.
    ontology
        The ontology that it was built with; only its axioms are used.
    infer
        Add what the ontology's axioms entail, and the ontology itself with its labels: see `kgraph.query.inference`.
    enriched
        Add what GeoNames knows of the build's places: see `kgraph.places.enrichment`.

    Raises
    ------
    BuildError
        A file of the build is missing or malformed.
    OntologyError
        With `infer`: a file of the ontology cannot be read.
    """
    store = ox.Store()
    for path in build_files(folder, enriched=enriched):
        try:
            store.load(path=str(path), format=rdf_format(path))
        except (OSError, SyntaxError) as error:
            raise BuildError(f"{path}: {error}\nBuild again to replace it: kgraph build") from error
    complete(store)
    if infer:
        entail(store, load_axioms(ontology))
    return store


def query_names(folder: Path, ontology: Ontology) -> tuple[dict[str, str], str]:
    """What a query need not declare.

    Returns
    -------
    tuple of dict and str
        All prefixes, sorted: the build's, the ontology's, and widely used ones. And the base IRI of the build, below
        which ``<person/ada>`` stands.

    Raises
    ------
    BuildError
        A file of the build is missing or malformed.
    OntologyError
        A file of the ontology is.
    """
    found, base = dict(_COMMON), ""
    for path in ontology_files(ontology):
        try:
            found |= _head(path)[0]
        except (OSError, SyntaxError) as error:
            raise OntologyError(f"{path}: {error}") from error
    for path in build_files(folder):
        try:
            prefixes, stated = _head(path)
        except (OSError, SyntaxError) as error:
            raise BuildError(f"{path}: {error}") from error
        found |= prefixes
        base = base or stated
    return dict(sorted((found | dict(ontology.prefixes)).items())), base


def _head(path: Path) -> tuple[dict[str, str], str]:
    """The prefixes and the base at the top of a file; those of N-Quads, which has none, by its first entity."""
    format_ = rdf_format(path)
    parser = ox.parse(path=str(path), format=format_)
    first = next(iter(parser), None)
    if format_ not in (ox.RdfFormat.N_QUADS, ox.RdfFormat.N_TRIPLES):
        return parser.prefixes, parser.base_iri or ""
    base = entity_base(first.subject.value) if first and isinstance(first.subject, ox.NamedNode) else ""
    return {name: f"{base}{name}/" for name in ("document", "statement") if base}, base


def query(store: ox.Store, text: str, prefixes: Mapping[str, str], base: str = "") -> Result:
    """Evaluate a query.

    Parameters
    ----------
    store
        The data, as `load_store` returns it.
    text
        SPARQL 1.1, or 1.2 as far as Oxigraph has it: SELECT, ASK, CONSTRUCT or DESCRIBE.
    prefixes
        Declared before the query; a ``PREFIX`` in the query wins.
    base
        What relative IRIs, ``<person/ada>``, are below.

    Raises
    ------
    QueryError
        The query is malformed, and the message shows where; or it is refused, as in `sparql.check_readable`; or it
        calls a function that does not exist.
    """
    sparql.check_readable(text)
    known = dict(prefixes)
    try:
        form = ox.Store().query(text, prefixes=known, base_iri=base or None)
    except SyntaxError as error:
        raise QueryError(_explain(text, known, base, str(error))) from error
    except (RuntimeError, OSError, ValueError) as error:
        raise QueryError(f"The query cannot be evaluated: {error}.") from error
    if isinstance(form, ox.QuerySolutions):
        names = sparql.columns(text, [v.value for v in form.variables])
        text = _ordered(text, names, known, base)
    try:
        answer = store.query(text, prefixes=known, base_iri=base or None)
        if isinstance(answer, ox.QueryBoolean):
            return Result("boolean", boolean=bool(answer), prefixes=known, base=base)
        if isinstance(answer, ox.QuerySolutions):
            rows = tuple(tuple(row[name] for name in names) for row in answer)
            return Result("rows", names, rows, prefixes=known, base=base)
        triples: set[Row] = {(t.subject, t.predicate, t.object) for t in answer}
    except (RuntimeError, OSError, ValueError) as error:
        raise QueryError(f"The query cannot be evaluated: {error}.") from error
    columns = ("subject", "predicate", "object")
    return Result("triples", columns, tuple(sorted(triples, key=_triple_key)), prefixes=known, base=base)


def read_query(source: str) -> str:
    """The text of a query given on a command line: itself, a file that holds it, or ``-`` for standard input.

    Raises
    ------
    QueryError
        The file does not exist or is not UTF-8 text.
    """
    if source == "-":
        return sys.stdin.read()
    if "{" in source or "<" in source or "\n" in source or "\0" in source:
        return source
    path = Path(source)
    try:
        if path.is_file():
            return path.read_text("utf-8-sig")
    except UnicodeDecodeError as error:
        raise QueryError(f"{path} is not a UTF-8 text: save the query as UTF-8.") from error
    except OSError as error:
        raise QueryError(f"{path} cannot be read: {error.strerror}.") from error
    if path.suffix in (".rq", ".sparql") or (source.strip() and not re.search(r"\s", source.strip())):
        raise QueryError(f"There is no file {source}, and it is not a query.")
    return source


def _ordered(text: str, names: tuple[str, ...], prefixes: dict[str, str], base: str) -> str:
    """The query with a total order, or as it was where SPARQL's grammar leaves no place for one."""
    ordered = sparql.with_total_order(text, names)
    try:
        ox.Store().query(ordered, prefixes=prefixes, base_iri=base or None)
    except (SyntaxError, RuntimeError, OSError, ValueError):
        return text
    return ordered


def _triple_key(row: Row) -> tuple[str, ...]:
    return tuple(str(term) for term in row)


def _explain(text: str, prefixes: dict[str, str], base: str, message: str) -> str:
    """What is wrong with a query that does not parse, and where: Oxigraph's own position is only approximate."""
    fault = sparql.open_end(text)
    if fault is not None:
        start, reason = fault
        return _at(text, start, reason)
    wide, places = sparql.spread(text)
    try:
        ox.Store().query(wide, prefixes=prefixes, base_iri=base or None)
    except SyntaxError as error:
        message = str(error)
    found = _SYNTAX_ERROR.match(message)
    if found is None:
        return f"The query is not valid SPARQL: {message}."
    column = int(found[2]) - 1
    start = max((original for at, original in places if at <= column), default=0)
    token = next(t.text for t in sparql.tokens(text) if t.start == start)
    match = _REASON.search(found[3].replace("\n", " "))
    reason = match[1] if match else ""
    if reason == "Prefix not found":
        # It is noticed at the end of the name, or where a keyword was tried instead.
        hint = f"the prefix of {token} is not declared. Known: {', '.join(prefixes)}"
    elif reason and "failed" not in reason:
        hint = _MEANING.get(reason, reason)
    elif start == places[0][1]:
        hint = f"a query begins with SELECT, ASK, CONSTRUCT or DESCRIBE, not {token}"
    else:
        hint = f"{token} cannot stand here"
    return _at(text, start, hint)


def _at(text: str, start: int, reason: str) -> str:
    return f"The query is not valid SPARQL: {sparql.position(text, start)}: {reason}.\n{sparql.excerpt(text, start)}"
