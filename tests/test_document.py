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
