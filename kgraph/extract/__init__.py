"""Extraction: one document's text → its entities and facts, by a spaCy pipeline.

There are three pipelines. ``neural`` reads with kgraph's own model (`kgraph.neural`); ``lexicon`` with a parser and
with what the ontology's lexicon says (`kgraph.extract.mentions` and its neighbours), for ontologies that no model
knows; ``combined`` reads with both and weighs what they find.

A pure function of (text, ontology folder, extractor, model, version): nothing here remembers a document. `fingerprint`
is the key to that, for caches; computing it loads no model. The pipeline that was used last stays in memory, since
loading it takes longer than reading a hundred pages.
"""

from __future__ import annotations

import hashlib
import importlib.metadata
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from kgraph.errors import ModelError
from kgraph.model import Document, Extraction
from kgraph.ontology import Ontology

if TYPE_CHECKING:
    from spacy.language import Language

    from kgraph.provenance import Material

__all__ = ["EXTRACTORS", "Extractor", "choose", "fingerprint"]

#: The pipelines, and ``auto`` for the one that suits the ontology.
EXTRACTORS = ("auto", "combined", "neural", "lexicon")

_pipelines: dict[tuple[Path, str, str, str | None], Language] = {}  # one at most
_lock = Lock()  # a pipeline does one thing at a time


class Extractor:
    """Extracts documents with one ontology and one model, which is loaded when the first document comes.

    Parameters
    ----------
    ontology
        With its lexicon and gazetteers below ``ontology.folder``.
    model
        A folder that ``kgraph train`` wrote; for ``lexicon`` an installed spaCy English pipeline; kgraph's own when
        None.
    extractor
        One of `EXTRACTORS`.

    Raises
    ------
    ModelError
        If there is no such extractor.
    """

    def __init__(self, ontology: Ontology, model: str | None = None, extractor: str = "auto") -> None:
        self.ontology = ontology
        self.model = model
        self.kind = choose(ontology, model, extractor)

    @property
    def fingerprint(self) -> str:
        """Changes whenever the same text may give another extraction."""
        return fingerprint(self.ontology, self.model, self.kind)

    @property
    def description(self) -> dict[str, object]:
        """What reads, for a build's report: extractor, model, and how good the model was where that was measured."""
        from kgraph.extract.models import model_version
        from kgraph.neural.model import measured, model_digest

        if self.kind == "lexicon":
            return {"extractor": self.kind, "model": model_version(self.model)}
        folder = Path(self.model) if self.model else None
        return {"extractor": self.kind, "model": model_digest(folder)[:16], **measured(folder, self.kind)}

    @property
    def materials(self) -> tuple[Material, ...]:
        """The models that read, for a build's provenance: kgraph's own, and the parser.

        Raises
        ------
        ModelError
            If one is not installed.
        """
        from kgraph.extract.models import DEFAULT_MODEL, model_version, package_digest
        from kgraph.neural.model import model_digest
        from kgraph.provenance import Material

        found = []
        if self.kind != "lexicon":
            folder = Path(self.model) if self.model else None
            version = "" if folder else importlib.metadata.version("kgraph")
            found.append(
                Material("model", folder.resolve().name if folder else "kgraph model", model_digest(folder), version)
            )
        if self.kind != "neural":
            name = (self.model if self.kind == "lexicon" else None) or DEFAULT_MODEL
            version = model_version(name).removeprefix(name).removeprefix("-")
            found.append(Material("model", name, package_digest(name), version))
        return tuple(found)

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
                nlp = load_pipeline(self.ontology, self.model, self.kind)
                _pipelines.clear()
                _pipelines[self._key] = nlp
        return nlp

    @property
    def _key(self) -> tuple[Path, str, str, str | None]:
        return self.ontology.folder, self.ontology.digest, self.kind, self.model

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


def choose(ontology: Ontology, model: str | None, extractor: str) -> str:
    """The pipeline to use: for ``auto``, the model's if it knows most properties of the ontology.

    That is ``combined`` if it was measured together with a lexicon, else ``neural``.

    Raises
    ------
    ModelError
        If there is no such extractor.
    """
    if extractor not in EXTRACTORS:
        raise ModelError(f"There is no extractor '{extractor}': it is one of {', '.join(EXTRACTORS)}.")
    if extractor != "auto":
        return extractor
    from kgraph.neural.model import is_combined, known_properties

    folder = Path(model) if model else None
    known = known_properties(folder)
    wanted = [name for name, p in ontology.properties.items() if p.kind == "fact"]
    if not known or 2 * sum(p in known for p in wanted) <= len(wanted):
        return "lexicon"
    return "combined" if is_combined(folder) else "neural"


def fingerprint(ontology: Ontology, model: str | None = None, kind: str = "lexicon") -> str:
    """Hex digest of all that an extraction depends on besides the text: kgraph's code, the ontology, the model.

    Raises
    ------
    ModelError
        If the model is not installed.
    """
    from kgraph.extract.models import model_version

    versions = []
    if kind != "neural":
        versions.append(model_version(model if kind == "lexicon" else None))
    if kind != "lexicon":
        from kgraph.neural.model import model_digest

        versions.append(model_digest(Path(model) if model else None))
    parts = (importlib.metadata.version("kgraph"), _code(), ontology.digest, kind, *versions)
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


@lru_cache(maxsize=1)
def _code() -> str:
    """Digest of the code that extracts, so that a changed rule never meets an old cache."""
    package = Path(__file__).parent.parent
    digest = hashlib.sha256()
    for path in sorted(
        (
            *package.glob("extract/**/*.py"),
            *package.glob("neural/*.py"),
            *package.glob("lexicon/*.py"),
            *(package / "places" / name for name in ("compare.py", "gazetteer.py", "geonames.tsv.gz", "lands.txt")),
            *(
                package / f"{name}.py"
                for name in ("edtf", "honorifics", "merge", "model", "name_variants", "names", "text", "titles")
            ),
            package / "name-variants.txt",
            package / "nicknames.txt",
        )
    ):
        digest.update(path.relative_to(package).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()
