"""Dates: sentence → what is read in it, negatives included. No model: a blank pipeline with kgraph's tokeniser."""

from __future__ import annotations

import pytest
import spacy
from spacy.language import Language
from spacy.tokens import Doc

from kgraph.extract import dates as dates_module
from kgraph.extract.dates.forms import Reading, day_of, read_date
from kgraph.extract.nlp import customise_tokenizer


@pytest.fixture(scope="module")
def nlp() -> Language:
    nlp = spacy.blank("en")
    customise_tokenizer(nlp)
    nlp.add_pipe("kgraph_dates")
    return nlp


def values(doc: Doc) -> list[str]:
    return [d.value for d in doc._.dates if d.value]


def forms(doc: Doc) -> list[str]:
    return [d.form for d in doc._.dates]


def ranges(doc: Doc) -> list[tuple[str, str]]:
    return [(d.value, doc._.dates[d.range_end].value) for d in doc._.dates if d.range_end >= 0]


def cues(doc: Doc) -> list[tuple[str, str]]:
    return [(d.value, d.cue) for d in doc._.dates if d.cue]


FORMS = [
    ("She joined the company in 1987.", ["1987"]),
    ("It opened in May 1987.", ["1987-05"]),
    ("It opened on 14 May 1987.", ["1987-05-14"]),
    ("It opened on May 14th, 1987.", ["1987-05-14"]),
    ("It opened on May 14, 1987, in Lyon.", ["1987-05-14"]),
    ("born June 12 1936", ["1936-06-12"]),
    ("It opened on the 3rd January 1904.", ["1904-01-03"]),
    ("on the third of March 1979", ["1979-03-03"]),
    ("* 14. May 1987 in Lyon", ["1987-05-14"]),
    ("He danced in act 3. May brought rain.", []),
    ("Anna Lind (1790?–3 April 1861)", ["1790", "1861-04-03"]),
    ("Anna Lind (1790–3 April 1861)", ["1790", "1861-04-03"]),
    ("on the twelfth of January 1981", ["1981-01-12"]),
    ("on the twenty-first of June, 1950", ["1950-06-21"]),
    ("in January of 1904", ["1904-01"]),
    ("in Sept. 1923 and in Dec. 1924", ["1923-09", "1924-12"]),
    ("début 16 Nov. 1908 in Aida", ["1908-11-16"]),
    ("on 14.5.1987", ["1987-05-14"]),
    ("on 3.III.1901", ["1901-03-03"]),
    ("on 14/5/1987 and 5/14/1988", ["1987-05-14", "1988-05-14"]),
    ("on 1987-05-14", ["1987-05-14"]),
    ("on 4/5/1987", ["1987"]),  # April or May?
    ("on 31 June 1987", ["1987-06"]),  # there is no such day
    ("on Thursday, March 8, 2007", ["2007-03-08"]),
    ("in the spring of 1880", ["1880"]),
    ("She won the 1985 Pulitzer Prize.", ["1985"]),
    ("Early in 1920 he left; late in 1921 he returned.", ["1920", "1921"]),
    ("the siege of 1529 and the fair held in 1247", ["1247"]),
    ("on 29 February 1904", ["1904-02-29"]),
    ("Dr. A. died in 1500.", ["1500"]),
    ("The season opened in 2000, and closed in 2001.", ["2000", "2001"]),
]


@pytest.mark.parametrize(("text", "expected"), FORMS, ids=[t for t, _ in FORMS])
def test_forms(nlp: Language, text: str, expected: list[str]) -> None:
    assert values(nlp(text)) == expected


NO_DATES = [
    "She was in her twenties.",
    "It was the fashion of the late 1980s.",
    "in the 1990s",
    "in the 1890's",
    "a play about 1789, and what she wrote about May 1968",
    "about 1850 miles",
    "Did he die in 1890?",
    "Prudence Vane, 41, librettist",
    "the flute sonata BWV 1034",
    "his op. 1824 and no. 1901",
    "pp. 1824–1890",
    "before 1500 spectators",
    "a hall of 2000 seats and 1500-seat arenas",
    "It drew 2000 enthusiastic spectators.",
    "It cost £1950.",
    'He read "1984" on the train.',
    "at 19 Rue Lepic, room 1911",
    "on 31.6.1987",
    "On 3 March she sang; in May she left.",
    "May Gibson and April de Angelis may march.",
    "Jan Fabre and Jan 5",
    "She sang it 120 times.",
    "next year she may sing",
    "many years later",
    "some two years later",
    "two years later",  # nothing to count from
]


