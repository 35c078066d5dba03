"""The rules for what a push may send, and the lifting of annotations of former versions of the ontology."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from annotate.core.annotation import Annotation, Status
from annotate.core.findings import kind_of
from annotate.core.lifting import Formers, Lifting, no_formers
from annotate.core.ontology import Ontology
from annotate.core.ontology_checks import findings
from annotate.core.record import Record
from annotate.studio.screen.binding import Binding
from annotate.studio.store.forgotten import Forgotten
from annotate.studio.store.forgotten_content import known_record


@dataclass(frozen=True)
class Rules:
    """Rules for what a push may send. With ``revise``, an article may have another text than before.

    ``formers`` finds the former versions of the ontology. ``forgotten`` are the articles and annotators of
    which nothing is sent.
    """

    ontology: Ontology
    binding: Binding | None = None
    revise: bool = False
    formers: Formers = no_formers
    forgotten: Forgotten | None = None

    @cached_property
    def _lifting(self) -> Lifting:
        return Lifting(self.ontology, self.formers)

    def lifted(self, record: Record) -> Record:
        """The record with its annotation lifted to the ontology, if people made it with a former version."""
        annotation = record.annotation
        if annotation.status is Status.SUGGESTED or annotation.ontology in (None, self.ontology.id):
            return record
        made, former = self._lifting.lift(annotation)
        return record if former is None else Record.of(record.article, made)

    def known(self, record: Record) -> Record | None:
        """The record without names of forgotten annotators. None if it is forgotten."""
        return record if self.forgotten is None else known_record(record, self.forgotten)

    def _made_with_another(self, annotation: Annotation) -> str:
        """The objection to an annotation that was made with another ontology."""
        if annotation.status is not Status.SUGGESTED and (why := self._lifting.obstacle(annotation)):
            return ". ".join(part for part in why if part)
        return f"it was made with the ontology {annotation.ontology}, the project uses {self.ontology.id}"

    def objection(self, annotation: Annotation) -> str | None:
        """The reason why an annotation may not be sent, or None."""
        if annotation.status in (Status.DRAFT, Status.SKIPPED):
            return f"a {annotation.status} annotation is not pushed"
        if annotation.ontology not in (None, self.ontology.id):
            return self._made_with_another(annotation)
        for code, parts in annotation.lost.items():
            if kind_of(code).severity.holds_back:  # the server would show the rest as if it were all
                return f"a part of it was lost when it was pulled: {'; '.join(parts[:1])}"
        found = [
            str(finding) for finding in findings(annotation, self.ontology) if finding.severity.holds_back
        ]
        if found:
            return "; ".join(found[:3])
        if self.binding is not None and (lacking := self.binding.without_place(annotation)):
            return f"the screen in Label Studio has no place for {', '.join(lacking[:3])}"
        return None
