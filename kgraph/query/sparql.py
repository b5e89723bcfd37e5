"""SPARQL text before it is evaluated: its tokens, what is refused, where a syntax error stands, a total order.

Oxigraph parses and evaluates. This module only reads tokens, for four things that its parser does not give: a
refusal with a reason of everything that would write or use the network, the token at which a syntax error
stands, an ``ORDER BY`` that makes the rows come in the same order on every run, and a limit on nesting (its
parser descends recursively, and a deep enough query would end the process).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kgraph.errors import QueryError

#: Brackets that may stand inside each other: well below where a recursive parser runs out of stack.
MAX_DEPTH = 200

_PADDING = " " * 40  # longer than any keyword of SPARQL 1.1
_NAME_END = r"(?:[\w:\-]|%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?#@%])"
_TOKEN = re.compile(
    rf"""
    (?P<space>\s+|\#[^\r\n]*)
  | (?P<iri><[^<>"{{}}|^`\\\x00-\x20]*>)
  | (?P<string>\"\"\"(?:"{{0,2}}(?:[^"\\]|\\.))*\"\"\"|'''(?:'{{0,2}}(?:[^'\\]|\\.))*'''
              |"(?:[^"\\\r\n]|\\.)*"|'(?:[^'\\\r\n]|\\.)*')
  | (?P<variable>[?$]\w+)
  | (?P<language>@[A-Za-z]+(?:-[A-Za-z0-9]+)*)
  | (?P<name>(?:_|[^\W\d_](?:[\w.\-]*[\w\-])?)?:(?:(?:[\w:.\-]|{_NAME_END})*{_NAME_END})?)
  | (?P<number>(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)
  | (?P<word>[^\W\d]\w*)
  | (?P<sign>\^\^|&&|\|\||!=|<=|>=|<<|>>|.)
    """,
    re.VERBOSE | re.DOTALL,
)
_UPDATES = frozenset(["INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY", "WITH"])
_FORMS = frozenset(["SELECT", "ASK", "CONSTRUCT", "DESCRIBE"])
_AFTER_ORDER = frozenset(["LIMIT", "OFFSET", "VALUES"])
_DEPTH = {"(": 1, "[": 1, "{": 1, ")": -1, "]": -1, "}": -1}
_CLOSING = {")": "(", "]": "[", "}": "{"}


@dataclass(frozen=True, slots=True)
class Token:
    """A token of a query: what kind, its text, and the character at which it starts."""

    kind: str
    text: str
    start: int
    depth: int

    @property
    def keyword(self) -> str:
        """The word in capitals, or nothing for other tokens."""
        return self.text.upper() if self.kind == "word" else ""


def tokens(query: str) -> Iterator[Token]:
    """The tokens of a query, without white space and comments; `depth` counts the brackets open before each."""
    depth = 0
    for match in _TOKEN.finditer(query):
        kind = match.lastgroup or ""
        if kind == "space":
            continue
        step = _DEPTH.get(match[0], 0) if kind == "sign" else 0
        yield Token(kind, match[0], match.start(), depth + min(step, 0))
        depth += step


def check_readable(query: str) -> None:
    """Refuse what would change data or use the network.

    Raises
    ------
    QueryError
        For updates, ``SERVICE`` and ``FROM``, an empty query, and brackets nested deeper than `MAX_DEPTH`.
    """
    read = list(tokens(query))
    if not read:
        raise QueryError("The query is empty. Try: SELECT ?s ?p ?o WHERE { ?s ?p ?o } LIMIT 10")
    form = next((t for t in read if t.keyword in _FORMS | _UPDATES), None)
    if form is not None and form.keyword in _UPDATES:
        raise QueryError(
            f"{position(query, form.start)}: {form.keyword} would change the graph, and a query only reads it.\n"
            "Change the texts, the ontology or the curation file and build again."
        )
    for token in read:
        if token.keyword == "SERVICE":
            raise QueryError(
                f"{position(query, token.start)}: SERVICE asks another computer, and kgraph never uses the network.\n"
                "Download the data and load it beside graph.ttl in a triple store of your own."
            )
        if token.keyword == "FROM":
            raise QueryError(
                f"{position(query, token.start)}: FROM chooses a graph, and a build is one graph: leave it out.\n"
                "What a single document states: GRAPH <document/…> { ?subject ?property ?object }"
            )
        if token.depth > MAX_DEPTH:
            raise QueryError(f"{position(query, token.start)}: brackets are nested deeper than {MAX_DEPTH}.")


def with_total_order(query: str, variables: Sequence[str]) -> str:
    """The query with all of its columns appended to its ``ORDER BY``.

    Numbers sort by value, everything else by its characters, so that dates of any precision come in the order of
    time. What the query itself orders by goes first.
    """
    terms = [f"IF(isNumeric(?{v}), ?{v}, 0) STR(?{v})" for v in variables]
    terms += [f"STR(DATATYPE(?{v})) LANG(?{v})" for v in variables]
    end, closed, ordered = len(query), False, False
    for token in tokens(query):
        closed = closed or (token.text == "}" and token.depth == 0)
        if closed and token.depth == 0 and token.keyword == "ORDER":
            ordered = True
        elif closed and token.depth == 0 and token.keyword in _AFTER_ORDER:
            end = token.start
            break
    by = "" if ordered else "ORDER BY "
    return f"{query[:end]}\n{by}{' '.join(terms)}\n{query[end:]}"


def columns(query: str, variables: Sequence[str]) -> tuple[str, ...]:
    """The columns of a SELECT as listed; those of ``SELECT *`` in the order in which the query mentions them."""
    read = list(tokens(query))
    select = next(i for i, token in enumerate(read) if token.keyword == "SELECT")
    star = next(t for t in read[select + 1 :] if t.keyword not in ("DISTINCT", "REDUCED"))
    if star.text != "*":
        return tuple(variables)
    mentioned = dict.fromkeys(t.text[1:] for t in read if t.kind == "variable")
    return tuple(v for v in mentioned if v in variables)


def spread(query: str) -> tuple[str, list[tuple[int, int]]]:
    """The query with wide gaps between its tokens, and for each token where it starts there and in the original.

    A parser that reports the furthest character it looked at is off by as much as the longest keyword it tried.
    With gaps wider than any keyword, the furthest character lies in the right token or the gap behind it.
    """
    parts, places, at = [], [], 0
    for token in tokens(query):
        places.append((at, token.start))
        parts.append(token.text + _PADDING)
        at += len(token.text) + len(_PADDING)
    return "".join(parts).replace("\n", " ").replace("\r", " "), places


def position(query: str, start: int) -> str:
    """``line 2, column 7`` of a character of the query, both counted from 1."""
    before = query[:start]
    return f"line {before.count(chr(10)) + 1}, column {start - (before.rfind(chr(10)) + 1) + 1}"


def excerpt(query: str, start: int) -> str:
    """The line in which a character stands, with a mark below it."""
    begin = query.rfind("\n", 0, start) + 1
    end = query.find("\n", start)
    line = query[begin : end if end >= 0 else len(query)].rstrip("\r")
    column = start - begin
    left = max(0, column - 60)
    shown = line[left : left + 100].replace("\t", " ")
    return f"    {shown}\n    {' ' * (column - left)}^"


def open_end(query: str) -> tuple[int, str] | None:
    """Where a quotation mark or bracket stands that is never closed, or closed without having been opened."""
    open_brackets: list[Token] = []
    for token in tokens(query):
        if token.kind != "sign":
            continue
        if token.text in "\"'":
            return token.start, "this quotation mark is never closed"
        if token.text in _CLOSING:
            if not open_brackets:
                return token.start, f"{token.text} closes nothing that is open"
            if open_brackets[-1].text != _CLOSING[token.text]:
                return token.start, f"{token.text} stands where a {open_brackets[-1].text} is still open"
            open_brackets.pop()
        elif token.text in "([{":
            open_brackets.append(token)
    if open_brackets:
        return open_brackets[-1].start, f"this {open_brackets[-1].text} is never closed"
    return None
