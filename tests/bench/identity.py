"""Who is one across documents, measured: ``python tests/bench/identity.py [CORPUS …]``.

A corpus is a folder with ``texts/`` and ``clusters.json``, as in ``training/identity/``; those are measured where none
is named. Prints precision, recall and F1 by B-cubed (Bagga & Baldwin, ACL 1998) over the names of each document: of
each name the share of right ones among all that have its node, and the share of the names of its thing that have its
node. Names that were not found stand alone. Not a test: nothing is asserted.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter, defaultdict
from pathlib import Path

from kgraph.corpus import Document, read_corpus
from kgraph.extract import Extractor
from kgraph.ontology import load_ontology
from kgraph.resolve import resolve
from kgraph.titles import title_key

#: A document, a name in it, and the thing that it names.
Item = tuple[str, str, str]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("corpus", type=Path, nargs="*", help="folders (default: those of training/identity)")
    parser.add_argument("--errors", action="store_true", help="print which names should be one and are not, and others")
    args = parser.parse_args()
    root = Path(__file__).parents[2] / "training" / "identity"
    extractor = Extractor(load_ontology())
    for corpus in args.corpus or sorted(p for p in root.iterdir() if p.is_dir()):
        clusters = json.loads((corpus / "clusters.json").read_text("utf-8"))
        nodes = nodes_of(corpus / "texts", clusters, extractor)
        precision, recall = b_cubed(nodes, {frozenset(pair) for pair in clusters.get("optional", [])})
        both = 2 * precision * recall / (precision + recall)
        say(f"{corpus.name:<12} P {precision:.3f}  R {recall:.3f}  F1 {both:.3f}  {len(nodes)} names")
        if args.errors:
            tell(nodes, {c["id"]: f"{c['type']} {c['name']}" for c in clusters["clusters"]})


def nodes_of(texts: Path, clusters: dict[str, list[dict[str, object]]], extractor: Extractor) -> dict[Item, str]:
    """The node that each name got, or the name itself if it was not found."""
    documents = [d for d in read_corpus(texts) if isinstance(d, Document)]
    resolution = resolve(extractor.extract(documents), [], extractor.ontology)
    said: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for entity in resolution.entities:
        for mention in entity.mentions:
            said[mention.document, title_key(mention.text)][entity.iri] += 1
    nodes = {}
    for cluster in clusters["clusters"]:
        for member in cluster["members"]:  # type: ignore[attr-defined]
            for name in member["names"]:
                item = (member["doc"], name, str(cluster["id"]))
                found = said.get((member["doc"], title_key(name)))
                nodes[item] = found.most_common(1)[0][0] if found else repr(item)
    return nodes


def b_cubed(nodes: dict[Item, str], either: set[frozenset[str]]) -> tuple[float, float]:
    """Precision and recall. Pairs of things in `either` may be one or two."""
    precision = recall = 0.0
    for item, node in nodes.items():
        together = [other for other in nodes if nodes[other] == node]
        right = [o for o in together if o[2] == item[2] or frozenset((o[2], item[2])) in either]
        same = [other for other in nodes if other[2] == item[2]]
        precision += len(right) / len(together)
        recall += sum(nodes[other] == node for other in same) / len(same)
    return precision / len(nodes), recall / len(nodes)


def tell(nodes: dict[Item, str], things: dict[str, str]) -> None:
    """Print each thing that is not exactly one node, with the nodes of its names and what else they have."""
    for thing, label in things.items():
        by_node: dict[str, list[Item]] = defaultdict(list)
        for item, node in nodes.items():
            if item[2] == thing:
                by_node[node].append(item)
        others = {n: sorted({things[o[2]] for o in nodes if nodes[o] == n and o[2] != thing}) for n in by_node}
        if len(by_node) == 1 and not any(others.values()):
            continue
        say(f"  {label}")
        for node, items in by_node.items():
            names = "; ".join(f"{document}: {name}" for document, name, _ in items)
            say(f"    {node if node.startswith('http') else 'not found'}  {names}")
            if others[node]:
                say(f"      with {', '.join(others[node])}")


def say(line: str) -> None:
    """Print a line."""
    sys.stdout.write(line + "\n")


if __name__ == "__main__":
    main()
