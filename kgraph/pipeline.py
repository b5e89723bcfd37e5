"""The stages in their order: read → extract (cached, in parallel) → resolve → write → validate. Contains no rules."""

from __future__ import annotations

import contextlib
import gc
import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from kgraph.cache import CacheLostError, ExtractionCache, cache_key
from kgraph.corpus import CorpusFile, CorpusPath, list_corpus, read_files
from kgraph.curation import Curation
from kgraph.errors import BuildError, CorpusError, CurationError, ExportError
from kgraph.files import prepare_folder
from kgraph.forms import form_names
from kgraph.iris import DEFAULT_BASE
from kgraph.model import Document, Extraction, Resolution, Skipped, Source
from kgraph.ontology import Ontology, load_ontology
from kgraph.output import Enrichment, enriched, write_build
from kgraph.report import BuildReport, skipped_line
from kgraph.workers import Extracting, extract_all

if TYPE_CHECKING:
    from kgraph.provenance import Run

#: Name of the cache in the folder of a build, unless another is given.
CACHE_FILE = "cache.sqlite"
#: Documents from which on a build has enough to do beside extraction for giving that a process of its own.
_MANY = 100
_BASE_IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://[^\s<>\"{}|\\^`/?#]+(?:/[^\s<>\"{}|\\^`?#]*)?/")


class Progress(Protocol):
    """Called as the work goes on."""

    def __call__(self, stage: str, done: int, total: int, /) -> object:
        """`done` of `total` units of a stage: documents of ``extract``, else 0 of 1 when a stage begins."""


def no_progress(stage: str, done: int, total: int, /) -> None:
    """Take no notice."""


def build(
    corpus: CorpusPath,
    out: Path | str = "build",
    *,
    ontology: Path | str | None = None,
    model: str | None = None,
    workers: int | None = None,
    cache: Path | str | None = None,
    use_cache: bool = True,
    strict: bool = False,
    base_iri: str = DEFAULT_BASE,
    min_confidence: float = 0.0,
    provenance: Iterable[str] = (),
    enrich: bool = True,
    curation: Path | str | None = None,
    extractor: Extracting | str = "auto",
    on_progress: Progress | None = None,
) -> BuildReport:
    """Read a corpus and write its graph, with the evidence of each fact.

    Parameters
    ----------
    corpus
        A folder of texts, a text, or several of these.
    out
        Folder to write to, made if it is missing. Files of an earlier build there are replaced, all at once.
    ontology
        Folder of the ontology and its lexicon; None for the one that comes with kgraph.
    model
        What the extractor reads with: a folder that ``kgraph train`` wrote, or for the extractor ``lexicon`` an
        installed spaCy English pipeline; None for kgraph's own.
    workers
        Number of processes to extract with; None for one per core, or fewer if there is little to do. The output is
        the same for any number.
    cache, use_cache
        The file that keeps what was extracted from each text, by default ``cache.sqlite`` in `out`; or keep nothing.
    strict
        Whether a document that cannot be read is an error. Otherwise it is skipped and reported.
    base_iri
        Beginning of all IRIs of the graph.
    min_confidence
        Facts of lower confidence, in 0–1, are left out. Entities and their IRIs stay the same.
    provenance
        Forms of `kgraph.forms` to write the build in, beside the reified one.
    enrich
        Whether to link places to GeoNames, in a file apart: see `kgraph.places`. An ontology without places has none.
    extractor
        ``combined``, ``neural``, ``lexicon`` or ``auto`` (see `kgraph.extract`); or what to extract with instead.
    curation
        File of a person's decisions; None for ``curation.yaml`` in the corpus's folder or beside it, if there is one.
    on_progress
        Called with the stage (``extract``, ``resolve``, ``write``, ``validate``), the number of units done and of all.

    Returns
    -------
    BuildReport
        Its `violations` are not empty if the graph does not conform to the shapes; it is written all the same.

    Raises
    ------
    CorpusError
        If no document can be read, or with `strict` one cannot.
    OntologyError, LexiconError, ModelError
        If what extraction needs is missing or wrong.
    CurationError
        If the curation file is malformed or contradicts itself, or with `strict` a decision does not apply.
    ExportError
        If the files cannot be written; those of an earlier build are then as they were. Or if `base_iri` is no IRI
        that ends in a slash, or a form of provenance unknown.
    BuildError
        If a worker process dies.
    """
    if not _BASE_IRI.fullmatch(base_iri):
        raise ExportError(f"'{base_iri}' cannot be the base of IRIs: it must be like https://example.org/archive/.")
    forms = form_names(provenance)
    out = Path(out)
    progress = on_progress or no_progress
    listing = list_corpus(corpus, exclude=out)
    domain = load_ontology(None if ontology is None else Path(ontology))
    decisions = _decisions(corpus, curation, domain)
    reader = _extractor(extractor, domain, model)
    fingerprint = reader.fingerprint
    if strict:
        check_all_readable(listing.files)
    prepare_folder(out)
    location = (Path(cache) if cache is not None else out / CACHE_FILE) if use_cache else None
    with ExtractionCache(location) as store:
        for attempt in range(3):
            try:
                mapped = _map(listing.files, store, reader, fingerprint, workers, domain, progress)
                if strict and mapped.skipped:
                    raise CorpusError(describe_skipped(mapped.skipped))
                progress("resolve", 0, 1)
                with _without_collector():
                    resolution = _reduce(mapped, store, domain, base_iri, decisions)
                break
            except CacheLostError:
                if attempt == 2:
                    raise
        idle = [remark for remark in resolution.remarks if not remark.applies]
        if strict and decisions is not None and idle:
            heading = f"Decisions of '{decisions.path}' that do not apply:"
            raise CurationError("\n".join([heading, *(f"  {remark}" for remark in idle)]))
        resolution = _confident(replace(resolution, skipped=mapped.skipped), min_confidence, domain)
        with _without_collector():
            enrichment = enriched(resolution, domain, base_iri) if enrich else None
            run = _describe(reader, domain, min_confidence, enrichment, decisions)
            details = {
                "ignored": listing.ignored,
                "reader": getattr(reader, "description", {}),
                "curation": _curated(decisions, resolution),
            }
            report = write_build(resolution, domain, base_iri, out, forms, run, enrichment, details, progress)
        store.finish()
        notes = tuple(filter(None, [store.problem]))
    return replace(report, extracted=mapped.extracted, notes=notes)


