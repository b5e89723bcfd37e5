"""A folder of Turtle → one frozen `Ontology` that has checked itself.

Any small domain ontology with a namespace of its own will do. The conventions, all of them plain OWL:

- Classes are `owl:Class`, properties `owl:ObjectProperty` or `owl:DatatypeProperty`; everything has an English (or
  untagged) `rdfs:label`.
- A property that facts use has a domain of classes of the ontology and a range of such classes, or of a date:
  `xsd:date`, `xsd:gYearMonth`, `xsd:gYear`, or a union or named datatype made of them. Several are joined with
  `owl:unionOf`.
- `owl:inverseOf` stands with the property that graphs do *not* contain; its domain and range may be left out.
- A super-property marked ``pa:abstract true`` is declared for queries only; texts state its sub-properties.
- A property whose domain is `rdf:Statement` is a qualifier of facts.
- What hardly holds together is said with ``owl:FunctionalProperty``, ``owl:AsymmetricProperty``,
  ``owl:propertyDisjointWith`` (nobody is the child and the husband of one) and the annotations
  ``pa:usuallyOne``, ``pa:begins``, ``pa:ends``, ``pa:withinYears``, ``pa:presupposes`` and ``pa:objectOlderBy``, which
  the performing-arts ontology explains: see `kgraph.conflicts`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

from rdflib.namespace import PROV, RDF, RDFS, SKOS, XSD

from kgraph.errors import OntologyError
from kgraph.namespaces import ITSRDF, KG, NIF
from kgraph.ontology.reader import read_folder
from kgraph.ontology.terms import DATE, OntologyClass, Property, PropertyKind, closure

__all__ = ["DATE", "Ontology", "OntologyClass", "Property", "PropertyKind", "default_folder", "load_ontology"]


@dataclass(frozen=True)
class Ontology:
    """A domain: its classes, its properties and what they accept. Immutable and picklable.

    Attributes
    ----------
    folder
        Where it was read from; the lexicon and gazetteers are below it.
    namespace, prefix
        IRI that all its local names extend, and the prefix that stands for it.
    classes
        By local name, sorted.
    properties
        Those that facts use (kind ``fact``), by local name, sorted.
    terms
        The properties of every kind, by local name, sorted.
    digest
        Hex SHA-256 over names and bytes of all files of the folder: changes when anything there does.
    """

    folder: Path
    namespace: str
    prefix: str
    digest: str
    classes: Mapping[str, OntologyClass] = field(hash=False, repr=False)
    terms: Mapping[str, Property] = field(hash=False, repr=False)
    properties: Mapping[str, Property] = field(init=False, hash=False, repr=False)
    _ancestors: Mapping[str, frozenset[str]] = field(init=False, repr=False, compare=False)
    _broader: Mapping[str, frozenset[str]] = field(init=False, repr=False, compare=False)
    _subjects: Mapping[str, frozenset[str]] = field(init=False, repr=False, compare=False)
    _objects: Mapping[str, frozenset[str]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        def freeze(name: str, value: Mapping[str, object]) -> None:
            object.__setattr__(self, name, MappingProxyType(dict(sorted(value.items()))))

        freeze("classes", self.classes)
        freeze("terms", self.terms)
        freeze("properties", {n: p for n, p in self.terms.items() if p.kind == "fact"})
        freeze("_ancestors", closure({n: c.parents for n, c in self.classes.items()}))
        freeze("_broader", closure({n: p.parents for n, p in self.terms.items()}))
        freeze("_subjects", {n: self._covered(p.domain) for n, p in self.properties.items()})
        freeze("_objects", {n: self._covered(p.range) for n, p in self.properties.items()})

    def __reduce__(self) -> tuple[object, ...]:
        plain = (self.folder, self.namespace, self.prefix, self.digest, dict(self.classes), dict(self.terms))
        return Ontology, plain

    def _covered(self, names: Iterable[str]) -> frozenset[str]:
        """The classes of `names` with all their sub-classes; other names as they are."""
        wanted = set(names)
        return frozenset(wanted | {c for c, above in self._ancestors.items() if above & wanted})

    def iri(self, local: str) -> str:
        """The IRI of a local name."""
        return self.namespace + local

    def local(self, iri: str) -> str | None:
        """The local name of an IRI, or None if it lies outside the ontology's namespace."""
        return iri[len(self.namespace) :] if iri.startswith(self.namespace) else None

    def is_a(self, cls: str, ancestor: str) -> bool:
        """Whether `cls` is `ancestor` or a sub-class of it, at any depth. Unknown names are only themselves."""
        return cls == ancestor or ancestor in self._ancestors.get(cls, frozenset())

    def accepts(self, prop: str, subject_type: str, object_type: str) -> bool:
        """Whether domain and range of a fact property allow these classes (object ``"date"`` for a date).

        Two look-ups; False for names that the ontology does not know.
        """
        return subject_type in self._subjects.get(prop, ()) and object_type in self._objects.get(prop, ())

    def super_classes(self, cls: str) -> tuple[str, ...]:
        """All classes above `cls`, without itself, sorted."""
        return tuple(sorted(self._ancestors.get(cls, ())))

    def sub_classes(self, cls: str) -> tuple[str, ...]:
        """All classes below `cls`, without itself, sorted."""
        return tuple(c for c, above in self._ancestors.items() if cls in above)

    def root_class(self, cls: str) -> str:
        """The topmost class above `cls` (the first by name if there are several), or `cls` itself."""
        above = self._ancestors.get(cls, frozenset())
        return min((a for a in above if not self.classes[a].parents), default=cls)

    def super_properties(self, prop: str) -> tuple[str, ...]:
        """All properties above `prop`, without itself, sorted."""
        return tuple(sorted(self._broader.get(prop, ())))

    def sub_properties(self, prop: str) -> tuple[str, ...]:
        """All properties below `prop`, without itself, sorted."""
        return tuple(n for n, above in self._broader.items() if prop in above)

    def inverse_of(self, prop: str) -> str | None:
        """The property that reads `prop` the other way round: itself if symmetric, None if none is declared."""
        term = self.terms.get(prop)
        if term is None:
            return None
        return prop if term.symmetric else term.inverse

    @property
    def qualifiers(self) -> tuple[str, ...]:
        """Local names of the properties that say something about a fact, sorted."""
        return tuple(n for n, p in self.terms.items() if p.kind == "qualifier")

    @property
    def prefixes(self) -> Mapping[str, str]:
        """Prefixes for SPARQL and Turtle: the ontology's own first, then those of evidence and of RDF, sorted."""
        return prefixes(self.prefix, self.namespace)


