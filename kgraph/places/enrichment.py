"""What the gazetteer adds to a graph, as RDF: ``enrichment.ttl``, apart from what the texts say.

- each place of the graph that could be linked: `skos:exactMatch` the feature of GeoNames. (Not `owl:sameAs`: what is
  said of the one, names and classes above all, is not said of the other.)
- each candidate, linked or not: an `owl:Axiom` of the SSSOM standard that annotates this `skos:exactMatch`, with
  `sssom:confidence`, and the reasons, each with its points, in `rdfs:comment`;
- each linked feature and what contains it: its name, what it is part of (`gn:parentFeature`, `gn:parentADM1`,
  `gn:parentADM2`, `gn:parentCountry`), and for cities coordinates and population;
- the mapping set as a whole: which gazetteer, and its licence.

Sorted, without blank nodes. Features have no `rdfs:label` and no class of the ontology, so that a query for what the
texts speak of finds none of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from rdflib.namespace import DCTERMS, OWL, PROV, RDF, RDFS, SKOS, XSD

from kgraph.iris import DEFAULT_BASE
from kgraph.model import Resolution
from kgraph.namespaces import GN, SSSOM, WGS84
from kgraph.ontology import Ontology
from kgraph.places.candidates import CLEAR, Candidate
from kgraph.places.gazetteer import Gazetteer, Kind, Place
from kgraph.places.linking import Link
from kgraph.rdf import prefixes_of
from kgraph.turtle import Block, Object, TextSink, TurtleWriter

_FEATURES = "https://sws.geonames.org/"
_SOURCE = "https://www.geonames.org/"
_LICENCE = "https://creativecommons.org/licenses/by/4.0/"
_COMPOSITE = "https://w3id.org/semapv/vocab/CompositeMatching"
_TYPE, _COMMENT, _EXACT = str(RDF.type), str(RDFS.comment), str(SKOS.exactMatch)
_DECIMAL, _INTEGER = str(XSD.decimal), str(XSD.integer)
_DIVISIONS = (str(GN.parentADM1), str(GN.parentADM2))
_SHOWN = ("prov", "rdfs", "skos", "xsd")


def write_enrichment(
    stream: TextSink,
    links: Sequence[Link],
    gazetteer: Gazetteer,
    resolution: Resolution,
    ontology: Ontology,
    base: str = DEFAULT_BASE,
) -> None:
    """Write ``enrichment.ttl``.

    Parameters
    ----------
    stream
        A text stream; it is not closed.
    links
        What `kgraph.places.linking.link_places` returned.
    gazetteer
        The one that the places were linked with.
    resolution, ontology, base
        As for `kgraph.rdf.write_graph`.
    """
    linked = {link.entity for link in links}
    places = Resolution(tuple(e for e in resolution.entities if e.iri in linked), ())
    prefixes = prefixes_of(places, ontology, base, _SHOWN)
    prefixes |= {
        "dcterms": str(DCTERMS),
        "geonames": _FEATURES,
        "gn": str(GN._NS),
        "owl": str(OWL),
        "semapv": _COMPOSITE.rpartition("/")[0] + "/",
        "sssom": str(SSSOM._NS),
        "wgs84": str(WGS84._NS),
    }
    writer = TurtleWriter(stream, prefixes, base)
    for subject, pairs in enrichment_blocks(links, gazetteer, base):
        writer.block(subject, pairs)


def enrichment_blocks(links: Iterable[Link], gazetteer: Gazetteer, base: str = DEFAULT_BASE) -> Iterator[Block]:
    """The blocks of the file: the mapping set, each place with its candidates, then the features by number."""
    yield f"{base}enrichment", list(_mapping_set(gazetteer))
    linked: dict[int, Place] = {}
    for link in sorted(links, key=lambda k: k.entity):
        if link.chosen is not None:
            place = link.chosen.place
            linked |= {p.id: p for p in (place, *gazetteer.around(place))}
            yield link.entity, [(_EXACT, feature_iri(place))]
        for candidate in link.candidates:
            yield f"{link.entity}#geonames-{candidate.place.id}", list(_mapping(link, candidate, gazetteer))
    for number in sorted(linked):
        yield feature_iri(linked[number]), list(_feature(linked[number], gazetteer))


def feature_iri(place: Place) -> str:
    """The IRI that GeoNames gives a place."""
    return f"{_FEATURES}{place.id}/"


def _mapping_set(gazetteer: Gazetteer) -> Iterator[tuple[str, Object]]:
    yield _TYPE, str(SSSOM.MappingSet)
    yield str(PROV.wasDerivedFrom), _SOURCE
    yield str(DCTERMS.license), _LICENCE
    yield str(SSSOM.object_source_version), (gazetteer.version, "")
    said = (
        "Not from the texts: from the GeoNames geographical database. A place is linked (skos:exactMatch) if its best "
        f"candidate has a confidence of {CLEAR} or more and no text speaks of another place; else it says why not."
    )
    yield _COMMENT, (said, "")


def _mapping(link: Link, candidate: Candidate, gazetteer: Gazetteer) -> Iterator[tuple[str, Object]]:
    place = candidate.place
    yield _TYPE, str(OWL.Axiom)
    yield str(OWL.annotatedSource), link.entity
    yield str(OWL.annotatedProperty), _EXACT
    yield str(OWL.annotatedTarget), feature_iri(place)
    yield str(SSSOM.confidence), (f"{candidate.confidence:.2f}", _DECIMAL)
    yield str(SSSOM.mapping_justification), _COMPOSITE
    yield str(SSSOM.subject_label), (link.label, "")
    yield str(SSSOM.object_label), (", ".join(p.name for p in (place, *gazetteer.around(place))), "")
    for reason in candidate.reasons:
        yield _COMMENT, (str(reason), "")
    if link.objection and candidate is link.candidates[0]:
        yield _COMMENT, (f"not linked: {link.objection}", "")


def _feature(place: Place, gazetteer: Gazetteer) -> Iterator[tuple[str, Object]]:
    around = list(gazetteer.around(place))
    yield _TYPE, str(GN.Feature)
    yield str(GN.name), (place.name, "")
    for above in around[:1]:
        yield str(GN.parentFeature), feature_iri(above)
    for above in around:
        if above.kind is Kind.COUNTRY:
            yield str(GN.parentCountry), feature_iri(above)
    regions = [p for p in reversed(around) if p.kind is Kind.REGION]
    for predicate, above in zip(_DIVISIONS, regions, strict=False):
        yield predicate, feature_iri(above)
    if place.latitude:
        yield str(WGS84.lat), (place.latitude, _DECIMAL)
        yield str(WGS84.long), (place.longitude, _DECIMAL)
    if place.people and place.kind is not Kind.REGION:
        yield str(GN.population), (str(place.people), _INTEGER)
