"""What things are called in the graph: readable IRIs that stay the same from build to build.

No state is kept between builds, so an IRI is a function of the corpus. It is made of what changes least:

- The segment is the *topmost* class (``person``, ``organization``, ``place``, ``work`` …), so that a text which calls
  a group a company where others only knew an organization renames nothing.
- The slug is made of the name. Of a personal name it takes the first given name and the family name with its
  particles, so that middle names, honorifics and titles found later rename nothing (``person/ninette-de-valois``). Of
  several names, the first document by id that gives a full one decides.
- Of several entities with one slug, one that a document is named after ("anna-lind.txt") keeps the plain slug, else the
  one whose first mention comes first, by document id and position. The others get what their first document tells: the
  year of their earliest date, else the document's own id, else a short hash.

Adding a document thus renames an entity in three cases only: the document brings a fuller name for one that was known
by a part of its name or by initials (``person/tredgold`` becomes ``person/honor-tredgold``); it comes first by id and
gives another full name or another discriminator; it comes first by id, or is named after it, and speaks of a namesake,
who then gets the plain slug. (And, of course, when it makes one of what were two.) Document ids that sort in the order
in which they are added ("2024-…") rule out nearly all of that.

IRIs are in Unicode (RFC 3987): letters of other scripts than Latin are kept as they are. Documents are percent-encoded
where they must be, injectively.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import count

from kgraph.errors import BuildError
from kgraph.model import Evidence, Literal, Span

#: Below it lie all IRIs of a build that is not given another base.
DEFAULT_BASE = "https://w3id.org/kgraph/resource/"

_MAX_SLUG = 80
#: First segments of IRIs below the base that are no entities'.
RESERVED_SEGMENTS = ("document", "provenance", "statement")
_UNRESERVED = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~/")
_LETTERS = str.maketrans(
    {
        "ß": "ss",
        "ø": "o",
        "ł": "l",
        "đ": "d",
        "ð": "d",
        "þ": "th",
        "æ": "ae",
        "œ": "oe",
        "ı": "i",
        "ħ": "h",
        "ŧ": "t",
        "&": " and ",
    }
)
_APOSTROPHE = re.compile(r"(?<=\w)['’ʼ](?=[st]\b)")
_BASE = re.compile(r"""[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20<>"{}|^`\\?#\x7f-\x9f]+/""")
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


def check_base(base: str) -> None:
    """Raise an error unless IRIs can be made by appending to `base`.

    Raises
    ------
    BuildError
        When it is not absolute, does not end in ``/``, or has characters or parts that an IRI's beginning cannot have.
    """
    if not _BASE.fullmatch(base):
        raise BuildError(
            f"The base IRI '{base}' cannot be used. It must look like 'https://example.org/archive/': absolute, "
            "without blanks, '?' and '#', and with '/' at its end."
        )


@lru_cache(maxsize=1 << 16)
def slug(name: str) -> str:
    """A name as the last part of an IRI: lower case, words joined with hyphens, Latin letters without accents.

    Letters and digits of other scripts are kept. At most 80 characters; never empty.

    >>> slug("Théâtre des Champs-Élysées")
    'theatre-des-champs-elysees'
    """
    kept: list[str] = []
    latin = False
    for char in unicodedata.normalize("NFKD", _APOSTROPHE.sub("", name)).lower().translate(_LETTERS):
        category = unicodedata.category(char)
        if category[0] == "M":
            if not latin and not _is_variation_selector(char):
                kept.append(char)
        elif category[0] in "LN":
            latin = char < "\u0250"
            kept.append(char)
        else:
            latin = False
            kept.append("-")
    text = unicodedata.normalize("NFC", re.sub("-+", "-", "".join(kept)).strip("-"))
    if len(text) > _MAX_SLUG:
        text = text[: _MAX_SLUG + 1].rpartition("-")[0] or text[:_MAX_SLUG]
    return text or f"unnamed-{_digest(name, 8)}"


def _is_variation_selector(char: str) -> bool:
    return "\ufe00" <= char <= "\ufe0f" or char >= "\U000e0100"


def _digest(text: str, length: int) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:length]


def segment(cls: str) -> str:
    """The part of an IRI that stands for a class: ``person``, ``musical-composition``."""
    text = slug(_CAMEL.sub(" ", cls))
    return f"{text}-entity" if text in RESERVED_SEGMENTS else text


@lru_cache(maxsize=1 << 14)
def encode_id(document: str) -> str:
    """A document id as part of an IRI: characters that are no letter, digit or ``- . _ ~ /`` percent-encoded.

    Two ids never share their encoding, and no segment becomes ``.`` or ``..``.
    """
    segments = "".join(c if c in _UNRESERVED or _is_plain(c) else _percent(c) for c in document).split("/")
    return "/".join(s.replace(".", "%2E") if s in (".", "..") else s for s in segments)


