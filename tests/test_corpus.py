from __future__ import annotations

import codecs
import hashlib
import io
import os
import socket
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kgraph.corpus import list_corpus, read_corpus, read_text
from kgraph.corpus.decoding import LONGEST_RUN, UnreadableError, decode, guess_encoding
from kgraph.corpus.readers import blank_markup, read_docx, read_html, read_markdown, read_pdf
from kgraph.errors import CorpusError
from kgraph.model import Document, Skipped

PROSE = "Anna Pavlova danced in Giselle.\n"


def write(folder: Path, files: dict[str, str | bytes]) -> Path:
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    return folder


def documents(corpus: Path | list[Path]) -> dict[str, str]:
    return {item.id: item.text for item in read_corpus(corpus) if isinstance(item, Document)}


def skipped(corpus: Path | list[Path]) -> dict[str, str]:
    return {item.path: item.reason for item in read_corpus(corpus) if isinstance(item, Skipped)}


# --- What is found -------------------------------------------------------------------------------------------------


def test_documents_come_in_order_of_their_paths_with_ids_and_digests(tmp_path: Path) -> None:
    write(tmp_path, {"b.txt": "B " + PROSE, "a/z.txt": PROSE, "a-b.md": PROSE, "Ä.TXT": PROSE, "a.b.txt": PROSE})
    found = list(read_corpus(tmp_path))
    assert [(d.id, d.path) for d in found if isinstance(d, Document)] == [
        ("a-b", "a-b.md"),
        ("a.b", "a.b.txt"),
        ("a/z", "a/z.txt"),
        ("b", "b.txt"),
        ("Ä", "Ä.TXT"),
    ]
    b = found[3]
    assert isinstance(b, Document)
    assert b.text == "B " + PROSE
    assert b.sha256 == hashlib.sha256(b"B " + PROSE.encode()).hexdigest()


def test_what_is_no_document_is_ignored_and_counted(tmp_path: Path) -> None:
    write(tmp_path, {"a.txt": PROSE, "x.csv": "1", "y.csv": "1", "photo.JPG": b"\xff", "LICENSE": "MIT"})
    write(tmp_path, {".hidden.txt": PROSE, ".git/notes.txt": PROSE, "~$a.docx": b"lock"})
    listing = list_corpus(tmp_path)
    assert [f.path for f in listing.files] == ["a.txt"]
    assert list(listing.ignored.items()) == [(".csv", 2), (".jpg", 1), ("no extension", 1)]


def test_the_output_folder_is_left_out(tmp_path: Path) -> None:
    write(tmp_path, {"a.txt": PROSE, "build/notes.txt": PROSE, "b/build/c.txt": PROSE})
    assert [f.path for f in list_corpus(tmp_path, exclude=tmp_path / "build").files] == ["a.txt", "b/build/c.txt"]


def test_a_single_file_is_read_whatever_its_extension(tmp_path: Path) -> None:
    write(tmp_path, {"a.txt": PROSE, "notes": PROSE, "bio.rst": PROSE})
    for name, identifier in [("a.txt", "a"), ("notes", "notes"), ("bio.rst", "bio")]:
        assert documents(tmp_path / name) == {identifier: PROSE}


def test_several_paths_are_relative_to_the_folder_that_holds_them_all(tmp_path: Path) -> None:
    write(tmp_path, {"x/1.txt": PROSE, "x/2.txt": PROSE, "y/1.txt": PROSE})
    x, y = tmp_path / "x", tmp_path / "y"
    assert list(documents([x / "2.txt", x / "1.txt"])) == ["1", "2"]
    assert list(documents([y, x])) == ["x/1", "x/2", "y/1"]
    assert list(documents([x, x / "1.txt", x])) == ["1", "2"]


def test_relative_paths_and_strings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, {"x/1.txt": PROSE})
    monkeypatch.chdir(tmp_path / "x")
    for corpus in (".", "1.txt", "../x", ["../x/1.txt"]):
        assert [item.path for item in read_corpus(corpus)] == ["1.txt"]


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({}, "There are no documents"),
        ({"x.csv": "", "y.png": ""}, "2 other files (.csv, .png). kgraph reads .docx, .htm"),
    ],
)
def test_a_folder_without_documents(tmp_path: Path, files: dict[str, str | bytes], expected: str) -> None:
    write(tmp_path, files)
    with pytest.raises(CorpusError) as caught:
        list_corpus(tmp_path)
    assert expected in str(caught.value)
    assert str(tmp_path) in str(caught.value)


