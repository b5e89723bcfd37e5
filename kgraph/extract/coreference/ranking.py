"""Which of several antecedents a pronoun stands for: features of each, weighed by the table in `weights.py`.

A log-linear ranking model in the tradition of Denis and Baldridge (2008), over features that centering theory and
the older hand-made resolvers agree on: recency, grammatical role, parallelism, continuation, salience.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from kgraph.extract.coreference.chain import Chain
from kgraph.extract.coreference.pronouns import Pronoun
from kgraph.extract.coreference.reading import Reading, Role
from kgraph.extract.coreference.sightings import Seen

_RANK: dict[Role, int] = {
    "subj": 0,
    "obj": 1,
    "agent": 2,
    "obl": 3,
    "poss": 4,
    "attr": 5,
    "appos": 6,
    "mod": 7,
    "root": 8,
    "other": 9,
}
#: Roles that are weighed alike.
_CLASS: dict[Role, str] = {"subj": "subj", "obj": "obj", "obl": "obl", "agent": "obl", "poss": "poss"}
#: Sentences further back than this are all equally far.
_FAR = 3


@dataclass(slots=True, eq=False)
class Candidate:
    """A chain as a possible antecedent, with its mentions so far."""

    chain: Chain
    seen: list[Seen] = field(default_factory=list)
    #: Names of the chain in the whole text.
    names: int = 0
    #: Whether the text is about it.
    topic: bool = False
    #: Whether the text is a dictionary's entry about it.
    entry: bool = False
    #: How many pronouns of its gender in a row have stood for it, up to now.
    streak: int = 0
    #: Whether a pronoun of the other gender than its given name's has stood for it.
    contradicted: bool = False
    #: What the text calls it: "dancer", "sister".
    nouns: set[str] = field(default_factory=set)
    #: The gender that its name suggests, where nothing tells.
    likely: str = ""
    #: Whether its class is that of human beings (else, of roles).
    person: bool = True


def features(
    reading: Reading,
    pronoun: Pronoun,
    candidate: Candidate,
    mention: Seen,
    rank: int,
    continued: int,
    ahead: Seen | None = None,
    rival: bool = False,
) -> list[str]:
    """Names of the features of one candidate.

    Parameters
    ----------
    mention
        The mention of the candidate that is nearest and allowed; behind the pronoun in cataphora.
    rank
        How many other candidates have been mentioned since.
    continued
        Number of the sentence where the last pronoun of this gender stood for it, or -1 if it stood for another.
    ahead
        The next mention of the candidate in the same sentence.
    rival
        Whether the text's topic is a candidate too, and this is not the topic.
    """
    place = {"subj": "s", "poss": "p"}.get(pronoun.role, "o")
    here = reading.sentence[pronoun.token]
    if pronoun.token - reading.tree.sentence[pronoun.token][0] < 2:
        place = place.upper()
    if mention.token > pronoun.token:
        out = ["gender!1"] if candidate.chain.gender not in {"", pronoun.form.gender} else []
        out += ["cataphora", f"cataphora:{_CLASS.get(mention.role, 'low')}>{place}"]
        if _fronted(reading, pronoun.token, mention.token):
            out.append("cataphora:fronted")
        return out
    away = min(here - mention.sentence, _FAR)
    roles = [s.role for s in candidate.seen if s.sentence == mention.sentence and s.token < pronoun.token]
    best = min(roles, key=_RANK.__getitem__) if roles else mention.role
    out = [
        f"away{away}:{_CLASS.get(best, 'low')}>{place}",
        f"last:{_CLASS.get(mention.role, 'low')}>{place}",
        f"rank{min(rank, 3)}>{place}",
        f"kind:{mention.kind}",
        f"times{min(len(candidate.seen), 4)}",
        f"names{min(candidate.names, 4)}",
    ]
    if away == 0:
        out.append(
            f"clause:{_relation(reading, pronoun.token, mention.token)}:{_CLASS.get(mention.role, 'low')}>{place}"
        )
    elif _opens(reading, mention.token):
        out.append(f"opens{away}>{place}")
    if continued >= 0:
        out.append(f"continued{min(here - continued, 2)}>{place}")
    if ahead is not None:
        out.append("ahead")
        if _fronted(reading, pronoun.token, ahead.token):
            out.append(f"ahead:fronted>{place}")
    apart = reading.paragraph[pronoun.token] != reading.paragraph[mention.token]
    if candidate.topic:
        out += [f"topic>{place}", f"topic{away}", f"topic:paragraph{int(apart)}"]
    elif apart:
        out.append(f"paragraph>{place}")
    if not (apart and rival):
        out.append(f"streak{min(candidate.streak, 3)}")
    kind = _CLASS.get(mention.role, "low")
    within = mention.inner >= 0 and not reading.governs(mention.inner, pronoun.token)
    if mention.aside:
        out.append("aside")
    if within:
        out.append("embedded")
    if rival:
        out += [f"rival:{kind}{min(away, 2)}", f"rival:names{min(candidate.names, 3)}"]
        if len(candidate.seen) == 1:
            out.append(f"rival:once:{kind}")
        if apart:
            out.append("rival:paragraph")
        if mention.aside:
            out.append("rival:aside")
        if within:
            out.append("rival:embedded")
        if mention.bracketed:
            out.append("rival:bracketed")
    if candidate.entry:
        out.append(f"entry>{place}")
    elif candidate.topic and reading.tree.dep[reading.clause(pronoun.token)] == "relcl":
        out.append(f"topic:relative{min(away, 2)}")
    if candidate.chain.gender != pronoun.form.gender:
        known = "!" if candidate.chain.gender else "?"
        out.append(f"gender{known}{min(max((len(f.words) for f in candidate.chain.forms), default=0), 2)}")
        if not candidate.chain.gender and candidate.likely:
            out.append("likely" if candidate.likely == pronoun.form.gender else "unlikely")
    if candidate.chain.phantom:
        out.append(f"described>{place}")
    if not candidate.person:
        out.append("character")
    if mention.conjoined and not reading.governs(mention.token, pronoun.token):
        out.append("conjoined")
    if mention.bracketed:
        out.append("bracketed")
    if reading.quoted[pronoun.token] != reading.quoted[mention.token]:
        out.append("quotation")
    return out


def score(weights: Mapping[str, float], names: Sequence[str]) -> float:
    """The sum of the weights, to six decimals so that it decides alike on every machine."""
    return round(sum(weights.get(name, 0.0) for name in names), 6)


def _opens(reading: Reading, token: int) -> bool:
    """Whether a phrase stands at the start of its sentence."""
    start = reading.tree.sentence[token][0]
    return token - start <= 4 and reading.role(token) == "subj"


def _relation(reading: Reading, p: int, m: int) -> str:
    """How the clauses of pronoun and antecedent lie to each other."""
    tree = reading.tree
    own, other = reading.clause(p), reading.clause(m)
    if reading.governs(m, p):
        return "inside"  # "Ada, who left her town", "Ada and her town"
    if own == other:
        return "same"
    if m in reading.agents(own):
        return "implied"
    if reading.governs(other, own):
        step = own
        while tree.head[step] != other and tree.head[step] != step:
            step = tree.head[step]
        return "conj" if tree.dep[step] == "conj" else "below"
    return "above" if reading.governs(own, other) else "beside"


def _fronted(reading: Reading, p: int, m: int) -> bool:
    """Whether the pronoun stands in a subordinate clause or phrase before the subject of the main clause."""
    own, other = reading.clause(p), reading.clause(m)
    if own == other:
        return reading.role(m) == "subj"
    return reading.governs(other, own) and reading.role(m) == "subj" and own < other
