"""Names that the gazetteer lists for one thing: "Mozart"; "Leningrad" and "St Petersburg"."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from kgraph.honorifics import without_honorific
from kgraph.lexicon import gazetteer
from kgraph.lexicon.gazetteer import GazetteerEntry
from kgraph.lexicon.words import given_names

if TYPE_CHECKING:
    from kgraph.ontology import Ontology


@lru_cache(maxsize=2)
def known_given_names(folder: Path, digest: str) -> Mapping[str, str]:
    """Given name, folded → ``m`` or ``f``, as the folder of an ontology with this digest lists them."""
    return given_names(folder, [])


class KnownNames:
    """Which entry of a gazetteer a name means, if it means just one of its kind.

    Entries that mostly mean something else (``ambiguous``) are left out. Names are compared without case; other
    differences of spelling are resolved before, as equal names.
    """

    def __init__(self, entries: Iterable[GazetteerEntry], ontology: Ontology) -> None:
        self._entries: dict[tuple[str, str], int] = {}
        for number, entry in enumerate(entries):
            if not entry.ambiguous:
                root = ontology.root_class(entry.type)
                for key in {(root, form.casefold()) for form in entry.forms}:
                    self._entries[key] = number if self._entries.setdefault(key, number) == number else -1

    @classmethod
    def of(cls, ontology: Ontology) -> KnownNames:
        """The names in the gazetteer of an ontology's folder."""
        return _read(ontology.folder, ontology.digest, ontology)

    def entry(self, root: str, name: str, *, person: bool) -> int:
        """The entry that a name of a thing of a topmost class means; -1 if it means several, or none that is known."""
        forms = {name, without_honorific(name)} if person else {name}
        found = {self._entries.get((root, form.casefold()), -1) for form in forms} - {-1}
        return min(found) if len(found) == 1 else -1


@lru_cache(maxsize=2)
def _read(folder: object, digest: str, ontology: Ontology) -> KnownNames:
    """The known names of an ontology, read once in a process. What is wrong in the files, extraction reports."""
    return KnownNames(gazetteer.load(ontology.folder, ontology, []).entries, ontology)
