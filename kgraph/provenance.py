"""How a build came about, in PROV-O: what ``provenance.ttl`` says.

The build is a `prov:Activity`, associated with kgraph as a `prov:SoftwareAgent` of a version. It `prov:used` each
document, the models, the ontology and, if there are any, the gazetteer that places were linked with and the curation
file, and `prov:generated` the other files of the build. Each of these is a `prov:Entity` with its SHA-256
(`pa:sha256`), and with its version (`owl:versionInfo`) if it has one.

No clock, host or path goes in, and there are no blank nodes: the IRI of a run is a digest of what it used, so that the
same corpus, version, models and ontology give the same bytes.
"""

from __future__ import annotations

import hashlib
import importlib.metadata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

import pyoxigraph as ox
from rdflib.namespace import DCTERMS, OWL, PROV, RDF, RDFS, XSD

from kgraph.curation import Curation
from kgraph.iris import DEFAULT_BASE, document_iri, encode_id
from kgraph.model import Source
from kgraph.namespaces import KG
from kgraph.ontology import Ontology
from kgraph.query.inference import load_axioms
from kgraph.turtle import Block, Object, TextSink, TurtleWriter

__all__ = ["PROVENANCE_FILE", "HashingSink", "Material", "Run", "describe_run", "run_blocks", "write_provenance"]

PROVENANCE_FILE = "provenance.ttl"

_A, _LABEL, _VERSION, _SHA = str(RDF.type), str(RDFS.label), str(OWL.versionInfo), str(KG.sha256)
_ENTITY: tuple[str, Object] = (_A, str(PROV.Entity))


@dataclass(frozen=True, slots=True)
class Material:
    """What a build used beside its documents.

    Attributes
    ----------
    kind
        ``model``, ``gazetteer``, ``ontology`` or ``curation``.
    name
        What it is called, without a path.
    sha256
        Hex digest of its bytes; of several files, over their names and bytes.
    version
        As it calls itself, or empty.
    general
        The IRI of that of which this is one version, or empty.
    """

    kind: str
    name: str
    sha256: str
    version: str = ""
    general: str = ""


@dataclass(frozen=True, slots=True)
class Run:
    """What made a build, beside its documents.

    Attributes
    ----------
    version
        Of kgraph.
    extractor
        Name of the pipeline that read the texts; empty if it has none.
    min_confidence
        Least confidence of the facts that were kept, in 0–1.
    materials
        What was used, in the order in which it is described.
    """

    version: str
    extractor: str
    min_confidence: float
    materials: tuple[Material, ...]


def describe_run(
    ontology: Ontology,
    materials: Iterable[Material] = (),
    *,
    extractor: str = "",
    min_confidence: float = 0.0,
    curation: Curation | None = None,
) -> Run:
    """Describe a run of this version of kgraph.

    Parameters
    ----------
    ontology
        The ontology, with its lexicon.
    materials
        The models that read the texts and, if places were linked, the gazetteer.
    extractor
        Name of the pipeline that read them.
    min_confidence
        Least confidence of the facts that are kept.
    curation
        The decisions of the curation file, if there is one.

    Raises
    ------
    OntologyError
        A file of the ontology cannot be read.
    """
    used = [*materials, _ontology(ontology)]
    if curation is not None:
        used.append(Material("curation", curation.name, curation.sha256))
    return Run(importlib.metadata.version("kgraph"), extractor, min_confidence, tuple(used))


def _ontology(ontology: Ontology) -> Material:
    """The folder of an ontology, under the IRI and version that it declares as an ``owl:Ontology``."""
    axioms = load_axioms(ontology)
    headers = axioms.quads_for_pattern(None, ox.NamedNode(_A), ox.NamedNode(str(OWL.Ontology)))
    iri = min(q.subject.value for q in headers if isinstance(q.subject, ox.NamedNode))
    versions = axioms.quads_for_pattern(ox.NamedNode(iri), ox.NamedNode(_VERSION), None)
    version = min((q.object.value for q in versions if isinstance(q.object, ox.Literal)), default="")
    return Material("ontology", iri.rstrip("#/").rpartition("/")[2], ontology.digest, version, iri)


