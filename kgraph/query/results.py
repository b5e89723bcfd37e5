"""What a query returns, and the forms it is shown in: table, CSV, JSON, Turtle, pandas.

Every form is a function of the rows alone, so two runs over the same build give the same characters.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

import pyoxigraph as ox

from kgraph.errors import QueryError
from kgraph.text import printable

if TYPE_CHECKING:
    import pandas  # type: ignore[import-untyped]
    from rich.table import Table

Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple
Row = tuple[Term | None, ...]

_XSD = "http://www.w3.org/2001/XMLSchema#"
_SIGNED = ("integer", "long", "int", "short", "byte", "nonPositiveInteger", "negativeInteger")
_UNSIGNED = ("nonNegativeInteger", "positiveInteger", "unsignedLong", "unsignedInt", "unsignedShort", "unsignedByte")
_INTEGERS = frozenset(_XSD + name for name in (*_SIGNED, *_UNSIGNED))
_FLOATS = frozenset(_XSD + name for name in ("decimal", "double", "float"))
_LOCAL = re.compile(r"\w(?:[\w.\-]*[\w\-])?")


@dataclass(frozen=True, slots=True)
class Result:
    """The answer to a query.

    Attributes
    ----------
    kind
        ``rows`` for SELECT, ``triples`` for CONSTRUCT and DESCRIBE, ``boolean`` for ASK.
    variables
        Names of the columns, without question marks: subject, predicate and object for triples.
    rows
        One tuple per row; None where a variable is unbound. Those of CONSTRUCT and DESCRIBE are sorted and distinct.
    boolean
        The answer to ASK, None for other queries.
    prefixes
        Prefix → namespace, for compact IRIs.
    base
        Beginning of the IRIs of this build's entities: shown as ``<person/…>``.
    """

    kind: Literal["rows", "triples", "boolean"]
    variables: tuple[str, ...] = ()
    rows: tuple[Row, ...] = ()
    boolean: bool | None = None
    prefixes: Mapping[str, str] = field(default_factory=dict)
    base: str = ""

    def __len__(self) -> int:
        """The number of rows."""
        return len(self.rows)

    def __bool__(self) -> bool:
        """The answer to ASK; for other queries, whether there is a row."""
        return bool(self.rows) if self.boolean is None else self.boolean

    def __iter__(self) -> Iterator[dict[str, Any]]:
        """Each row as a dictionary of Python values, as `value` makes them."""
        for row in self.rows:
            yield {name: value(term) for name, term in zip(self.variables, row, strict=True)}

    def to_text(self, labels: Mapping[str, str] | None = None) -> str:
        """The rows for reading: aligned columns, IRIs shortened, or replaced by their names in `labels`."""
        from rich.cells import cell_len

        header, rows = self._cells(labels)
        widths = [max(cell_len(row[i]) for row in (header, *rows)) for i in range(len(header))]
        rule = tuple("─" * width for width in widths)
        lines = (
            "   ".join(cell + " " * (width - cell_len(cell)) for cell, width in zip(row, widths, strict=True)).rstrip()
            for row in (header, rule, *rows)
        )
        return "".join(f"{line}\n" for line in lines)

    def to_table(self, labels: Mapping[str, str] | None = None) -> Table:
        """As `to_text`, for a terminal: cells are wrapped to its width."""
        from rich import box
        from rich.table import Table
        from rich.text import Text

        header, rows = self._cells(labels)
        table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False, header_style="bold")
        for name in header:
            table.add_column(Text(name), overflow="fold")
        for row in rows:
            table.add_row(*(Text(cell) for cell in row))
        return table

    def _cells(self, labels: Mapping[str, str] | None) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
        """Header and rows of the table."""
        if self.boolean is not None:
            return ("answer",), [(self._yes,)]
        terms = {term for row in self.rows for term in row}
        known = {term: self.shown(term, labels) for term in terms}
        return self.variables, [tuple(known[term] for term in row) for row in self.rows]

    def shown(self, term: Term | None, labels: Mapping[str, str] | None = None) -> str:
        """One cell of the table."""
        if term is None:
            return ""
        if isinstance(term, ox.NamedNode):
            if labels and term.value in labels:
                return printable(labels[term.value])
            return compact(term.value, self.prefixes, self.base)
        if isinstance(term, ox.Triple):
            parts = (self.shown(part, labels) for part in (term.subject, term.predicate, term.object))
            return f"<<( {' '.join(parts)} )>>"
        return printable(term.value if isinstance(term, ox.Literal) else str(term))

    def to_csv(self) -> str:
        """SPARQL 1.1 CSV: a header, full IRIs, bare values; lines end in a line feed."""
        if self.boolean is not None:
            return self._yes + "\n"
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(self.variables)
        writer.writerows(["" if t is None else _plain(t) for t in row] for row in self.rows)
        return out.getvalue()

    def to_json(self) -> str:
        """SPARQL Query Results JSON; the triples of CONSTRUCT are rows of subject, predicate and object."""
        if self.boolean is not None:
            return json.dumps({"head": {}, "boolean": self.boolean}, indent=2) + "\n"
        bindings = [
            {name: _json(term) for name, term in zip(self.variables, row, strict=True) if term is not None}
            for row in self.rows
        ]
        document = {"head": {"vars": list(self.variables)}, "results": {"bindings": bindings}}
        return json.dumps(document, ensure_ascii=False, indent=2) + "\n"

    def to_turtle(self) -> str:
        """The triples of CONSTRUCT or DESCRIBE, one block per subject.

        Raises
        ------
        QueryError
            The query was a SELECT or ASK.
        """
        if self.kind != "triples":
            raise QueryError("Turtle needs triples: ask with CONSTRUCT or DESCRIBE, or choose table, csv or json.")
        iris = [t.value for row in self.rows for t in row if isinstance(t, ox.NamedNode)]
        iris += [t.datatype.value for row in self.rows for t in row if isinstance(t, ox.Literal)]
        used = {p: n for p, n in self.prefixes.items() if any(i.startswith(n) for i in iris)}
        triples = [ox.Triple(*row) for row in self.rows]  # type: ignore[arg-type]
        return (ox.serialize(triples, format=ox.RdfFormat.TURTLE, prefixes=used) or b"").decode()

    def to_frame(self) -> pandas.DataFrame:
        """The rows as a pandas DataFrame: IRIs and dates as text, numbers as numbers.

        An ASK gives one row with one column, `answer`.

        Raises
        ------
        QueryError
            pandas is not installed.
        """
        pandas = import_pandas()
        if self.boolean is not None:
            return pandas.DataFrame({"answer": [self.boolean]})
        return pandas.DataFrame(list(self), columns=list(self.variables))

    @property
    def _yes(self) -> str:
        return "true" if self.boolean else "false"


def import_pandas() -> Any:
    """The pandas module.

    Raises
    ------
    QueryError
        It is not installed.
    """
    try:
        import pandas
    except ImportError as error:
        raise QueryError("A data frame needs pandas: pip install 'kgraph[notebook]'") from error
    return pandas


def value(term: Term | None) -> Any:
    """A term as Python: numbers and booleans as such, IRIs and all other literals as text, None for unbound."""
    if isinstance(term, ox.Literal):
        datatype = term.datatype.value
        try:
            if datatype in _INTEGERS:
                return int(term.value)
            if datatype in _FLOATS:
                return float(term.value)
        except ValueError:
            return term.value
        if datatype == _XSD + "boolean":
            return term.value in ("true", "1")
    return None if term is None else _plain(term)


def compact(iri: str, prefixes: Mapping[str, str], base: str = "") -> str:
    """An IRI as a query may write it: ``pa:Person``, ``<person/ada>`` below `base`, or whole in angle brackets."""
    matching = [(len(n), p) for p, n in prefixes.items() if iri.startswith(n) and _LOCAL.fullmatch(iri, len(n))]
    if matching:
        length, prefix = max(matching)
        return f"{prefix}:{iri[length:]}"
    return f"<{printable(iri.removeprefix(base) or iri)}>"


def _plain(term: Term) -> str:
    """A term without decoration: the IRI itself, the value of a literal."""
    return term.value if isinstance(term, ox.NamedNode | ox.Literal) else str(term)


def _json(term: Term) -> dict[str, Any]:
    """A term as SPARQL Query Results JSON: of version 1.1, section 3.2.2; triple terms as in version 1.2."""
    if isinstance(term, ox.Triple):
        parts = {"subject": term.subject, "predicate": term.predicate, "object": term.object}
        return {"type": "triple", "value": {name: _json(part) for name, part in parts.items()}}
    if isinstance(term, ox.NamedNode):
        return {"type": "uri", "value": term.value}
    if isinstance(term, ox.Literal):
        if term.language:
            return {"type": "literal", "value": term.value, "xml:lang": term.language}
        if term.datatype.value == _XSD + "string":
            return {"type": "literal", "value": term.value}
        return {"type": "literal", "value": term.value, "datatype": term.datatype.value}
    return {"type": "bnode", "value": _plain(term).removeprefix("_:")}
