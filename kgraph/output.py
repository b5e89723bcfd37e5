"""The files of a build, written together or not at all."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable, Collection, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kgraph.files import atomic_files
from kgraph.forms import ENRICHMENT_FILE, FORM_FILES
from kgraph.model import Resolution
from kgraph.report import BuildReport, summarise

if TYPE_CHECKING:
    from kgraph.ontology import Ontology
    from kgraph.provenance import Material, Run

REPORT_FILE = "report.json"


@dataclass(frozen=True)
class Enrichment:
    """The text of the file that links places, how many it links, and the gazetteer that it links them to."""

    text: str
    counts: Mapping[str, int]
    gazetteer: Material


def enriched(resolution: Resolution, ontology: Ontology, base_iri: str) -> Enrichment | None:
    """What the gazetteer knows of the places of a corpus; None if there are no places."""
    from kgraph.places.enrichment import write_enrichment
    from kgraph.places.gazetteer import DATA, default_gazetteer
    from kgraph.places.linking import count_links, link_places
    from kgraph.provenance import Material

    links = link_places(resolution, ontology)
    if not links:
        return None
    text, gazetteer = io.StringIO(), default_gazetteer()
    write_enrichment(text, links, gazetteer, resolution, ontology, base_iri)
    digest = hashlib.sha256(DATA.read_bytes()).hexdigest()
    return Enrichment(text.getvalue(), count_links(links), Material("gazetteer", DATA.name, digest, gazetteer.version))


def write_build(
    resolution: Resolution,
    ontology: Ontology,
    base_iri: str,
    out: Path,
    forms: Collection[str],
    run: Run,
    enrichment: Enrichment | None,
    details: Mapping[str, Any],
    progress: Callable[[str, int, int], object],
) -> BuildReport:
    """Write the files of a build together, with the report on whether they conform.

    Parameters
    ----------
    resolution, ontology, base_iri
        What to write, the ontology of its local names, and the base IRI with which it was resolved.
    out
        The folder.
    forms
        Which of `kgraph.forms.FORM_FILES` to write, too; those of an earlier build are removed.
    run
        What the build was made of.
    enrichment
        What the gazetteer knows of its places, if they were looked up.
    details
        What else the report says: attributes of `BuildReport`, ``curation`` among them.
    progress
        Called when the stages ``write`` and ``validate`` begin.

    Raises
    ------
    ExportError
        If the files cannot be written; those of an earlier build are then as they were.
    """
    from kgraph.decisions.record import DECISIONS_FILE, write_decisions
    from kgraph.export.provenance import FORM_WRITERS
    from kgraph.provenance import PROVENANCE_FILE, HashingSink, write_provenance
    from kgraph.rdf import EVIDENCE_FILE, GRAPH_FILE, write_evidence, write_graph
    from kgraph.validate import validate_turtle

    graph, evidence = io.StringIO(), io.StringIO()
    progress("write", 0, 1)
    write_graph(graph, resolution, ontology, base_iri)
    write_evidence(evidence, resolution, ontology, base_iri)
    texts = {GRAPH_FILE: graph.getvalue(), EVIDENCE_FILE: evidence.getvalue()}
    progress("validate", 0, 1)
    with ThreadPoolExecutor(1) as thread, atomic_files(out) as files:  # the validator leaves this thread free to write
        violations = thread.submit(validate_turtle, dict(texts), ontology)
        sinks: dict[str, HashingSink] = {}

        def sink(name: str) -> HashingSink:
            return sinks.setdefault(name, HashingSink(files.text(name)))

        for name, text in texts.items():
            sink(name).write(text)
        for form, name in FORM_FILES.items():
            if form in forms:
                FORM_WRITERS[form](sink(name), resolution, ontology, base_iri)
            else:
                files.remove(name)  # of an earlier build, which the others no longer are
        places: Mapping[str, int] = {}
        if enrichment is None:
            files.remove(ENRICHMENT_FILE)
        else:
            sink(ENRICHMENT_FILE).write(enrichment.text)
            places = enrichment.counts
        write_decisions(sink(DECISIONS_FILE), resolution)
        report = summarise(resolution, violations=violations.result(), places=places, **details)
        sink(REPORT_FILE).write(report.to_json())
        digests = {name: sink.sha256 for name, sink in sinks.items()}
        texts_read = [source for source in resolution.sources if source.id != details["curation"].get("file")]
        write_provenance(files.text(PROVENANCE_FILE), run, texts_read, digests, base_iri)
    return replace(report, files=tuple(out / name for name in (*sinks, PROVENANCE_FILE)))
