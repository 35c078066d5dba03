"""A name that is found once is found wherever it stands in the article, also in its shorter and accent-less
forms: "Peñalver Portal" after "Gerardo Peñalver Portal", "Bui Thanh Son" beside "Bùi Thanh Son".
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

_SHORT = 3  # code points from which on one word of a name may stand for it


class RepeatedNames:
    """Repeats of names that other labelers found in the same article."""

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
        """The further mentions of each draft's names."""
        return entity_answers(self.name, batch, self._entities)

    def _entities(self, draft: Draft) -> Iterator[Entity]:
        text = draft.article.text
        folded = fold_accents(text)
        suggested = draft.suggested.entities
        forms = self._forms(suggested)
        holders = MentionIndex(item for item in suggested if self._is_name(item))
        taken = bytearray(len(text))
        for form, label in sorted(forms.items(), key=lambda item: (-len(item[0]), item[0])):
            start = folded.find(form)
            while start >= 0:
                end = start + len(form)
                if (
                    _whole(text, start, end)
                    and text[start].isupper()
                    and not any(taken[start:end])
                    and not _covered(holders, start, end, label)
                ):
                    taken[start:end] = b"\1" * (end - start)
                    yield mention(text, start, end, label, fixed_scores.REPEATED_NAMES)
                start = folded.find(form, start + 1)

    def _forms(self, said: Sequence[Entity]) -> dict[str, str]:
        """Folded forms with their label: full names, and the short forms of people that fit one person."""
        votes: dict[str, dict[str, float]] = {}
        for item in said:
            if self._is_name(item) and len(item.text) >= _SHORT and "\n" not in item.text:
                of = votes.setdefault(fold_accents(item.text), {})
                of[item.label] = of.get(item.label, 0) + (item.score or 0.5)
        forms = {form: max(sorted(of), key=lambda label: of[label]) for form, of in votes.items()}
        people = {
            form: label
            for form, label in forms.items()
            if self._ontology.kind_of(label) == "person" and " " in form
        }
        for name, label in people.items():
            words = name.split()
            for first in range(1, len(words)):
                self._add(forms, " ".join(words[first:]), label)
            # In some countries the first word of a name is what a person is called by.
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


def _whole(text: str, start: int, end: int) -> bool:
    before = text[start - 1 : start]
    after = text[end : end + 1]
    # A digit before it is a caption's number: "ảnh 1Trần".
    return not (before.isalpha() or after.isalnum()) and before != "-" and after != "-"


def _covered(holders: MentionIndex, start: int, end: int, label: str) -> bool:
    """Whether a longer mention holds it, or the same one stands there already."""
    return any(item.label == label or len(item) > end - start for item in holders.of(start, end))


def make(context: LabelerContext, argument: str | None) -> Labeler:
    """``repeated-names``."""
    return RepeatedNames(context.gazetteer(), context.ontology)
