"""Reading ``curation.yaml``: every fault is named with its line, and what to write instead."""

from __future__ import annotations

import difflib
import hashlib
import re
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from kgraph.corpus import CURATION_FILE
from kgraph.curation.decisions import (
    Add,
    Curation,
    Different,
    Entry,
    Name,
    Pin,
    Reference,
    Reject,
    Retype,
    Same,
)
from kgraph.errors import CurationError
from kgraph.iris import RESERVED_SEGMENTS, encode_id
from kgraph.model import Span

if TYPE_CHECKING:
    from kgraph.ontology import Ontology

_KINDS = ("same", "different", "name", "type", "reject", "add", "iri")
_ALWAYS = ("by", "date", "note")
_MORE = {"name": ("of",), "type": ("of",), "iri": ("of",), "reject": ("document",), "add": ("source",)}
#: Qualifiers of an added fact; its date in the sense of a qualifier is `on`, for `date` is that of the decision.
_QUALIFIERS = {"startDate": "startDate", "endDate": "endDate", "on": "date", "rank": "rank", "role": "role"}
_QUALIFIERS |= {"venue": "venue", "company": "company"}
_DATE = re.compile(r"[0-9]{4}(-(0[1-9]|1[0-2])(-[0-9]{2})?)?")
_IRI = re.compile(r"[a-z][a-z0-9-]*/[^\s<>\"{}|\\^`/?#]+")


def find_curation(corpus: Iterable[Path | str], given: Path | str | None = None) -> Path | None:
    """The curation file of a corpus: the one that is given, else one in its folder, else one beside the folder.

    Raises
    ------
    CurationError
        If the given file is not there, or there are several and none is given.
    """
    if given is not None:
        if not Path(given).is_file():
            raise CurationError(f"There is no curation file '{given}'.")
        return Path(given)
    found: dict[Path, None] = {}
    for place in corpus:
        path = Path(place)
        folders = [path, path.resolve().parent] if path.is_dir() else [path.parent]
        found.update((folder / CURATION_FILE, None) for folder in folders if (folder / CURATION_FILE).is_file())
    if len({path.resolve() for path in found}) > 1:
        names = ", ".join(f"'{path}'" for path in found)
        raise CurationError(f"There are several curation files, {names}: name one with --curation.")
    return next(iter(found), None)


def read_curation(path: Path | str, ontology: Ontology) -> Curation:
    """The decisions of a file.

    Raises
    ------
    CurationError
        If it cannot be read or is malformed: with all faults, each with its line.
    """
    path = Path(path)
    try:
        data = path.read_bytes()
        text = data.decode("utf-8-sig")
    except OSError as error:
        raise CurationError(f"'{path}' cannot be read: {error.strerror or error}.") from error
    except UnicodeDecodeError as error:
        raise CurationError(f"'{path}' is not in UTF-8: save it so.") from error
    return Curation(str(path), path.name, hashlib.sha256(data).hexdigest(), text, parse(text, path, ontology))


def parse(text: str, path: Path, ontology: Ontology) -> tuple[Entry, ...]:
    """The decisions in the text of a file; messages name it by its path.

    Raises
    ------
    CurationError
        If it is malformed: with all faults, each with its line.
    """
    reader = _Reader(text, ontology)
    try:
        entries = reader.entries(yaml.compose(text, Loader=yaml.SafeLoader))
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        raise CurationError(f"'{path}', line {line} has a character that YAML does not allow: remove it.") from error
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        where = f", line {mark.line + 1}," if mark else ""
        advice = "Names with ': ', ' #', or a quotation mark or bracket at their beginning need quotation marks."
        raise CurationError(f"'{path}'{where} is not YAML: {error.problem}. {advice}") from error
    except RecursionError as error:
        raise CurationError(f"'{path}' has lists within lists without end: it must be a list of decisions.") from error
    if reader.faults:
        raise CurationError("\n".join([f"'{path}' has faults:", *(f"  {fault}" for fault in reader.faults)]))
    return tuple(entries)


def is_date(value: str) -> bool:
    """Whether it is a year, a month or a day: 1921, 1921-05 or 1921-05-03."""
    if not _DATE.fullmatch(value):
        return False
    try:
        return len(value) < len("YYYY-MM-DD") or bool(date.fromisoformat(value))
    except ValueError:
        return False


class _FaultError(Exception):
    def __init__(self, node: Any, message: str) -> None:
        super().__init__(message)
        self.line = node.start_mark.line + 1