@pytest.mark.parametrize("text", NO_DATES)
def test_no_dates(nlp: Language, text: str) -> None:
    assert values(nlp(text)) == []


EDTF = [
    ("born c. 1890", ["1890~"]),
    ("born c.1890, died ca 1940", ["1890~", "1940~"]),
    ("about 1890 he left, and ca. 1900 he returned", ["1890~", "1900~"]),
    ("in about May 1890 and around 3 June 1891", ["1890-05~", "1891-06-03~"]),
    ("circa 1450 and about 1450", ["1450~"]),
    ("He died (1890?) in Rome.", ["1890?"]),
    ("Anna Lind (1871?–1950) sang", ["1871?", "1950"]),
    ("He came in 1890?, and went.", ["1890?"]),
    ("probably in 1890, perhaps on 3 May 1891, possibly 1892", ["1890?", "1891-05-03?", "1892?"]),
    ("perhaps about 1890", ["1890%"]),
    ("b. ?1890", ["1890?"]),
    ("It was the fashion of the late 1980s.", ["198X"]),
    ("in the 1990s and the mid-1950s", ["199X", "195X"]),
    ("in the 1890's", ["189X"]),
    ("in the 1800s", ["18XX"]),
    ("a 1920s ballet", []),
    ("in the 19th century, and in the late eighteenth century", ["18XX", "17XX"]),
    ("a nineteenth-century ballet", []),
    ("She came in 1918. In the late twenties she left.", ["1918", "192X"]),
    ("In her twenties, in 1918, she came.", ["1918"]),
    ("In the thirties, before 1936, it rained.", ["193X", "../1936"]),
    (
        "in spring 1921, the summer of 1922 and autumn 1923, spring and summer 1924",
        ["1921-21", "1922-22", "1923-23", "1924"],
    ),
    ("in the winter of 1921", ["1921-24"]),
    ("in 1936, and in the autumn of the same year", ["1936", "1936-23"]),
    ("since 1995", ["1995/.."]),
    ("since about 1995", ["1995~/.."]),
    ("1995–present and from 1996 to the present", ["1995/..", "1996/.."]),
    ("from 1995 on", ["1995/.."]),
    ("until 2003", ["/2003"]),
    ("It was not until 2003 that she came.", ["2003"]),
    ("died before 1955 or after May 1956", ["../1955", "1956-05/.."]),
    ("In the 1936–37 season she came. The following season she left.", ["1936", "1937", "1937/1938"]),
    ("In the 1936–37 season she came. The previous season she left.", ["1936", "1937", "1935/1936"]),
    ("She came in 1936. The following season she left.", ["1936", "1937~"]),
    ("She came in 1936 and sang Isolde that season.", ["1936", "1936"]),
    ("She came about 1936. Two years later she left.", ["1936~", "1938~"]),
    ("She came in the 1930s. Two years later she left.", ["193X"]),
]


@pytest.mark.parametrize(("text", "expected"), EDTF, ids=[t for t, _ in EDTF])
def test_what_iso_cannot_say(nlp: Language, text: str, expected: list[str]) -> None:
    assert forms(nlp(text)) == expected


def test_dates_that_no_fact_leads_to(nlp: Language) -> None:
    doc = nlp("before 1955; between 1910 and 1912; in the 1920s; about 1930; in 1931")
    assert [(d.form, d.is_value) for d in doc._.dates] == [
        ("../1955", False),
        ("1910", False),
        ("1912", False),
        ("192X", False),
        ("1930~", True),
        ("1931", True),
    ]


RANGES = [
    ("Lyceum co., 1889–97, then prod.", [("1889", "1897")]),
    ("New York, 1908–16; début there 16 Nov. 1908", [("1908", "1916")]),
    ("He led it from 1995 to 2003.", [("1995", "2003")]),
    ("a principal from 1964 until 1971; guest till 1980", [("1964", "1971")]),
    ("Between 1847 and 1851 he was ballet master.", [("1847", "1851")]),
    ("director (1995-2003)", [("1995", "2003")]),
    ("director 1995 – 2003", [("1995", "2003")]),
    ("in the 1995/96 season", [("1995", "1996")]),
    ("From 1856 until he retired in 1883 he was director.", [("1856", "1883")]),
    ("from May 1904 to 3 March 1905", [("1904-05", "1905-03-03")]),
    ("January–March 1904", [("1904-01", "1904-03")]),
    ("from November to February 1904", [("1903-11", "1904-02")]),
    ("in 1964 and 1971", []),
    ("since 1999, and in 2004", []),
    ("In 1915, to save money, he left; in 1920 he came back.", []),
    ("from 2003 to 1995", []),
    ("from about 1964 until c. 1971", [("1964", "1971")]),
]


