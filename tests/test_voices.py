"""Who speaks in a letter or a diary."""

from __future__ import annotations

import pytest

from kgraph.extract.nlp import plain_pipeline
from kgraph.neural.features import describe
from kgraph.neural.reading import Reading, read_doc
from kgraph.neural.voices import ADDRESSEE, SPEAKER, unquoted, voice_of, voices

NLP = plain_pipeline()
NAMES = ("Jean", "Bunty", "Mrs Kessler", "Kessler", "Donald Cargill", "Nikolai Andreyevich", "Nijinsky")


def heard(text: str) -> tuple[list[str], str, list[str]]:
    """Who is spoken to, by what name who speaks is called, and what else is said by this one."""
    reading: Reading = read_doc(NLP(text))
    size = len(reading)
    spans = sorted(
        (k, k + n)
        for n in (1, 2)
        for k in range(size - n + 1)
        if " ".join(reading.words[k : k + n]) in NAMES or (n == 1 and reading.words[k] in ("I", "me", "my", "My"))
    )
    mentions = describe(reading, spans)
    said = [reading.text(*span) for span in spans]
    found = voices(reading, mentions, [words in NAMES for words in said])
    outside = unquoted(reading)
    spoken = [words for k, words in enumerate(said) if voice_of(mentions, k, found, outside) == SPEAKER]
    addressed = [words for k, words in enumerate(said) if voice_of(mentions, k, found, outside) == ADDRESSEE]
    return addressed, said[found.speaker] if found.speaker >= 0 else "", spoken


@pytest.mark.parametrize(
    ("text", "addressed", "speaker"),
    [
        ("Melbourne, 1952\n\nDearest Jean,\n\nI am well. Bunty is a name.\n\nYour loving\nBunty", ["Jean"], "Bunty"),
        (
            "My dear Jean! I came.\n\nYours, Bunty.\n\nP.S. Donald Cargill came, too, and said it rained.",
            ["Jean"],
            "Bunty",
        ),
        ("Dear Jean, I came.\n\nYour Nikolai Andreyevich", ["Jean"], "Nikolai Andreyevich"),
        ("Dear sister,\n\nI came with Jean.\n\nBunty", [], "Bunty"),
        ("He came.\n\nDear Jean, I came.", ["Jean"], ""),
        ("Dear Jean was there with the child, and I saw them.\n\nBunty", [], ""),
        ("From the diary of Donald Cargill\n\nI came.", [], "Donald Cargill"),
        ("From the diary of Nijinsky's wife\n\nI came.", [], ""),
        ("A play.\n\nThe diary of Donald Cargill is lost.", [], ""),
        ("", [], ""),
    ],
)
def test_who_speaks_and_to_whom(text: str, addressed: list[str], speaker: str) -> None:
    found = heard(text)
    assert found[:2] == (addressed, speaker)
    assert all(name not in found[2] for name in addressed)


def test_what_is_quoted_is_said_by_others() -> None:
    assert heard('I said: "I never saw my Jean." Then I left.\n\n“I stay,” he said to me.')[2] == ["I", "I", "me"]