def _is_plain(char: str) -> bool:
    """Whether a character beyond ASCII is a letter, mark or digit that RFC 3987 allows in a path."""
    return (
        char >= "\u00a0"
        and unicodedata.category(char)[0] in "LMN"
        and not _is_variation_selector(char)
        and not "\ud800" <= char <= "\udfff"
    )


def _percent(char: str) -> str:
    # Undecodable bytes of a file name arrive as lone surrogates and leave as the bytes that they were.
    errors = "surrogateescape" if "\udc80" <= char <= "\udcff" else "surrogatepass"
    return "".join(f"%{byte:02X}" for byte in char.encode("utf-8", errors))


def document_iri(base: str, document: str) -> str:
    """The IRI of a document."""
    return f"{base}document/{encode_id(document)}"


def entity_base(iri: str) -> str:
    """The base IRI of a build by the IRI of one of its entities; empty if it is not like one that kgraph makes."""
    return iri.rsplit("/", 2)[0] + "/" if iri.count("/") > 3 else ""


def span_iri(document: str, span: Span) -> str:
    """The IRI of some characters of a text, as RFC 5147 counts them; `document` is the text's IRI."""
    return f"{document}#char={span.start},{span.end}"


def statement_iri(base: str, subject: str, prop: str, obj: str | Literal) -> str:
    """The IRI of a statement: a hash of subject IRI, property name and object, so that it never changes."""
    written = f"={obj.value}" if isinstance(obj, Literal) else obj
    return f"{base}statement/" + _digest(f"{subject}\n{prop}\n{written}", 16)


def evidence_iri(statement: str, evidence: Evidence) -> str:
    """The IRI of a place where a text makes a statement: its document and the spans of subject, object, sentence."""
    spans = (evidence.subject_span, evidence.object_span, evidence.sentence_span)
    return ":".join((f"{statement}#{encode_id(evidence.document)}", *(f"{s.start},{s.end}" for s in spans)))


@dataclass(frozen=True, slots=True)
class Naming:
    """What an entity's IRI is made of.

    Attributes
    ----------
    segment
        Of its topmost class: `segment`.
    slug
        Of its name: `slug`.
    document, start
        Where it is first mentioned: document id, and offset in characters.
    year
        Of its earliest date in that document, or empty.
    name
        Tells apart two entities that are first mentioned at the same place.
    titled
        Whether a document that mentions it is named after it.
    """

    segment: str
    slug: str
    document: str
    start: int
    year: str = ""
    name: str = ""
    titled: bool = False


def mint(base: str, namings: Sequence[Naming], pinned: Sequence[str] = ()) -> list[str]:
    """One IRI for each entity, in their order, all different.

    Where `pinned` has something for one, that is its IRI below the base; the first of several with one pin has it.

    The result does not depend on the order. See the module's text for the rules and for what keeps IRIs stable.
    """
    order = sorted(range(len(namings)), key=lambda i: _first_mention(namings[i]))
    plain: dict[tuple[str, str], int] = {}
    for i in order:
        if i < len(pinned) and pinned[i]:
            plain.setdefault(tuple(pinned[i].split("/", 1)), i)  # type: ignore[arg-type]
    fixed = set(plain.values())
    order = [i for i in order if i not in fixed]
    for i in sorted(order, key=lambda i: not namings[i].titled):
        plain.setdefault((namings[i].segment, namings[i].slug), i)
    taken = {key: f"{base}{key[0]}/{key[1]}" for key in plain}
    iris = {i: taken[key] for key, i in plain.items()}
    for i in order:
        if i not in iris:
            naming = namings[i]
            key = next(k for k in _alternatives(naming) if k not in taken)
            iris[i] = taken[key] = f"{base}{key[0]}/{key[1]}"
    return [iris[i] for i in range(len(namings))]


def _first_mention(naming: Naming) -> tuple[object, ...]:
    """Sort key: document and position, then whatever tells apart two entities that are mentioned at one place."""
    return naming.document, naming.start, naming.name, naming.year, naming.segment, naming.slug


def _alternatives(naming: Naming) -> Iterator[tuple[str, str]]:
    """Slugs for one of several namesakes, the most readable first, without end."""
    place = f"{naming.document}\n{naming.start}\n{naming.name}"
    if naming.year:
        yield naming.segment, f"{naming.slug}-{naming.year}"
    yield naming.segment, f"{naming.slug}-{slug(naming.document)}"
    yield naming.segment, f"{naming.slug}-{_digest(place, 8)}"
    for n in count():
        yield naming.segment, f"{naming.slug}-{_digest(f'{n} {place}', 16)}"