@lru_cache(maxsize=8)
def prefixes(prefix: str, namespace: str) -> Mapping[str, str]:
    """The prefixes that go with an ontology of this prefix and namespace."""
    shared = {
        "itsrdf": str(ITSRDF._NS),
        "nif": str(NIF._NS),
        "pa": str(KG._NS),
        "prov": str(PROV._NS),
        "rdf": str(RDF._NS),
        "rdfs": str(RDFS._NS),
        "skos": str(SKOS._NS),
        "xsd": str(XSD._NS),
    }
    if prefix in shared and shared[prefix] != namespace:
        raise OntologyError(f"The prefix {prefix!r} of <{namespace}> is taken by <{shared[prefix]}>: choose another.")
    return MappingProxyType({prefix: namespace} | {p: n for p, n in shared.items() if n != namespace})


def default_folder() -> Path:
    """The ontology folder that comes with kgraph: inside an installed wheel, or beside the package in a checkout."""
    here = Path(__file__).resolve().parent.parent
    for folder in (here / "ontology_data", here.parent / "ontology"):
        if folder.is_dir():
            return folder
    raise OntologyError(f"The ontology of kgraph is missing beside {here}: reinstall kgraph, or name a folder.")


def folder_digest(folder: Path) -> str:
    """Hex SHA-256 over relative names and bytes of all files below a folder, hidden ones left out."""
    total = hashlib.sha256()
    files = {p.relative_to(folder): p for p in folder.rglob("*") if p.is_file()}
    for name in sorted(files, key=lambda p: p.as_posix()):
        if not any(part.startswith((".", "__")) for part in name.parts):
            content = hashlib.sha256(files[name].read_bytes()).hexdigest()
            total.update(f"{content}  {name.as_posix()}\n".encode())
    return total.hexdigest()


#: Folders as they were when this process read them.
_loaded: dict[tuple[Path, str], Ontology] = {}


def load_ontology(folder: Path | None = None) -> Ontology:
    """Read and check the ontology of a folder: all its ``*.ttl`` but ``shapes.ttl``. An unchanged one is read once.

    Parameters
    ----------
    folder
        Holds the Turtle, and the lexicon for it; None for the performing-arts ontology that comes with kgraph.

    Raises
    ------
    OntologyError
        The folder is missing or has no Turtle, a file does not parse, or the ontology is malformed: one message
        with *all* problems that were found.
    """
    folder = default_folder() if folder is None else Path(folder)
    digest = folder_digest(folder) if folder.is_dir() else ""
    known = _loaded.get((folder, digest))
    if known is not None:
        return known
    terms = read_folder(folder)
    ontology = Ontology(folder, terms.namespace, terms.prefix, digest, terms.classes, terms.properties)
    _ = ontology.prefixes
    _loaded[folder, digest] = ontology
    return ontology
