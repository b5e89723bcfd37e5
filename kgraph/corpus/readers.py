"""File formats → text. Plain text and Markdown are read here; others need the extra ``documents``.

Offsets count characters of the text that these functions return. For plain text and Markdown that is the file's own
text: what Markdown adds to it (front matter, link targets, emphasis marks, code) is replaced by blanks, one for
each character. For other formats it is the text as converted, with an empty line between paragraphs.
"""

from __future__ import annotations

import contextlib
import io
import logging
import re
import warnings
from collections.abc import Callable, Iterator

from kgraph.corpus.decoding import UnreadableError, decode, readable

#: How to read each extension, in order of preference where one document stands there in several formats.
READERS: dict[str, Callable[[bytes], str]]

#: Formats of prose that cannot be read, with what to do instead.
UNSUPPORTED = {
    ".doc": "save it as .docx or .txt",
    ".odt": "save it as .docx or .txt",
    ".pages": "export it as .docx or .txt",
    ".rtf": "save it as .docx or .txt",
    ".epub": "convert it to .html or .txt",
    ".xml": "export its text as .txt",
    ".tei": "export its text as .txt",
}


def read_markdown(data: bytes) -> str:
    """The text of a Markdown file, with a blank for each character of its markup.

    Raises
    ------
    UnreadableError
        As `kgraph.corpus.decoding.decode` does, or if nothing but markup is left.
    """
    text = blank_markup(decode(data))
    if text.isspace():
        raise UnreadableError("has no text besides its front matter and markup: remove it, or write the text into it")
    return text


_FRONT_MATTER = re.compile(
    r"""(---|\+\+\+)[ \t]*\r?\n
    (?=[ \t]*(?:[#\[]|["'\w-]+[ \t]*[:=]|\1))                    # a key, a comment or nothing: else it is a ruler
    (?:(?!\1|\.\.\.).*\n)* (?:\1|\.\.\.)[ \t]*(?=\r?\n|\Z)""",
    re.VERBOSE,
)
_FENCE = re.compile(r"^ {0,3}(`{3,}|~{3,})[^\n]*\n(?:(?! {0,3}\1)[^\n]*\n)*(?: {0,3}\1[^\n]*|\Z)", re.MULTILINE)
#: Blanked as a whole.
_BLANK = re.compile(
    r"""</?[A-Za-z][^<>\n]*>                              # tag, or a link in angle brackets
    | !\[[^\[\]\n]*\](?:\([^()\n]*\)|\[[^\[\]\n]*\])    # image
    | \[\^[^\[\]\n]+\]:?                                # footnote mark
    | ^[ ]{0,3}\[[^\[\]\n]+\]:[ \t]*\S[^\n]*            # target of a link by name
    | ^[ ]{0,3}\#{1,6}(?=[ \t])                         # heading
    | ^[ \t]*(?:>[ \t]?)+                               # quotation
    | ^[ ]{0,3}(?:=+|-{3,}|\*{3,}|_{3,}|(?:[*][ ]){2,}[*]|(?:-[ ]){2,}-)[ \t]*(?=\r?$)   # underline or ruler
    | \\[*_`~] | \\(?=[\\{}\[\]()\#+\-.!>|])           # escape
    """,
    re.MULTILINE | re.VERBOSE,
)
#: The words of a link are kept, its brackets and target blanked.
_LINK = re.compile(r"\[([^\[\]\n]*)\](\((?:[^()\n]|\([^()\n]*\))*\)|\[[^\[\]\n]*\])")
_EMPHASIS = re.compile(
    r"(?<![\\*\w])\*{1,3}(?=[^\s*])|(?<=[^\s*])\*{1,3}(?!\*)|(?<![\w_])_{1,3}(?=[^\s_])|(?<=[^\s_])_{1,3}(?![\w_])|`+|~~"
)
_VISIBLE = re.compile(r"[^\r\n]")


def blank_markup(text: str) -> str:
    """`text` with a blank for each character of Markdown's markup, and of front matter, code and HTML tags.

    Lines stay lines: the result has the length of `text`, and each character of prose its offset.
    """

    def blank(match: re.Match[str]) -> str:
        return _VISIBLE.sub(" ", match.group())

    def words_only(match: re.Match[str]) -> str:
        return f" {match.group(1)} {' ' * len(match.group(2))}"

    if front := _FRONT_MATTER.match(text):
        text = blank(front) + text[front.end() :]
    text = _without_comments(_FENCE.sub(blank, text))
    text = _LINK.sub(words_only, _BLANK.sub(blank, text))
    return _EMPHASIS.sub(blank, text)