def test_a_missing_path_names_the_nearest_that_exists(tmp_path: Path) -> None:
    with pytest.raises(CorpusError) as caught:
        list_corpus(tmp_path / "no" / "such")
    assert str(caught.value).endswith(f"The nearest that exists is '{tmp_path}'.")
    with pytest.raises(CorpusError, match="name a file or a folder"):
        list_corpus([])
    with pytest.raises(CorpusError, match="not a path"):
        list_corpus("a\0b")


def test_documents_of_one_id_are_formats_of_one_text(tmp_path: Path) -> None:
    write(tmp_path, {"a.md": "Markdown", "a.txt": "Text", "a.b.txt": PROSE, "c.md": "Read", "c.txt": b"\0\0\1\2"})
    assert documents(tmp_path) == {"a": "Text", "a.b": PROSE, "c": "Read"}
    assert list(skipped(tmp_path)) == ["a.md", "c.txt"]
    assert "same id as 'a.txt'" in skipped(tmp_path)["a.md"]
    assert "binary" in skipped(tmp_path)["c.txt"] or "same id as 'c.md'" in skipped(tmp_path)["c.txt"]


# --- Links, permissions, odd files ---------------------------------------------------------------------------------


def test_links(tmp_path: Path) -> None:
    corpus = write(tmp_path / "corpus", {"a.txt": PROSE, "sub/b.txt": PROSE})
    write(tmp_path / "elsewhere", {"c.txt": PROSE, "deep/d.txt": PROSE})
    (tmp_path / "elsewhere" / "deep" / "back").symlink_to(tmp_path / "elsewhere")
    (corpus / "dangling.txt").symlink_to("nowhere.txt")
    (corpus / "circle.txt").symlink_to("circle.txt")
    (corpus / "sub" / "up").symlink_to("..")
    (corpus / "twin").symlink_to("sub")
    (corpus / "linked").symlink_to(tmp_path / "elsewhere")
    (corpus / "linked-again").symlink_to(tmp_path / "elsewhere")
    (corpus / "one.txt").symlink_to(tmp_path / "elsewhere" / "c.txt")
    assert list(documents(corpus)) == ["a", "linked/c", "linked/deep/d", "one", "sub/b"]
    reasons = skipped(corpus)
    assert list(reasons) == ["circle.txt", "dangling.txt", "linked-again", "linked/deep/back", "sub/up", "twin"]
    assert "'nowhere.txt', which does not exist" in reasons["dangling.txt"]
    assert "circle" in reasons["circle.txt"]
    assert "it lies in" in reasons["sub/up"]
    assert "it lies in" in reasons["linked/deep/back"]
    assert "already" in reasons["twin"]
    assert "already" in reasons["linked-again"]


def test_links_named_by_the_user(tmp_path: Path) -> None:
    write(tmp_path, {"real/a.txt": PROSE})
    (tmp_path / "link").symlink_to("real")
    (tmp_path / "b.txt").symlink_to("real/a.txt")
    (tmp_path / "dangling").symlink_to("nowhere")
    (tmp_path / "circle").symlink_to("circle")
    assert list(documents(tmp_path / "link")) == ["a"]
    assert list(documents(tmp_path / "b.txt")) == ["b"]
    with pytest.raises(CorpusError, match="which does not exist"):
        list_corpus(tmp_path / "dangling")
    with pytest.raises(CorpusError, match="in a circle"):
        list_corpus(tmp_path / "circle")


def test_no_permission(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, {"a.txt": PROSE, "closed/b.txt": PROSE, "secret.txt": PROSE})
    read_bytes, iterdir = Path.read_bytes, Path.iterdir

    def refuse_file(self: Path) -> bytes:
        if self.name == "secret.txt":
            raise PermissionError(13, "Permission denied")
        return read_bytes(self)

    def refuse_folder(self: Path) -> object:
        if self.name == "closed":
            raise PermissionError(13, "Permission denied")
        return iterdir(self)

    monkeypatch.setattr(Path, "read_bytes", refuse_file)
    monkeypatch.setattr(Path, "iterdir", refuse_folder)
    assert list(documents(tmp_path)) == ["a"]
    assert list(skipped(tmp_path)) == ["closed", "secret.txt"]
    assert all("chmod" in reason for reason in skipped(tmp_path).values())
    with pytest.raises(CorpusError, match="closed"):
        list_corpus(tmp_path / "closed")


