"""The forms that a build is written in, and one way to read them all.

=============  ====================  ==============================================================================
form           file                  where a fact comes from
=============  ====================  ==============================================================================
``reified``    ``graph.ttl``,        RDF 1.1: an ``rdf:Statement`` for each fact. Every build has these two files.
               ``evidence.ttl``
``trig``       ``graph.trig``        RDF 1.1: all of that in the default graph and, in a graph named by the IRI of each
                                     document, the facts that this document states, be they in ``graph.ttl`` or
                                     overridden.
``nquads``     ``graph.nq``          The same quads, one a line.
``rdf12``      ``graph.rdf12.ttl``   RDF 1.2: the statement is the reifier of a triple: ``<< s p o ~ statement >>``.
=============  ====================  ==============================================================================

Read by `read_triples`, all of them give the same triples, those of the reified form. What is not from the texts, in
``enrichment.ttl``, is in none of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from types import MappingProxyType

import pyoxigraph as ox
from rdflib.namespace import RDF

from kgraph.errors import BuildError, ExportError

__all__ = [
    "BUILD_FILES",
    "ENRICHMENT_FILE",
    "FORM_FILES",
    "REIFIED",
    "build_files",
    "form_names",
    "plain_name",
    "rdf_format",
    "read_triples",
]

#: The form that is always written, and its files.
REIFIED, BUILD_FILES = "reified", ("graph.ttl", "evidence.ttl")

#: What a build says that is not from its texts: places in GeoNames. It lies beside any of the forms.
ENRICHMENT_FILE = "enrichment.ttl"

#: The other forms, each with the name that its file has in a build.
FORM_FILES: Mapping[str, str] = MappingProxyType(
    {"trig": "graph.trig", "nquads": "graph.nq", "rdf12": "graph.rdf12.ttl"}
)

_FORMATS = {
    ".ttl": ox.RdfFormat.TURTLE,
    ".nt": ox.RdfFormat.N_TRIPLES,
    ".trig": ox.RdfFormat.TRIG,
    ".nq": ox.RdfFormat.N_QUADS,
}
_TYPE, _STATEMENT = ox.NamedNode(str(RDF.type)), ox.NamedNode(str(RDF.Statement))
_PARTS = tuple(ox.NamedNode(str(p)) for p in (RDF.subject, RDF.predicate, RDF.object))


def form_names(wanted: Iterable[str]) -> tuple[str, ...]:
    """Names of forms as a user may write them ("TriG", "N-Quads", "RDF 1.2") → those of `FORM_FILES`, each once.

    The reified form is written in any case, and not among them.

    Raises
    ------
    ExportError
        When there is no such form.
    """
    names = {plain_name(name): name for name in wanted}
    for plain, name in names.items():
        if plain != REIFIED and plain not in FORM_FILES:
            raise ExportError(f"There is no form '{name}'. Choose among {', '.join((REIFIED, *FORM_FILES))}.")
    return tuple(name for name in FORM_FILES if name in names)


def plain_name(name: str) -> str:
    """The name of a form or format as a user may write it, without case, hyphens and the like."""
    return "".join(c for c in name.casefold() if c.isalnum())


def build_files(source: Path, *, enriched: bool = False) -> tuple[Path, ...]:
    """The files to read a build from.

    Parameters
    ----------
    source
        The folder that ``kgraph build`` wrote; or a file that holds a whole build, in any of the forms.
    enriched
        Have ``enrichment.ttl`` among them: that of the folder, or the one beside the file.

    Raises
    ------
    BuildError
        There is no such folder or file, or the folder is no build, or it is no file of RDF, or there is no
        ``enrichment.ttl``.
    """
    if source.is_file():
        rdf_format(source)
        return (source, _enrichment_beside(source)) if enriched else (source,)
    if not source.is_dir():
        raise BuildError(f"{source} is not a folder. Make a build first: kgraph build CORPUS --out {source}")
    names = (*BUILD_FILES, ENRICHMENT_FILE) if enriched else BUILD_FILES
    for name in names:
        if (source / name).is_file():
            continue
        if name == ENRICHMENT_FILE:
            raise BuildError(
                f"{source} has no {name}: it was built with --no-enrich, or its texts name no places. "
                f"Build again: kgraph build CORPUS --out {source}"
            )
        raise BuildError(f"{source} is not a build: it has no {name}. Make one: kgraph build CORPUS --out {source}")
    return tuple(source / name for name in names)


def _enrichment_beside(file: Path) -> Path:
    path = file.with_name(ENRICHMENT_FILE)
    if not path.is_file():
        raise BuildError(
            f"There is no {ENRICHMENT_FILE} beside {file}. Copy it from the folder of the build, or name that folder; "
            "a build with --no-enrich, or of texts that name no places, has none."
        )
    return path


def rdf_format(path: Path) -> ox.RdfFormat:
    """The format of a file, by its extension.

    Raises
    ------
    BuildError
        It is none that a build is written in.
    """
    try:
        return _FORMATS[path.suffix]
    except KeyError:
        raise BuildError(
            f"{path} is not a build: it is none of {', '.join('*' + s for s in _FORMATS)}. Name the folder that "
            "kgraph build wrote, or a file such as graph.trig in it."
        ) from None


def read_triples(path: Path) -> Iterator[ox.Triple | ox.Quad]:
    """The triples of a file of a build as the reified form has them, in the order of the file.

    Of a dataset those of the default graph, which has them all. For ``rdf:reifies`` come type, subject, predicate and
    object of the statement.

    Raises
    ------
    OSError, SyntaxError
        The file cannot be read, or not be parsed.
    BuildError
        Its extension is none of RDF.
    """
    format_ = rdf_format(path)
    default = ox.DefaultGraph()
    for quad in ox.parse(path=path, format=format_):
        if format_.supports_datasets and quad.graph_name != default:
            continue
        term = quad.object
        if isinstance(term, ox.Triple):
            yield ox.Triple(quad.subject, _TYPE, _STATEMENT)
            for predicate, part in zip(_PARTS, (term.subject, term.predicate, term.object), strict=True):
                yield ox.Triple(quad.subject, predicate, part)
        else:
            yield quad