@pytest.mark.parametrize(("text", "expected"), RANGES, ids=[t for t, _ in RANGES])
def test_ranges(nlp: Language, text: str, expected: list[tuple[str, str]]) -> None:
    assert ranges(nlp(text)) == expected


CUES = [
    ("Maria Rossi (1824–1890), dancer", [("1824", "birth"), ("1890", "death")]),
    ("Maria Rossi (b. 1901) danced", [("1901", "birth")]),
    ("Maria Rossi, b. 1901, d. 1966", [("1901", "birth"), ("1966", "death")]),
    ("Maria Rossi (born 3 May 1901, Lyon)", [("1901-05-03", "birth")]),
    ("Maria Rossi (born in Lyon on 3 May 1901)", [("1901-05-03", "birth")]),
    ("Maria Rossi (b. Dundee, 1902; d. Manchester, 1977)", [("1902", "birth"), ("1977", "death")]),
    ("Otojirō (b. Hakata 1864, d. Osaka 1911), composer", [("1864", "birth"), ("1911", "death")]),
    ("Maria Rossi († 1890)", [("1890", "death")]),
    ("Maria Rossi (*1824, †1890)", [("1824", "birth"), ("1890", "death")]),
    ("Maria Rossi (1937– ) sings", [("1937", "birth")]),
    ("Maria Rossi (c. 1824–1890), dancer", [("1824", "birth"), ("1890", "death")]),
    ("Maria Rossi (b. c. 1901, Lyon; d. before 1980)", [("1901", "birth")]),
    ("Maria Rossi (1937-) sings", [("1937", "birth")]),
    (
        "Maria Rossi (12 May 1900, Vienna – 6 May 1971, East Berlin) was",
        [("1900-05-12", "birth"), ("1971-05-06", "death")],
    ),
    ("Roger Kemble (Hereford 1722 – London 1802), barber", [("1722", "birth"), ("1802", "death")]),
    ("Maria Rossi (born 1856 – 3 October 1902)", [("1856", "birth"), ("1902-10-03", "death")]),
    ("Born Tokyo, 18 July 1871, of a ruined pawnbroker.", [("1871-07-18", "birth")]),
    (
        "soprano. B. Prague 26 Feb. 1878 as Emílie; d. Lyon 28 Jan. 1930",
        [("1878-02-26", "birth"), ("1930-01-28", "death")],
    ),
    ("Paul's elder daughter (1833–91), known as Marie", [("1833", "birth"), ("1891", "death")]),
    # a clause is for the parser; a short bracket is a term of office; an initial is no notation
    ("Maria Rossi was born in Lyon in 1901.", []),
    ("The director (1989–97) left.", []),
    ("director of the Royal Ballet (1963–70)", []),
    ("George B. Smith, 1901", []),
    ("The Seventh Cross (1944)", []),
    ("M. 1923 Joseph Halsbach", []),
]


@pytest.mark.parametrize(("text", "expected"), CUES, ids=[t for t, _ in CUES])
def test_births_and_deaths(nlp: Language, text: str, expected: list[tuple[str, str]]) -> None:
    assert cues(nlp(text)) == expected


def test_entry_takes_the_years_of_its_headword(nlp: Language) -> None:
    doc = nlp(
        "CRAIG, Edward Gordon (1872–1966). Eng. actor. B. Stevenage, 16 Jan.; s. of Ellen Terry. "
        "Their dau. Deirdre b. 1906, d. 1913. D. Vence, France, 29 July."
    )
    assert cues(doc)[2:] == [("1872-01-16", "birth"), ("1906", "birth"), ("1913", "death"), ("1966-07-29", "death")]
    assert [doc[d.start : d.end].text for d in doc._.dates][-1] == "29 July"