@pytest.mark.skipif(
    sys.platform == "win32" or (hasattr(os, "geteuid") and os.geteuid() == 0), reason="root may read everything"
)
def test_no_permission_really(tmp_path: Path) -> None:
    write(tmp_path, {"a.txt": PROSE, "secret.txt": PROSE})
    (tmp_path / "secret.txt").chmod(0)
    assert "chmod" in skipped(tmp_path)["secret.txt"]


@pytest.mark.skipif(sys.platform == "win32", reason="named pipes and sockets are of POSIX")
def test_what_is_neither_file_nor_folder_is_never_opened(tmp_path: Path) -> None:
    write(tmp_path, {"a.txt": PROSE})
    os.mkfifo(tmp_path / "pipe.txt")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(os.path.relpath(tmp_path / "socket.txt"))
    assert list(documents(tmp_path)) == ["a"]
    assert list(skipped(tmp_path)) == ["pipe.txt", "socket.txt"]
    with pytest.raises(CorpusError, match="name it '-'"):
        list_corpus(tmp_path / "pipe.txt")


def test_a_file_that_vanishes(tmp_path: Path) -> None:
    write(tmp_path, {"a.txt": PROSE, "b.txt": PROSE})
    items = read_corpus(tmp_path)
    next(items)
    (tmp_path / "b.txt").unlink()
    gone = next(items)
    assert isinstance(gone, Skipped)
    assert "is gone" in gone.reason


NAMES = ["quote\"'s", "<b>&amp;", "tab\tline\nbreak", "emoji 🩰", "שלום", "back\\slash", "per%20cent", "#hash?", " "]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows refuses such names")
@pytest.mark.parametrize("name", NAMES)
def test_odd_names(tmp_path: Path, name: str) -> None:
    write(tmp_path, {name + ".txt": PROSE})
    assert documents(tmp_path) == {name: PROSE}


@pytest.mark.skipif(sys.platform != "linux", reason="other systems refuse such names or make one of them")
def test_names_that_are_not_utf8_or_in_two_unicode_forms(tmp_path: Path) -> None:
    for name in (b"caf\xe9.txt", "Zoe\u0308.txt".encode(), "Zo\u00eb.txt".encode()):
        Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + name)).write_text(PROSE, "utf8")
    assert list(documents(tmp_path)) == ["Zo\u00eb"]
    reasons = skipped(tmp_path)
    assert "not UTF-8: rename it" in reasons[r"caf\xe9.txt"]
    assert len(reasons) == 2
    assert all(path.encode("utf-8") for path in reasons)


# --- Plain text ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "is empty"),
        (codecs.BOM_UTF8, "only white space"),
        (b" \r\n\t\n", "only white space"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\xff", "is binary"),
        (bytes(range(256)) * 4, "is binary"),
        (b"Born in\0 1901.\nNext line " + PROSE.encode() * 20, "NUL character (U+0000) in line 1"),
        (
            "Née à Liège, elle dansa.".encode("cp1252"),
            "(byte 0xE9 at offset 1); it looks like cp1250 if 'Ličge' is a word of it, and like cp1252 if 'Liège' is",
        ),
        (
            ("Ivana Dvořáková. " + PROSE * 3).encode("cp1250"),
            "it looks like cp1252 if 'Dvoøáková' is a word of it, and like cp1250 if 'Dvořáková' is: convert it",
        ),
        (
            ("Née. " + PROSE * 3).encode("latin-1"),
            "it looks like cp1252: convert it, for example with `iconv -f cp1252",
        ),
        ("Анна Павлова родилась в Санкт-Петербурге.".encode("cp1251"), "it looks like cp1251"),
        ("森下洋子は広島に生まれた。バレエダンサー。".encode("shift_jis"), "it looks like cp932"),
        (PROSE.encode("utf-16"), "it looks like utf-16:"),
        (PROSE.encode("utf-32"), "it looks like utf-32:"),
        (PROSE.encode("utf-16-le"), "it looks like utf-16-le:"),
        (PROSE.encode("utf-16-be"), "it looks like utf-16-be:"),
        (f"One.\nTwo \u202eeslaf\u202c.\n{PROSE}".encode(), "U+202E RIGHT-TO-LEFT OVERRIDE in line 2"),
        (b"x" * 3_000_000, "3,000,000 characters without a blank in line 1"),
        (PROSE.encode() + b"x" * (LONGEST_RUN + 1), "10,001 characters without a blank in line 2"),
    ],
)
def test_a_file_that_is_not_prose_is_refused_with_advice(data: bytes, reason: str) -> None:
    with pytest.raises(UnreadableError) as caught:
        decode(data)
    assert reason in str(caught.value)
    assert ": " in str(caught.value), "a reason comes with advice"