def extract(
    items: Iterable[Document | Skipped],
    *,
    ontology: Path | str | None = None,
    model: str | None = None,
    workers: int | None = None,
    extractor: Extracting | str = "auto",
) -> Iterator[Extraction | Skipped]:
    """Extract from what `kgraph.corpus.read_corpus` yields, in its order, without a cache.

    What was skipped is passed on, and comes not later than the extractions of the documents that follow it.

    Raises
    ------
    OntologyError, LexiconError, ModelError, BuildError
        As `build` does.
    """
    domain = load_ontology(None if ontology is None else Path(ontology))
    reader = _extractor(extractor, domain, model)
    _ = reader.fingerprint  # says at once if the model is not installed
    skipped: list[Skipped] = []

    def documents() -> Iterator[Document]:
        for item in items:
            if isinstance(item, Skipped):
                skipped.append(item)
            else:
                yield item

    for result in extract_all(documents(), reader, workers):
        yield from skipped
        skipped.clear()
        yield result
    yield from skipped


def check_all_readable(files: Iterable[CorpusFile]) -> None:
    """Read all documents, to find out whether one cannot be.

    Raises
    ------
    CorpusError
        If so, with the reasons of all that cannot.
    """
    skipped = [item for item in read_files(files) if isinstance(item, Skipped)]
    if skipped:
        raise CorpusError(describe_skipped(skipped))


def describe_skipped(skipped: Iterable[Skipped]) -> str:
    """One line for each document that could not be read, with what to do about it."""
    lines = [f"  {skipped_line(s)}" for s in skipped]
    return "\n".join([f"{len(lines)} document{'s' if len(lines) != 1 else ''} could not be read:", *lines])


@dataclass
class _Mapped:
    """What the map step leaves behind: for each document a source and the key of its extraction in the cache.

    Of some documents it has the extraction at hand (`known`).
    """

    sources: dict[str, Source] = field(default_factory=dict)
    keys: dict[str, bytes] = field(default_factory=dict)
    known: dict[str, Extraction] = field(default_factory=dict)
    failed: list[Skipped] = field(default_factory=list)
    extracted: int = 0

    @property
    def skipped(self) -> tuple[Skipped, ...]:
        return tuple(sorted(self.failed, key=lambda s: s.path))

    def forget(self, path: str) -> None:
        for identifier in [i for i, source in self.sources.items() if source.path == path]:
            del self.sources[identifier], self.keys[identifier]


def _extractor(extractor: Extracting | str, ontology: Ontology, model: str | None) -> Extracting:
    return _default_extractor(ontology, model, extractor) if isinstance(extractor, str) else extractor