def _without_comments(text: str) -> str:
    """Blank HTML comments. No regular expression finds all that are closed in linear time."""
    pieces, done = [], 0
    while (start := text.find("<!--", done)) >= 0 and (end := text.find("-->", start)) >= 0:
        pieces += [text[done:start], _VISIBLE.sub(" ", text[start : end + 3])]
        done = end + 3
    return "".join(pieces) + text[done:]


def read_html(data: bytes) -> str:
    """The text of an HTML page: without navigation, scripts and forms, an empty line between blocks."""
    try:
        from bs4 import BeautifulSoup
    except ImportError:
        raise _needs_extra("HTML") from None
    if not data.strip():
        raise UnreadableError("is empty: remove it, or write the text into it")
    with _converting("HTML"):
        page = BeautifulSoup(data, "html.parser")
        for tag in page(["head", "script", "style", "noscript", "template", "nav", "form", "button", "svg"]):
            tag.decompose()
        for tag in page(["br"]):
            tag.replace_with("\n")
        for tag in page(_BLOCKS):
            tag.insert_before("\0")
            tag.append("\0")
        blocks = [re.sub(r"[^\S\n]+|\s*\n\s*", " ", b).strip() for b in page.get_text().split("\0")]
    return _converted(blocks, "")


# fmt: off
_BLOCKS = [
    "p", "div", "section", "article", "header", "footer", "main", "aside", "h1", "h2", "h3", "h4", "h5", "h6", "ul",
    "ol", "li", "dl", "dt", "dd", "table", "tr", "blockquote", "pre", "figure", "figcaption", "address", "hr",
]
# fmt: on


def read_docx(data: bytes) -> str:
    """The text of a Word document: its paragraphs and, cell by cell, its tables, an empty line between them."""
    try:
        import docx
        from docx.table import Table
    except ImportError:
        raise _needs_extra("Word") from None
    with _converting("Word"):
        blocks: list[str] = []
        for block in docx.Document(io.BytesIO(data)).iter_inner_content():
            if isinstance(block, Table):
                blocks += ["\n".join(" \t".join(dict.fromkeys(c.text for c in r.cells)) for r in block.rows)]
            else:
                blocks.append(block.text)
    return _converted(blocks, "")


def read_pdf(data: bytes) -> str:
    """The text of a PDF file: its pages, an empty line between them, words divided at line ends put together."""
    try:
        import pypdf
        from pypdf.errors import FileNotDecryptedError
    except ImportError:
        raise _needs_extra("PDF") from None
    with _converting("PDF"), _quiet("pypdf"):
        try:
            pages = [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(data)).pages]
        except FileNotDecryptedError:
            raise UnreadableError("is encrypted: save a copy without a password") from None
    pages = [re.sub(r"(?<=[a-zß-ÿ])-\n(?=[a-zß-ÿ])", "", page) for page in pages]
    return _converted(pages, "; if it is a scan, recognise its text first, for example with `ocrmypdf`")


READERS = {
    ".txt": decode,
    ".text": decode,
    ".md": read_markdown,
    ".markdown": read_markdown,
    ".html": read_html,
    ".htm": read_html,
    ".docx": read_docx,
    ".pdf": read_pdf,
}


def _converted(blocks: list[str], hint: str) -> str:
    text = "\n\n".join(b.strip() for b in blocks if b.strip())
    if not text:
        raise UnreadableError("has no text that can be taken out" + hint)
    return readable(text.replace("\0", " "))


def _needs_extra(what: str) -> UnreadableError:
    return UnreadableError(f"is a {what} file, and what reads those is not installed: pip install 'kgraph[documents]'")


@contextlib.contextmanager
def _converting(what: str) -> Iterator[None]:
    """Whatever a converter raises on a damaged file, and that may be anything, becomes a reason to skip the file."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    except (UnreadableError, MemoryError):
        raise
    except Exception as error:
        detail = " ".join(str(error).split())[:100] or type(error).__name__
        raise UnreadableError(
            f"cannot be converted ({detail}): open it in another program and save it as a new {what} file, or as .txt"
        ) from error


@contextlib.contextmanager
def _quiet(logger: str) -> Iterator[None]:
    """Keep a library from telling the user about each oddity of a file on standard error."""
    log = logging.getLogger(logger)
    before = log.level
    log.setLevel(logging.CRITICAL + 1)
    try:
        yield
    finally:
        log.setLevel(before)
