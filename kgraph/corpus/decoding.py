"""Bytes → text that can be read, or the reason why not and what to do about it.

The text of a file is its UTF-8 decoding without a byte order mark. Line ends stay as they are. Control and other
invisible characters that no prose needs are replaced by a blank each, so that every other character keeps its
offset; two of them are refused because they make a text read differently from what is stored.
"""

from __future__ import annotations

import codecs
import re
import unicodedata

from kgraph.errors import CorpusError

#: Characters in a row without white space, above which a file is not prose.
LONGEST_RUN = 10_000

#: Western and Central European.
_LATIN = ("cp1252", "cp1250")
_WORD = re.compile(r"\b[^\W\d_]{1,30}\b")
_BOMS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
#: LEFT-TO-RIGHT OVERRIDE and RIGHT-TO-LEFT OVERRIDE.
_OVERRIDES = re.compile("[\u202d\u202e]")
#: Direction marks, embeddings and isolates; zero-width space, word joiner, byte order marks inside the text.
_INVISIBLE = [0x061C, 0x200B, 0x200E, 0x200F, *range(0x202A, 0x202D), 0x2060, *range(0x2066, 0x206A), 0xFEFF]
_CONTROLS = [c for c in (*range(0x20), *range(0x7F, 0xA0)) if chr(c) not in "\t\n\r\v\f\x85"]
_NONCHARACTERS = [0xFFFE, 0xFFFF, *range(0xFDD0, 0xFDF0)]
#: One character for each, so that offsets stay. XML, and so GraphML and GEXF, cannot hold most of these.
_READABLE = dict.fromkeys([*_INVISIBLE, *_CONTROLS, *_NONCHARACTERS], " ") | dict.fromkeys(
    [0x0B, 0x0C, 0x85, 0x2028, 0x2029], "\n"
)
_REPLACED = re.compile(f"[{re.escape(''.join(map(chr, _READABLE)))}]")


class UnreadableError(CorpusError):
    """A document that cannot be read. The message continues "It is skipped because it …" and gives advice."""


def decode(data: bytes) -> str:
    """The text of a plain text file.

    Parameters
    ----------
    data
        All bytes of the file.

    Returns
    -------
    str
        As many characters as the file has, less a byte order mark.

    Raises
    ------
    UnreadableError
        If it is empty, binary, not UTF-8, or not prose.
    """
    if not data:
        raise UnreadableError("is empty: remove it, or write the text into it")
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            raise _wrong_encoding(encoding)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        if b"\0" in data:
            raise _not_text(data) from None
        encoding = guess_encoding(data)
        if readings := _readings(data, encoding):
            raise _either(readings, data[error.start], error.start) from None
        raise _wrong_encoding(encoding, data[error.start], error.start) from None
    if "\0" in text:
        raise _not_text(data)
    return readable(text)


def readable(text: str) -> str:
    """`text` with a blank, or a line feed, for each invisible character that no prose needs.

    Raises
    ------
    UnreadableError
        If nothing is left, or it is not prose: see `LONGEST_RUN`.
    """
    if override := _OVERRIDES.search(text):
        character = override.group()
        raise UnreadableError(
            f"has an invisible character U+{ord(character):04X} {unicodedata.name(character)} in line "
            f"{_line(text, override.start())}, which makes a text look different from what is stored: remove it there"
        )
    if _REPLACED.search(text):  # to find that there is none is much faster than to translate
        text = text.translate(_READABLE)
    if not text or text.isspace():
        raise UnreadableError("has no text, only white space: remove it, or write the text into it")
    if len(text) > LONGEST_RUN and (run := re.search(rf"\S{{{LONGEST_RUN + 1},}}", text)):
        raise UnreadableError(
            f"has {run.end() - run.start():,} characters without a blank in line {_line(text, run.start())}, "
            "which is not prose: take them out"
        )
    return text


def guess_encoding(data: bytes) -> str:
    """The name of the encoding that bytes which are not UTF-8 are most probably in; empty if there is none."""
    others = sum(1 for byte in data if byte > 0x7F)
    if others < len(data) / 20:  # English with a few accents or curly quotes: too little for statistics to tell
        try:
            data.decode("cp1252")
        except UnicodeDecodeError:
            return "latin-1"
        return "cp1252"
    from charset_normalizer import from_bytes  # only here: it takes long to import

    best = from_bytes(data[:50_000]).best()
    return best.encoding if best else ""


def _not_text(data: bytes) -> UnreadableError:
    """Why a file with zero bytes is not read: it is UTF-16 without a mark, binary, or text with a stray one."""
    zeros = data.count(0)
    if len(data) >= 4 and 0.9 * zeros <= max(data[::2].count(0), data[1::2].count(0)) and zeros > len(data) / 4:
        return _wrong_encoding("utf-16-le" if data[1::2].count(0) > zeros / 2 else "utf-16-be")
    controls = sum(1 for byte in data[:50_000] if byte < 0x20 and byte not in b"\t\n\r\f")
    if controls > len(data[:50_000]) / 200:
        return UnreadableError("is binary, not text: remove it, or export its text as UTF-8")
    line = data.count(b"\n", 0, data.index(0)) + 1
    return UnreadableError(f"has a NUL character (U+0000) in line {line}, as no text has: remove it there")


def _wrong_encoding(encoding: str, byte: int | None = None, offset: int = 0) -> UnreadableError:
    where = "" if byte is None else f" (byte 0x{byte:02X} at offset {offset:,})"
    if not encoding:
        return UnreadableError(f"is not UTF-8 text{where} and looks like no other encoding: export it again as UTF-8")
    return UnreadableError(
        f"is not UTF-8 text{where}; it looks like {encoding}: convert it, for example with "
        f"`iconv -f {encoding.replace('_', '-')} -t utf-8 OLD > NEW`"
    )


def _readings(data: bytes, guess: str) -> dict[str, str]:
    """The longest word that differs in the two encodings of Latin script which statistics hardly tell apart, as each
    has it, the likelier one first; nothing if the guess is another one, or all words are the same in both.
    """
    if guess not in _LATIN:
        return {}
    names = (guess, *(name for name in _LATIN if name != guess))
    pairs = zip(*(_WORD.findall(data.decode(name, "replace")) for name in names), strict=False)
    words = max((pair for pair in pairs if pair[0] != pair[1]), key=lambda pair: len(pair[0]), default=())
    return dict(zip(names, words, strict=False))


def _either(readings: dict[str, str], byte: int, offset: int) -> UnreadableError:
    (one, word), (other, also) = readings.items()
    return UnreadableError(
        f"is not UTF-8 text (byte 0x{byte:02X} at offset {offset:,}); it looks like {one} if '{word}' is a word of it, "
        f"and like {other} if '{also}' is: convert it, for example with `iconv -f {one} -t utf-8 OLD > NEW`"
    )


def _line(text: str, offset: int) -> int:
    """The number, from 1, of the line that holds a character."""
    return text.count("\n", 0, offset) + 1
