"""What the Docs say → what is written of a document."""

from __future__ import annotations

from kgraph.extract.document import to_extraction
from kgraph.extract.nlp import plain_pipeline
from kgraph.extract.tokens import DocEntity, TokenFact, TokenMention

NLP = plain_pipeline()


def test_the_sentence_of_a_fact_has_its_date() -> None:
    """A date is quoted from the sentence that states the fact, and from nowhere else."""
    text = "Rain again. 12 November 1934. A cable came. Anna Lind is dead. No more today."
    doc = NLP(text)
    (index,) = (n for n, d in enumerate(doc._.dates) if d.value == "1934-11-12")
    date = doc._.dates[index]
    words = [t.text for t in doc]
    name = words.index("Anna")
    person = DocEntity("Person", "Anna Lind", (), (TokenMention(name, name + 2, "Person", "name", "Anna Lind"),))
    doc._.entities = (person,)
    last = words.index("dead") + 2
    spans = (name, name + 2), (date.start, date.end), (name, last)
    doc._.facts = (TokenFact(0, "deathDate", index, True, *spans, "x", 0.9, ()),)
    (fact,) = to_extraction("diary", [(0, doc)]).facts
    assert fact.sentence == "12 November 1934. A cable came. Anna Lind is dead."
    assert text[fact.sentence_span.start : fact.sentence_span.end] == fact.sentence
    assert text[fact.object_span.start : fact.object_span.end] == "12 November 1934"


def test_the_sentence_before_is_quoted_if_it_alone_names_one_of_the_two() -> None:
    def stated(text: str) -> str:
        doc = NLP(text)
        words = [t.text for t in doc]
        lind, ballet, she = words.index("Lind"), words.index("Northern"), words.index("She")
        person = (
            TokenMention(lind, lind + 1, "Person", "name", "Lind"),
            TokenMention(she, she + 1, "Person", "pronoun", "She"),
        )
        company = (TokenMention(ballet, ballet + 2, "Company", "name", "Northern Ballet"),)
        doc._.entities = (
            DocEntity("Person", "Lind", (), person),
            DocEntity("Company", "Northern Ballet", (), company),
        )
        spans = (she, she + 1), (ballet, ballet + 2), (she, len(doc))
        doc._.facts = (TokenFact(0, "worksFor", 1, False, *spans, "x", 0.9, ()),)
        (fact,) = to_extraction("life", [(0, doc)]).facts
        assert text[fact.sentence_span.start : fact.sentence_span.end] == fact.sentence
        return fact.sentence

    mistress = "Mistress of the Northern Ballet until 1982."
    assert stated(f"Lind was born in 1920. {mistress} She lives in Leeds.") == f"{mistress} She lives in Leeds."
    assert stated(f"Lind was born in 1920. {mistress} It rained. She lives in Leeds.") == "She lives in Leeds."
    for gap in ("\n\n", "\r\n\r\n", "\n \n"):
        assert stated(f"Lind was born in 1920. {mistress}{gap}She lives in Leeds.") == "She lives in Leeds."
