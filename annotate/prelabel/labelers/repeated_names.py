"""Finds further mentions of names that other labelers found in the same article.

A further mention may be shorter ("Peñalver Portal" for "Gerardo Peñalver Portal") or lack the accents ("Bui
Thanh Son" for "Bùi Thanh Son").
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from annotate.core.annotation import Annotation, Entity
from annotate.core.folding import fold_accents
from annotate.core.ontology import Ontology
from annotate.prelabel.interface import fixed_scores
from annotate.prelabel.interface.draft import Draft
from annotate.prelabel.interface.entities import MentionIndex, entity_answers, mention
from annotate.prelabel.interface.labeler_kinds import LabelerKind
from annotate.prelabel.interface.protocol import ANY_LANGUAGE, Labeler
from annotate.prelabel.interface.registry import LabelerContext
from annotate.prelabel.knowledge.gazetteers import Gazetteer
from annotate.prelabel.versions import version

_SHORT = 3  # the fewest code points of a name, or a part of a name, that is searched


class RepeatedNames:
    """Finds names again, whole, shortened or without accents."""

    name = "repeated-names"
    languages = frozenset({ANY_LANGUAGE})
    needs = frozenset({"entities"})
    provides = frozenset({"entities"})
    kind: LabelerKind = "rule"

    def __init__(self, names: Gazetteer, ontology: Ontology) -> None:
        self.version = version(names.digest())
        self._names = names
        self._ontology = ontology

    def label(self, batch: Sequence[Draft]) -> list[Annotation]:
        """Suggests further mentions of each draft's names."""
        return entity_answers(self.name, batch, self._entities)

    def _entities(self, draft: Draft) -> Iterator[Entity]:
        text = draft.article.text
        folded = fold_accents(text)
        suggested = draft.suggested.entities
        forms = self._forms(suggested, _defined_acronyms(text, suggested))
        names = MentionIndex(item for item in suggested if self._is_name(item))
        taken = bytearray(len(text))
        for form, label in sorted(forms.items(), key=lambda item: (-len(item[0]), item[0])):
            start = folded.find(form)
            while start >= 0:
                end = start + len(form)
                if (
                    _whole(text, start, end)
                    and text[start].isupper()
                    and (len(form) >= _SHORT or text[start:end].isupper())
                    and not any(taken[start:end])
                    and not _covered(names, start, end, label)
                ):
                    taken[start:end] = b"\1" * (end - start)
                    yield mention(text, start, end, label, fixed_scores.REPEATED_NAMES)
                start = folded.find(form, start + 1)

    def _forms(self, mentions: Sequence[Entity], defined: frozenset[tuple[int, int]]) -> dict[str, str]:
        """Maps each form to search (full names, and shorter forms of people's names) to its label.

        Forms have neither capitals nor accents. Of short names, only those in ``defined`` count. If a
        form has several labels, the label with the highest sum of scores wins.
        """
        scores: dict[str, dict[str, float]] = {}
        for item in mentions:
            if not self._is_name(item) or "\n" in item.text:
                continue
            if len(item.text) >= _SHORT or (item.start, item.end) in defined:
                by_label = scores.setdefault(fold_accents(item.text), {})
                by_label[item.label] = by_label.get(item.label, 0) + (item.score or 0.5)
        forms = {
            form: max(sorted(by_label), key=lambda label: by_label[label])
            for form, by_label in scores.items()
        }
        people = {
            form: label
            for form, label in forms.items()
            if self._ontology.kind_of(label) == "person" and " " in form
        }
        for name, label in people.items():
            words = name.split()
            for first in range(1, len(words)):
                self._add(forms, " ".join(words[first:]), label)
            # In some countries people are called by the first word of their name.
            self._add(forms, words[0], label)
        return forms

    def _add(self, forms: dict[str, str], form: str, label: str) -> None:
        if len(form) < _SHORT or self._names.names.get(form) is not None:
            return
        is_place = form in forms and self._ontology.kind_of(forms[form]) == "place"
        if is_place and self._names.cities.get(form) is not None:
            return
        forms[form] = label

    def _is_name(self, item: Entity) -> bool:
        return self._ontology.kind_of(item.label) in ("person", "organization", "place")


def _defined_acronyms(text: str, mentions: Sequence[Entity]) -> frozenset[tuple[int, int]]:
    """The positions of acronyms in capitals, in brackets after a longer name: "Partido Democrata (PD)"."""
    ends = {item.end for item in mentions if " " in item.text}
    return frozenset(
        (item.start, item.end)
        for item in mentions
        if item.text.isupper()
        and item.text.isalpha()
        and text[item.start - 1 : item.start] == "("
        and text[item.end : item.end + 1] == ")"
        and len(text[: item.start - 1].rstrip()) in ends
    )


def _whole(text: str, start: int, end: int) -> bool:
    """Whether the range is not part of a longer or hyphenated word."""
    before = text[start - 1 : start]
    after = text[end : end + 1]
    # A digit may stand right before a name: a caption's number, "ảnh 1Trần".
    return not (before.isalpha() or after.isalnum()) and before != "-" and after != "-"


def _covered(names: MentionIndex, start: int, end: int, label: str) -> bool:
    """Whether a longer name, or a name with the same label, already covers the range."""
    return any(item.label == label or len(item) > end - start for item in names.of(start, end))


def make(context: LabelerContext, argument: str | None) -> Labeler:
    """``repeated-names``."""
    return RepeatedNames(context.gazetteer(), context.ontology)
