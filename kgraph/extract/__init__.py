"""Extraction: one document's text → its entities and facts, by a spaCy pipeline driven by the ontology's lexicon.

A pure function of (text, ontology folder, model, version): nothing here remembers a document. `fingerprint` is the
key to that, for caches; computing it loads no model. The pipeline that was used last stays in memory, since loading
it takes longer than reading a hundred pages.
"""

from __future__ import annotations

import hashlib
import importlib.metadata
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from kgraph.model import Document, Extraction
from kgraph.ontology import Ontology

if TYPE_CHECKING:
    from spacy.language import Language

__all__ = ["Extractor", "fingerprint"]

_pipelines: dict[tuple[Path, str, str | None], Language] = {}  # one at most
_lock = Lock()  # a pipeline does one thing at a time


class Extractor:
    """Extracts documents with one ontology and one model, which is loaded when the first document comes.

    Parameters
    ----------
    ontology
        With its lexicon and gazetteers below ``ontology.folder``.
    model
        An installed spaCy English pipeline; kgraph's default when None.
    """

    def __init__(self, ontology: Ontology, model: str | None = None) -> None:
        self.ontology = ontology
        self.model = model

    @property
    def fingerprint(self) -> str:
        """Changes whenever the same text may give another extraction."""
        return fingerprint(self.ontology, self.model)

    @property
    def loaded(self) -> bool:
        """Whether this process has the pipeline at hand."""
        return self._key in _pipelines

    @property
    def nlp(self) -> Language:
        """The whole pipeline, one for all extractors of the same ontology and model.

        Raises
        ------
        ModelError
            If the model is not installed or lacks a component.
        LexiconError
            If the lexicon does not fit the ontology.
        """
        from kgraph.extract.nlp import load_pipeline

        with _lock:
            nlp = _pipelines.get(self._key)
            if nlp is None:
                nlp = load_pipeline(self.ontology, self.model)
                _pipelines.clear()
                _pipelines[self._key] = nlp
        return nlp

    @property
    def _key(self) -> tuple[Path, str, str | None]:
        return self.ontology.folder, self.ontology.digest, self.model

    def extract(self, documents: Iterable[Document]) -> Iterator[Extraction]:
        """Extractions in the order of the documents, as they are read: one document is held at a time."""
        from kgraph.extract.document import to_extraction
        from kgraph.extract.segments import segments

        for document in documents:
            nlp = self.nlp
            with _lock:
                # One Doc at a time: the model's sums then never depend on what else is in a batch.
                extraction = to_extraction(document.id, ((start, nlp(text)) for start, text in segments(document.text)))
            yield extraction


def fingerprint(ontology: Ontology, model: str | None = None) -> str:
    """Hex digest of all that an extraction depends on besides the text: kgraph's code, the ontology, the model.

    Raises
    ------
    ModelError
        If the model is not installed.
    """
    from kgraph.extract.models import model_version

    parts = (importlib.metadata.version("kgraph"), _code(), ontology.digest, model_version(model))
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


@lru_cache(maxsize=1)
def _code() -> str:
    """Digest of the code that extracts, so that a changed rule never meets an old cache."""
    package = Path(__file__).parent.parent
    digest = hashlib.sha256()
    for path in sorted((*package.glob("extract/**/*.py"), *package.glob("lexicon/*.py"), package / "model.py")):
        digest.update(path.relative_to(package).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()
