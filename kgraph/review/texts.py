"""What a review needs beside the build: the texts, and the curation file of their corpus."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from kgraph.corpus import CURATION_FILE, read_corpus
from kgraph.curation import find_curation
from kgraph.errors import CurationError
from kgraph.model import Document, Resolution
from kgraph.output import REPORT_FILE


def texts_of(corpus: Sequence[Path], resolution: Resolution) -> dict[str, str]:
    """The texts of a corpus by the ids of their documents, as far as they are what the build read.

    Raises
    ------
    CorpusError
        There is no such corpus.
    """
    if not corpus:
        return {}
    digests = {source.id: source.sha256 for source in resolution.sources}
    documents = (item for item in read_corpus(corpus) if isinstance(item, Document))
    return {document.id: document.text for document in documents if digests.get(document.id) == document.sha256}


def curation_file(build: Path, corpus: Sequence[Path], given: Path | None) -> Path:
    """The file that decisions on a build go to: where `kgraph build` finds it.

    Raises
    ------
    CurationError
        There are several, or the build was made with one that is not there.
    """
    if given is not None:
        return given
    found = find_curation(corpus) if corpus else None
    if found is None:
        found = _beside(corpus[0]) if corpus else Path(CURATION_FILE)
    used = _used(build)
    if used and (used != found.name or not found.is_file()):
        raise CurationError(
            f"'{build}' was made with a curation file '{used}', which is not '{found}': name it with --curation."
        )
    return found


def _beside(corpus: Path) -> Path:
    """The place for a curation file beside a corpus; relative if it is below the working directory."""
    folder, here = corpus.resolve().parent, Path.cwd()
    return (folder.relative_to(here) if folder.is_relative_to(here) else folder) / CURATION_FILE


def _used(build: Path) -> str:
    """The name of the curation file that a build was made with, or nothing."""
    try:
        report = json.loads((build / REPORT_FILE).read_text("utf-8"))
        return str(report.get("curation", {}).get("file", ""))
    except (OSError, ValueError, AttributeError):
        return ""  # the report is for people: a build can be read without it