class _Reader:
    def __init__(self, text: str, ontology: Ontology) -> None:
        self._text, self._ontology = text, ontology
        self.faults: list[str] = []

    def entries(self, root: Any) -> list[Entry]:
        if root is None:
            return []
        if not isinstance(root, yaml.SequenceNode):
            self.faults.append(
                f"line {root.start_mark.line + 1}: the file must be a list: begin each decision with '- '."
            )
            return []
        found = []
        for node in root.value:
            try:
                found.append(self._entry(node))
            except _FaultError as fault:
                self.faults.append(f"line {fault.line}: {fault}")
        return found

    def _entry(self, node: Any) -> Entry:
        if not isinstance(node, yaml.MappingNode):
            raise _FaultError(node, f"a decision begins with one of {', '.join(k + ':' for k in _KINDS)}")
        fields: dict[str, Any] = {}
        for key, value in node.value:
            if not isinstance(key, yaml.ScalarNode):
                raise _FaultError(key, "a list or a mapping cannot be a key; a name that begins with [ needs quotes.")
            name = str(key.value)
            if name in fields:
                raise _FaultError(key, f"'{name}' stands twice in one decision; begin another with '- '.")
            fields[name] = value
        kinds = [k for k in _KINDS if k in fields]
        if len(kinds) != 1:
            known = difflib.get_close_matches(next(iter(fields), ""), _KINDS, 1)
            hint = f" Did you mean '{known[0]}'?" if known else ""
            raise _FaultError(node, f"a decision has one of the keys {', '.join(_KINDS)}, and only one of them.{hint}")
        (kind,) = kinds
        allowed = (kind, *_ALWAYS, *_MORE.get(kind, ()), *(_QUALIFIERS if kind == "add" else ()))
        for key, _ in node.value:
            if key.value not in allowed:
                close = difflib.get_close_matches(str(key.value), allowed, 1)
                hint = f" Did you mean '{close[0]}'?" if close else f" There can be {', '.join(allowed)}."
                raise _FaultError(key, f"'{key.value}' has no meaning beside '{kind}'.{hint}")
        return self._decision(kind, node, fields)

    def _decision(self, kind: str, node: Any, fields: dict[str, Any]) -> Entry:
        span = Span(node.start_mark.index, self._end(node))
        common: dict[str, Any] = {
            "line": node.start_mark.line + 1,
            "span": span,
            "text": self._text[span.start : span.end],
            **{name: self._string(fields[name]) for name in _ALWAYS if name in fields},
        }
        value = fields[kind]
        if kind in ("same", "different"):
            references = tuple(self._reference(n) for n in self._list(value, 2, f"{kind}: [one, the other]"))
            return (Same if kind == "same" else Different)(references=references, **common)
        if kind in ("reject", "add"):
            triple = self._list(value, 3, f"{kind}: [subject, property, object]", 3)
            subject, target = self._reference(triple[0]), self._reference(triple[2])
            prop = self._property(triple[1], triple[2])
            if kind == "reject":
                document = self._string(fields["document"]) if "document" in fields else ""
                return Reject(subject=subject, property=prop, object=target, document=document, **common)
            if "source" not in fields:
                raise _FaultError(node, "a fact that is added needs its 'source:', for those who will cite it.")
            qualifiers = tuple(
                sorted((q, self._qualifier(q, fields[k])) for k, q in _QUALIFIERS.items() if k in fields)
            )
            source = self._string(fields["source"])
            return Add(subject=subject, property=prop, object=target, source=source, qualifiers=qualifiers, **common)
        if "of" not in fields:
            raise _FaultError(node, f"'{kind}' needs 'of:', whom or what it is about.")
        of, said = self._reference(fields["of"]), self._string(value)
        if kind == "name":
            return Name(of=of, name=said, **common)
        if kind == "iri":
            if not _IRI.fullmatch(said) or encode_id(said) != said or said.split("/")[0] in RESERVED_SEGMENTS:
                raise _FaultError(value, f"'{said}' is no IRI below the base: write one as person/anna-lind.")
            return Pin(of=of, iri=said, **common)
        if said not in self._ontology.classes:
            close = difflib.get_close_matches(said, self._ontology.classes, 1)
            hint = f" Did you mean '{close[0]}'?" if close else ""
            raise _FaultError(value, f"the ontology has no class '{said}'.{hint}")
        return Retype(of=of, type=said, **common)

    def _property(self, node: Any, target: Any) -> str:
        name = self._string(node)
        prop = self._ontology.properties.get(name)
        if prop is None:
            close = difflib.get_close_matches(name, self._ontology.properties, 1)
            hint = f" Did you mean '{close[0]}'?" if close else ""
            raise _FaultError(node, f"the ontology has no property '{name}'.{hint}")
        if prop.is_date:
            self._check_date(target, name)
        return name

    def _qualifier(self, name: str, node: Any) -> str:
        value = self._string(node)
        if name in ("startDate", "endDate", "date"):
            self._check_date(node, name)
        return value

    def _check_date(self, node: Any, name: str) -> None:
        value = self._string(node)
        if not is_date(value):
            raise _FaultError(node, f"'{name}' takes a date, as 1921, 1921-05 or 1921-05-03: '{value}' is none.")

    def _list(self, node: Any, least: int, form: str, most: int | None = None) -> list[Any]:
        if not isinstance(node, yaml.SequenceNode) or len(node.value) < least or (most and len(node.value) > most):
            raise _FaultError(node, f"write {form}")
        return list(node.value)

    def _string(self, node: Any) -> str:
        value = node.value if isinstance(node, yaml.ScalarNode) else ""
        if not str(value).strip():
            raise _FaultError(
                node, "here a name or a text must stand; with a colon or comma in it, it needs quotation marks."
            )
        return " ".join(str(value).split())

    def _reference(self, node: Any) -> Reference:
        return Reference(self._string(node), Span(node.start_mark.index, node.end_mark.index))

    def _end(self, node: Any) -> int:
        """Where a node ends: without what is blank or comment behind it."""
        if isinstance(node, yaml.ScalarNode) or node.flow_style:
            end = int(node.end_mark.index)
            while end > node.start_mark.index and self._text[end - 1].isspace():
                end -= 1
            return end
        parts = [v for _, v in node.value] if isinstance(node, yaml.MappingNode) else node.value
        return max(map(self._end, parts))