def write_provenance(
    stream: TextSink, run: Run, sources: Iterable[Source], files: Mapping[str, str], base: str = DEFAULT_BASE
) -> None:
    """Write ``provenance.ttl``.

    Parameters
    ----------
    stream
        A text stream; it is not closed.
    run
        What made the build.
    sources
        The documents that were read.
    files
        What was written: SHA-256 by name.
    base
        The base IRI of the build.
    """
    prefixes = {
        "dcterms": str(DCTERMS),
        "document": f"{base}document/",
        "owl": str(OWL),
        "pa": str(KG._NS),
        "prov": str(PROV),
        "provenance": f"{base}provenance/",
        "rdfs": str(RDFS),
        "xsd": str(XSD),
    }
    writer = TurtleWriter(stream, prefixes, base)
    for block in run_blocks(run, sources, files, base):
        writer.block(*block)


def run_blocks(
    run: Run, sources: Iterable[Source], files: Mapping[str, str], base: str = DEFAULT_BASE
) -> Iterator[Block]:
    """The blocks of ``provenance.ttl``: the run, kgraph, what was used, what was written. As `write_provenance`."""
    sources = sorted(sources)
    activity = f"{base}provenance/{_digest(run, sources)}"
    agent = f"{base}provenance/kgraph/{encode_id(run.version)}"
    materials = {f"{base}provenance/{m.kind}/{m.sha256[:16]}": m for m in run.materials}
    documents = {document_iri(base, source.id): source for source in sources}
    written = {f"{activity}/{encode_id(name)}": name for name in sorted(files)}
    about: list[tuple[str, Object]] = [
        (_A, str(PROV.Activity)),
        (_LABEL, ("kgraph build", "")),
        (str(PROV.wasAssociatedWith), agent),
        (str(KG.minConfidence), (format(Decimal(repr(float(run.min_confidence))), "f"), str(XSD.decimal))),
    ]
    if run.extractor:
        about.append((str(KG.extractor), (run.extractor, "")))
    about += [(str(PROV.used), iri) for iri in (*materials, *documents)]
    about += [(str(PROV.generated), iri) for iri in written]
    yield activity, about
    yield agent, [(_A, str(PROV.SoftwareAgent)), (_LABEL, ("kgraph", "")), (_VERSION, (run.version, ""))]
    for iri, material in materials.items():
        said: list[tuple[str, Object]] = [_ENTITY, (_LABEL, (material.name, "")), (_SHA, (material.sha256, ""))]
        if material.version:
            said.append((_VERSION, (material.version, "")))
        if material.general:
            said.append((str(PROV.specializationOf), material.general))
        yield iri, said
    for iri, source in documents.items():
        path = (str(KG.path), (source.path, ""))
        yield iri, [_ENTITY, (str(DCTERMS.identifier), (source.id, "")), path, (_SHA, (source.sha256, ""))]
    for iri, name in written.items():
        yield iri, [_ENTITY, (_LABEL, (name, "")), (_SHA, (files[name], ""))]


def _digest(run: Run, sources: Iterable[Source]) -> str:
    """What tells a run from others: all that it used, and how."""
    used = (run.version, run.extractor, repr(run.min_confidence), *(f"{m.kind}\t{m.sha256}" for m in run.materials))
    lines = "\n".join((*used, *(f"{source.sha256}\t{source.path}" for source in sources)))
    return hashlib.sha256(lines.encode("utf-8", "surrogatepass")).hexdigest()[:16]


class HashingSink:
    """Passes text on to a UTF-8 file, and knows the SHA-256 of all that passed."""

    def __init__(self, stream: TextSink) -> None:
        self._stream = stream
        self._hash = hashlib.sha256()

    def write(self, text: str, /) -> None:
        """Take a piece of text."""
        self._stream.write(text)
        self._hash.update(text.encode())

    @property
    def sha256(self) -> str:
        """Hex digest of what was written so far."""
        return self._hash.hexdigest()
