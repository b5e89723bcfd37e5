"""What an ontology says on how to tell its things apart: ``identity.yaml``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from kgraph.errors import OntologyError

if TYPE_CHECKING:
    from kgraph.ontology import Ontology

IDENTITY_FILE = "identity.yaml"
#: Qualifiers that are dates.
_DATES = frozenset(("startDate", "endDate", "date"))
_KEYS = frozenset(
    (
        *("against", "for", "makers", "versions", "kind", "active", "birth", "death", "marriage", "labels", "places"),
        *("eponyms", "roles", "surnames"),
    )
)
#: In ``labels``: what stands for the value, and the key that means the class in place of a property.
VALUE, CLASS = "{}", "class"


@dataclass(frozen=True, slots=True)
class Weights:
    """What facts count in deciding who is who. An ontology without the file has none: then names and context decide.

    Attributes
    ----------
    against, speaks_for
        By property: points where values differ, or where one is shared.
    makers
        Groups of properties that lead to the makers of a thing: if texts name those of one group only, and those of
        another only, they may speak of two things.
    kind
        Properties that say what somebody is.
    active
        Properties whose dates tell when somebody was active.
    birth, death
        Properties between whose dates somebody lived, or empty.
    marriage
        Property that leads to somebody whose family name one may have taken, or empty.
    places
        Properties whose values are places: they differ only if neither can lie in the other (`kgraph.places`).
    eponyms
        Groups of classes whose members are often named after each other: a work and its title role.
    roles
        Classes whose members are seldom spoken of without what they are part of, which may be called as they are: that
        the text is about a work's makers does not tell whether it means the work or the role.
    surnames
        Classes as which the family name of somebody may be misread where the text says nothing of him.
    versions
        Words of sentences that may name one of several makers: he finished, arranged, translated what another made.
        With ``*`` behind it, beginnings of words.
    labels
        What tells namesakes apart in their labels. Each item gives properties, or `CLASS`, and how the label says their
        value (`VALUE` in it); of one item the first that is known is said.
    """

    against: Mapping[str, float] = field(default_factory=dict)
    speaks_for: Mapping[str, float] = field(default_factory=dict)
    kind: frozenset[str] = frozenset()
    active: frozenset[str] = frozenset()
    birth: str = ""
    death: str = ""
    marriage: str = ""
    labels: tuple[Mapping[str, str], ...] = ()
    places: frozenset[str] = frozenset()
    eponyms: tuple[frozenset[str], ...] = ()
    roles: frozenset[str] = frozenset()
    makers: tuple[frozenset[str], ...] = ()
    versions: frozenset[str] = frozenset()
    surnames: frozenset[str] = frozenset()
    dates: frozenset[str] = _DATES

    @property
    def of_makers(self) -> frozenset[str]:
        """All properties that lead to makers, of whatever group."""
        return frozenset(chain(*self.makers))

    @property
    def properties(self) -> frozenset[str]:
        """All whose values are compared."""
        return frozenset((*self.against, *self.speaks_for, *self.kind, *filter(None, [self.marriage]), *self.of_makers))

    @classmethod
    def of(cls, ontology: Ontology) -> Weights:
        """Those of an ontology's folder.

        Raises
        ------
        OntologyError
            If the file is malformed or names a property or class that the ontology has not.
        """
        known = frozenset(ontology.properties), frozenset(ontology.classes)
        return _read(ontology.folder / IDENTITY_FILE, ontology.digest, *known)


@lru_cache(maxsize=4)
def _read(path: Path, digest: str, properties: frozenset[str], classes: frozenset[str]) -> Weights:
    try:
        data: Any = yaml.safe_load(path.read_text("utf-8")) or {}
    except FileNotFoundError:
        return Weights()
    except (OSError, ValueError, yaml.YAMLError) as error:
        raise OntologyError(f"'{path}' cannot be read: {error}") from error
    if not isinstance(data, dict) or not _KEYS.issuperset(data):
        raise OntologyError(f"'{path}' must have only the keys {', '.join(sorted(_KEYS))}.")
    against, speaks_for = (_numbers(data.get(name, {}), name, path) for name in ("against", "for"))
    kind, active, places = (_list(data.get(name, []), name, path) for name in ("kind", "active", "places"))
    birth, death, marriage = (str(data.get(name, "")) for name in ("birth", "death", "marriage"))
    labels = _sayings(data.get("labels", []), path)
    said = {prop for item in labels for prop in item} - {CLASS}
    makers = _groups(data.get("makers", []), "makers", path)
    unknown = {
        *chain(*makers),
        *against,
        *speaks_for,
        *kind,
        *active,
        *places,
        *filter(None, (birth, death, marriage)),
        *said,
    } - properties
    if unknown:
        raise OntologyError(f"'{path}' names properties that the ontology does not have: {', '.join(sorted(unknown))}.")
    eponyms = _groups(data.get("eponyms", []), "eponyms", path)
    roles, surnames = (_list(data.get(name, []), name, path) for name in ("roles", "surnames"))
    if strange := (roles | surnames).union(*eponyms) - classes:
        raise OntologyError(f"'{path}' names classes that the ontology does not have: {', '.join(sorted(strange))}.")
    versions = _list(data.get("versions", []), "versions", path)
    rest = eponyms, roles, makers, versions, surnames
    return Weights(against, speaks_for, kind, active, birth, death, marriage, labels, places, *rest)


def _numbers(value: object, name: str, path: Path) -> dict[str, float]:
    if not isinstance(value, dict) or not all(isinstance(v, int | float) and v > 0 for v in value.values()):
        raise OntologyError(f"'{path}': '{name}' must give points, numbers above 0, to properties.")
    return {str(k): float(v) for k, v in value.items()}


def _list(value: object, name: str, path: Path) -> frozenset[str]:
    if not isinstance(value, list):
        raise OntologyError(f"'{path}': '{name}' must be a list.")
    return frozenset(map(str, value))


def _groups(value: object, name: str, path: Path) -> tuple[frozenset[str], ...]:
    if not isinstance(value, list) or not all(isinstance(group, list) and group for group in value):
        raise OntologyError(f"'{path}': '{name}' must be a list of lists.")
    return tuple(frozenset(map(str, group)) for group in value)


def _sayings(value: object, path: Path) -> tuple[Mapping[str, str], ...]:
    if not isinstance(value, list) or not all(
        isinstance(item, dict) and all(isinstance(said, str) and said.count(VALUE) == 1 for said in item.values())
        for item in value
    ):
        raise OntologyError(f"'{path}': 'labels' must be a list that says to each property how: 'b. {VALUE}'.")
    return tuple({str(prop): said for prop, said in item.items()} for item in value)