def test_line_ends_stay_and_a_byte_order_mark_goes() -> None:
    text = "Born in Paris.\r\n\r\nDied in Rome.\rEnd\n"
    assert decode(text.encode()) == decode(codecs.BOM_UTF8 + text.encode()) == text


def test_invisible_characters_become_blanks_and_the_rest_keeps_its_place() -> None:
    text = "\u200fFairuz\u200e (\u2067فيروز\u2069)\x07 sang\x0cin\ufeff Baalbek\u2028Then\x00"[:-1]
    assert decode(text.encode()) == " Fairuz  ( فيروز )  sang\nin  Baalbek\nThen"


@given(st.text(st.characters(codec="utf-8", exclude_characters="\0\u202d\u202e\ufeff"), min_size=1))
def test_every_character_keeps_its_offset(text: str) -> None:
    try:
        read = decode(text.encode())
    except UnreadableError:
        assert not text.translate(dict.fromkeys(range(0xA0), " ")).strip() or not any(c.isalnum() for c in text)
        return
    assert len(read) == len(text)
    assert all(a == b for a, b in zip(text, read, strict=True) if a.isalnum() or a in " \t\r\n.,;:!?'\"")


def test_two_million_words() -> None:
    text = PROSE * 400_000
    assert decode(text.encode()) == text


def test_an_encoding_that_nothing_fits() -> None:
    assert guess_encoding(PROSE.encode() * 10 + b"\x81") == "latin-1"


def test_standard_input() -> None:
    assert read_text(PROSE.encode(), "stdin") == Document(
        "stdin", "stdin", PROSE, hashlib.sha256(PROSE.encode()).hexdigest()
    )
    with pytest.raises(CorpusError, match="'stdin' is empty"):
        read_text(b"", "stdin")


# --- Markdown ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("markdown", "words"),
    [
        ("---\ntitle: Anna\ntags: [a]\n---\n\nShe danced.", "She danced."),
        ("+++\ntitle = 'Anna'\n+++\nShe danced.", "She danced."),
        ("---\r\ntitle: Anna\r\n---\r\nShe danced.", "She danced."),
        ("---\nShe danced.\n\n---\nHe sang.", "She danced. He sang."),
        ("# Anna *Pavlova*\n\nIn **1909** she danced _Giselle_.", "Anna Pavlova In 1909 she danced Giselle ."),
        ('See [Anna Pavlova](https://x.y/a_(b) "t") and [her][1].\n\n[1]: https://x.y', "See Anna Pavlova and her ."),
        ("![portrait](p.jpg)\n> She said.\n\n```\ncode\n```\nEnd[^1].", "She said. End ."),
        ("<!-- a\nb --><div class='x'>In <em>Giselle</em></div>", "In Giselle"),
        ("Title\n=====\n\nText\n\n* * *\n\nMore \\*stars\\* \\[1]", "Title Text More stars [1]"),
        ("snake_case and 3 * 4 and a < b", "snake_case and 3 * 4 and a < b"),
        ("- 1901: Kyiv\n* 1902: Lviv", "- 1901: Kyiv * 1902: Lviv"),
    ],
)
def test_markup_becomes_blanks(markdown: str, words: str) -> None:
    text = read_markdown(markdown.encode())
    assert " ".join(text.split()) == words
    assert len(text) == len(markdown)
    assert all(b in (a, " ") for a, b in zip(markdown, text, strict=True))


def test_markdown_without_text() -> None:
    with pytest.raises(UnreadableError, match="besides its front matter"):
        read_markdown(b"---\ntitle: x\n---\n<!-- nothing -->\n")