def _default_extractor(ontology: Ontology, model: str | None, kind: str) -> Extracting:
    from kgraph.extract import Extractor

    return Extractor(ontology, model, kind)


def _map(
    files: tuple[CorpusFile, ...],
    store: ExtractionCache,
    extractor: Extracting,
    fingerprint: str,
    workers: int | None,
    ontology: Ontology,
    progress: Progress,
) -> _Mapped:
    """Read every document and have the cache know what it says."""
    mapped = _Mapped()
    done = 0

    def unknown() -> Iterator[Document]:
        nonlocal done
        for item in read_files(files):
            if isinstance(item, Skipped):
                mapped.failed.append(item)
            else:
                mapped.sources[item.id] = item.source
                mapped.keys[item.id] = key = cache_key(item.text, fingerprint)
                if not store.has(key):
                    yield item
                    continue
            done += 1
            progress("extract", done, len(files))

    def prepare() -> None:
        with _without_collector():
            _prepare(mapped, store, ontology)

    progress("extract", 0, len(files))
    # A pipeline that this process has loaded already is sooner at work than another process.
    meanwhile = prepare if len(files) >= _MANY and not getattr(extractor, "loaded", False) else None
    for result in extract_all(unknown(), extractor, workers, meanwhile):
        if isinstance(result, Skipped):
            mapped.failed.append(result)
            mapped.forget(result.path)
        else:
            store.put(mapped.keys[result.document], result)
            mapped.extracted += 1
        done += 1
        progress("extract", done, len(files))
    if not mapped.sources:
        raise CorpusError(f"There is nothing to build from. {describe_skipped(mapped.skipped)}")
    return mapped


def _prepare(mapped: _Mapped, store: ExtractionCache, ontology: Ontology) -> None:
    """Do of the later steps what can be done before the last documents are extracted."""
    import kgraph.rdf
    import kgraph.resolve
    import kgraph.validate  # noqa: F401
    from kgraph.resolve.known import KnownNames
    from kgraph.shapes import compile_shapes

    compile_shapes(ontology)
    KnownNames.of(ontology)
    for identifier, key in mapped.keys.items():
        extraction = store.get(key, identifier)
        if extraction is not None:
            mapped.known[identifier] = extraction


@contextlib.contextmanager
def _without_collector() -> Iterator[None]:
    """Have Python look for no cycles of garbage: among so many objects that takes long, and none are made."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def _decisions(corpus: CorpusPath, given: Path | str | None, ontology: Ontology) -> Curation | None:
    """A person's decisions on a corpus."""
    from kgraph.curation import find_curation, read_curation

    paths = [corpus] if isinstance(corpus, str | os.PathLike) else list(corpus)
    path = find_curation([Path(p) for p in paths], given)
    return None if path is None else read_curation(path, ontology)


def _curated(decisions: Curation | None, resolution: Resolution) -> dict[str, object]:
    """What the report says of a curation file."""
    if decisions is None:
        return {}
    return {"file": decisions.name, "decisions": len(decisions.entries), "remarks": [*map(str, resolution.remarks)]}


def _reduce(
    mapped: _Mapped, store: ExtractionCache, ontology: Ontology, base_iri: str, decisions: Curation | None
) -> Resolution:
    """Merge what the documents say."""
    from kgraph.resolve import resolve

    def extractions() -> Iterator[Extraction]:
        for identifier, key in mapped.keys.items():
            extraction = mapped.known.pop(identifier, None) or store.get(key, identifier)
            if extraction is None:
                raise BuildError(f"The cache '{store.path}' lost an entry while it was in use: run the build again.")
            yield extraction

    return resolve(extractions(), mapped.sources.values(), ontology, base_iri, decisions)


def _confident(resolution: Resolution, minimum: float, ontology: Ontology) -> Resolution:
    """Leave out what is less sure. Of values that contradict each other, the best supported of those left counts."""
    if minimum <= 0:
        return resolution
    from kgraph.conflicts.settle import settle

    facts = settle((fact for fact in resolution.facts if fact.confidence >= minimum), ontology)
    return replace(resolution, facts=tuple(facts))


def _describe(
    reader: Extracting,
    ontology: Ontology,
    min_confidence: float,
    enrichment: Enrichment | None,
    decisions: Curation | None,
) -> Run:
    from kgraph.provenance import describe_run

    materials = (*getattr(reader, "materials", ()), *([enrichment.gazetteer] if enrichment else []))
    kind = getattr(reader, "kind", "")
    least = max(min_confidence, 0.0)
    return describe_run(ontology, materials, extractor=kind, min_confidence=least, curation=decisions)