def test_each_entry_has_its_own_headword(nlp: Language) -> None:
    doc = nlp("Ada Vane (1872–1966). D. Vence, 29 July.\n\nBo Vane (1901–1990). D. Nice, 2 May.")
    assert ("1966-07-29", "death") in cues(doc)
    assert ("1990-05-02", "death") in cues(doc)


BORROWED = [
    ("It was given on 1 May 1786, and, in November, again.", ["1786-05-01", "1786-11"]),
    ("It was produced in 1832, and that September she left.", ["1832", "1832-09"]),
    ("The theatre dates from 2013. Its patron had died on 3 February.", ["2013", "2013-02-03"]),
    ("He entered the troupe in 1974. That same year he left.", ["1974", "1974"]),
    ("In 1918 she came, and two years afterwards she left.", ["1918", "1920"]),
    ("Born in 1912, he came ashore twenty-six years later.", ["1912", "1938"]),
    ("It opened in 1955; he ran it the year after.", ["1955", "1956"]),
    ("It opened in 1955. The following year he left.", ["1955", "1956"]),
    ("In 1920 she came; the following May she left.", ["1920", "1921-05"]),
    ("In October 1920 she came; the following May she left.", ["1920-10", "1921-05"]),
    ("In March 1920 she came; the following May she left.", ["1920-03", "1920-05"]),
    ("In May 1920 she came; the previous March she left.", ["1920-05", "1920-03"]),
    ("It opened in 1955. The previous year he left.", ["1955", "1954"]),
    ("It opened in 1955, closing in May of the same year.", ["1955", "1955-05"]),
    ("It opened in 1955.\n\nTwo years later he left.", ["1955"]),  # another paragraph
    ("Ada Vane (1872–1966) left. Two years later she returned.", ["1872", "1966"]),
    ("It opened in June 1955, and in May he left.", ["1955-06"]),  # which May?
    ("In 1984 he played in August Wilson's Fences.", ["1984"]),
]


@pytest.mark.parametrize(("text", "expected"), BORROWED, ids=[t for t, _ in BORROWED])
def test_borrowed_years(nlp: Language, text: str, expected: list[str]) -> None:
    assert values(nlp(text)) == expected


def test_spans_are_tokens_of_the_doc(nlp: Language) -> None:
    doc = nlp("A \n line.\n\n  It opened on the  third of March 1979.")
    assert [doc[d.start : d.end].text for d in doc._.dates] == ["third of March 1979"]


def test_same_dates_without_the_tokeniser() -> None:
    words = ["on", "14", ".", "5", ".", "1987", "and", "on", "16", "Jan", ".", "1988", ",", "1889", "–", "97"]
    doc = Doc(spacy.blank("en").vocab, words=words, spaces=[True, *[False] * 4, *[True] * 8, False, False, False])
    assert [d.value for d in dates_module.DateFinder().find(doc)] == ["1987-05-14", "1988-01-16", "1889", "1897"]


def test_empty_doc(nlp: Language) -> None:
    assert nlp("")._.dates == ()


def test_tags_decide_over_spelling() -> None:
    vocab = spacy.blank("en").vocab
    plural = Doc(vocab, words=["seated", "1950", "strong", "oxen"], tags=["VBD", "CD", "JJ", "NNS"])
    verb = Doc(vocab, words=["spring", "1950", "sees", "her"], tags=["NN", "CD", "VBZ", "PRP"])
    finder = dates_module.DateFinder()
    assert [d.value for d in finder.find(verb)] == ["1950"]
    assert [d.value for d in finder.find(Doc(vocab, words=["1950", "oxen"], tags=["CD", "NNS"]))] == []
    assert [d.value for d in finder.find(plural)] == ["1950"]


@pytest.mark.parametrize(("word", "day"), [("3", 3), ("3rd", 3), ("03", 3), ("third", 3), ("32", 0), ("x", 0), ("", 0)])
def test_day_of(word: str, day: int) -> None:
    assert day_of(word) == day


def test_reading_keeps_what_is_open() -> None:
    assert read_date(["May", "14"], 0) == Reading(2, 0, 5, 14)
    assert read_date(["word"], 0) is None
    assert Reading(3, 1987, 5).iso == "1987-05"


def test_component_declares_itself(nlp: Language) -> None:
    assert nlp.get_pipe_meta("kgraph_dates").assigns == ["doc._.dates"]
