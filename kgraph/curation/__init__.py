"""What a person decided: ``curation.yaml``, read and checked. How it is applied is in `kgraph.resolve.curated`.

The file is a list of decisions, in any order. Each has one of these keys, and may say who made it (``by``), when
(``date``) and why (``note``):

```yaml
- same: [Peggy Hale, Margaret Lund]                  # two or more are one
- different: [James Oakes (stage-1921), James Oakes (designers)]
- name: Honor Tredgold                               # how to call one
  of: Miss T. (stage-manager-diary)
- type: BalletCompany                                # what one is
  of: Northern Counties
- reject: [Anna Lind, memberOf, Royal Ballet]        # a fact that kgraph misread
- add: [Anna Lind, birthDate, 1921-05-03]            # a fact that no text states
  source: Parish register of St Peter, Malmö, 1921, no. 12
- iri: person/anna-lind-soprano                      # keeps an IRI, whatever else comes
  of: Anna Lind
```

Who or what is meant is said by a name as any text gives it. Where several are called so, the document's id, the class,
or both stand behind it in brackets, and if need be where in the document a mention begins: ``Lind (diary, at 120)``.
`writer` puts decisions at the end of the file.
"""

from kgraph.corpus import CURATION_FILE
from kgraph.curation.decisions import (
    Add,
    Curation,
    Different,
    Entry,
    Name,
    Pin,
    Reference,
    Reject,
    Retype,
    Same,
)
from kgraph.curation.reader import find_curation, read_curation

__all__ = [
    "CURATION_FILE",
    "Add",
    "Curation",
    "Different",
    "Entry",
    "Name",
    "Pin",
    "Reference",
    "Reject",
    "Retype",
    "Same",
    "find_curation",
    "read_curation",
]
