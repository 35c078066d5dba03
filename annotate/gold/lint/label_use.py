"""How names are labelled in all submitted annotations: what the checks of single articles compare with."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import groupby

from annotate.core.folding import fold_case
from annotate.core.ontology import Ontology
from annotate.core.record import Record
from annotate.gold.lint.case import NAMES
from annotate.gold.lint.words import WORD


@dataclass
class LabelUse:
    """Counts articles in which a name has a label, and collects the first words of functions.

    ``articles`` maps a name to its labels, with the number of articles. ``functions`` are the first words of
    mentions of functions, in lower case. Grows with the number of different names, not of articles.
    """

    articles: dict[str, Counter[str]] = field(default_factory=dict)
    functions: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, records: Iterable[Record], ontology: Ontology) -> LabelUse:
        """The use of labels in ``records``, which must come in the order of their articles."""
        use = cls()
        kinds = {label: ontology.kind_of(label) for label in ontology.entities}
        for _, group in groupby(records, key=lambda record: record.article.id):
            seen: dict[tuple[str, str], None] = {}
            for record in group:
                for entity in record.entities:
                    if kinds.get(entity.label) in NAMES:
                        seen[entity.text, entity.label] = None
                    elif kinds.get(entity.label) == "function" and (words := WORD.findall(entity.text)):
                        use.functions.add(fold_case(words[0]))
            for name, label in seen:
                use.articles.setdefault(name, Counter())[label] += 1
        return use

    def number(self, name: str) -> int:
        """In how many articles a name is marked."""
        return max(self.articles.get(name, {}).values(), default=0)