@given(st.text("-`*_[]()#<>!\\~=+ \n\rab:^|.1", max_size=60))
def test_markdown_keeps_offsets_and_lines(text: str) -> None:
    blanked = blank_markup(text)
    assert len(blanked) == len(text)
    assert all(b == a or (b == " " and a not in "\r\n") for a, b in zip(text, blanked, strict=True))


@pytest.mark.parametrize("piece", ["[", "![", "<!--", "*", "_ ", "`", "<a", "> ", "---\na: b\n", "[a](", "\\"])
def test_markdown_is_read_in_linear_time(piece: str) -> None:
    text = "---\n" + piece * 20_000
    assert len(blank_markup(text)) == len(text)


# --- Converted formats ---------------------------------------------------------------------------------------------


def test_html() -> None:
    page = """<html><head><title>T</title><style>p {}</style></head><body><nav>Home</nav>
    <h1>Anna&nbsp;Pavlova</h1><p>Born in
      <a href="x">St. Petersburg</a>,<br>in <i>1881</i>.</p><script>x()</script><ul><li>One<li>Two</ul></body></html>"""
    assert read_html(page.encode()) == "Anna Pavlova\n\nBorn in St. Petersburg, in 1881.\n\nOne\n\nTwo"
    latin = '<meta charset="iso-8859-1"><p>Née</p>'.encode("latin-1")
    assert read_html(latin) == "Née"


def test_docx() -> None:
    docx = pytest.importorskip("docx")
    document = docx.Document()
    document.add_heading("Anna Pavlova")
    document.add_paragraph("Born in 1881.")
    table = document.add_table(rows=1, cols=2)
    table.cell(0, 0).text, table.cell(0, 1).text = "1905", "The Dying Swan"
    document.add_paragraph("She died in The Hague.")
    stream = io.BytesIO()
    document.save(stream)
    assert read_docx(stream.getvalue()) == (
        "Anna Pavlova\n\nBorn in 1881.\n\n1905 \tThe Dying Swan\n\nShe died in The Hague."
    )


def pdf(*lines: str) -> bytes:
    """A PDF of one page."""
    shown = " ".join(f"({line}) Tj 0 -14 Td" for line in lines)
    content = f"BT /F1 12 Tf 72 720 Td {shown} ET".encode()
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R "
        b"/Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%b\nendstream" % (len(content), content),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    out, offsets = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    return out + b"xref\n0 6\n0000000000 65535 f \n%btrailer\n<< /Size 6 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (
        table,
        len(out),
    )


def test_pdf() -> None:
    pytest.importorskip("pypdf")
    assert " ".join(read_pdf(pdf("Anna Pavlova was a bal-", "lerina of the Imperial Ballet.")).split()) == (
        "Anna Pavlova was a ballerina of the Imperial Ballet."
    )
    with pytest.raises(UnreadableError, match="ocrmypdf"):
        read_pdf(pdf())


@pytest.mark.parametrize(("name", "module"), [("a.docx", "docx"), ("a.pdf", "pypdf"), ("a.html", "bs4")])
def test_a_converter_that_is_not_installed_or_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, module: str, recwarn: pytest.WarningsRecorder
) -> None:
    write(tmp_path, {name: b"PK\x03\x04 damaged" if name != "a.html" else b"<p></p>", "z.txt": PROSE})
    pytest.importorskip(module)
    damaged = skipped(tmp_path)[name]
    assert "cannot be converted" in damaged or "no text that can be taken out" in damaged
    monkeypatch.setitem(sys.modules, module, None)
    assert documents(tmp_path) == {"z": PROSE}
    assert "pip install 'kgraph[documents]'" in skipped(tmp_path)[name]
    assert not recwarn.list


def test_formats_that_nothing_reads_are_named(tmp_path: Path) -> None:
    write(tmp_path, {"a.DOC": b"x", "b.odt": b"x", "c.txt": PROSE})
    assert skipped(tmp_path) == {
        "a.DOC": "is a .doc file, which kgraph cannot read: save it as .docx or .txt",
        "b.odt": "is a .odt file, which kgraph cannot read: save it as .docx or .txt",
    }


def test_a_file_too_large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, {"a.txt": PROSE, "b.txt": PROSE * 10})
    monkeypatch.setattr("kgraph.corpus.LARGEST_FILE", 100)
    assert list(documents(tmp_path)) == ["a"]
    assert "split it" in skipped(tmp_path)["b.txt"]
