"""Looks at submitted annotations with all checks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from annotate.core.annotation import Annotation
from annotate.core.article import Article
from annotate.core.ontology import Ontology
from annotate.gold.lint.article import whole_article
from annotate.gold.lint.case import Case, Odd
from annotate.gold.lint.consistency import labels_elsewhere, two_labels, unmarked_names
from annotate.gold.lint.dates import DateReader, dates, years_only
from annotate.gold.lint.events import arguments, article_types, triggers
from annotate.gold.lint.label_use import LabelUse
from annotate.gold.lint.mentions import edges, functions_in_persons, length, parts_of_names


@dataclass(frozen=True)
class Lint:
    """The checks, for annotations with the names of ``ontology``.

    ``use`` says how names are labelled in all annotations; ``read_date`` reads the words of a date.
    """

    ontology: Ontology
    use: LabelUse = field(default_factory=LabelUse)
    read_date: DateReader = years_only

    def odd(
        self, article: Article, annotation: Annotation, suggestions: Sequence[Annotation] = ()
    ) -> list[Odd]:
        """What is odd in an annotation, in the order of the text.

        ``suggestions`` are those that the article was sent with, the latest first.
        """
        case = Case(article, annotation, self.ontology)
        found = [
            *whole_article(case, suggestions),
            *edges(case),
            *length(case),
            *parts_of_names(case),
            *functions_in_persons(case, self.use),
            *two_labels(case),
            *unmarked_names(case, self.use),
            *labels_elsewhere(case, self.use),
            *dates(case, self.read_date),
            *triggers(case),
            *arguments(case),
            *article_types(case),
        ]
        return sorted(found, key=lambda one: (one.places[:1] or ((-1, -1),), one.finding.code))
