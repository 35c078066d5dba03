"""Lifts annotations of former versions of the ontology to the present one, or says why not."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import cached_property

from pydantic import ValidationError

from annotate.core.annotation import Annotation
from annotate.core.jsonl import validation_sentence
from annotate.core.no_longer_asked import NO_LONGER_ASKED, without_former_parts
from annotate.core.ontology import Ontology
from annotate.core.ontology_versions import Difference, breaking_differences, same_structure
from annotate.core.renaming import renamed

# The ontologies that an annotation may have been made with, other than the present one. Empty if unknown.
Formers = Callable[[Annotation], Sequence[Ontology]]
# What a pull could not read because the present ontology does not have it.
_OF_ONTOLOGY = ("unknown-label", "unknown-role", "unknown-type", "bad-attribute", "other-tag")
_NAMED = 3
# The key of an annotation, beside ``ontology``, of the version that it was made with before it was lifted.
MADE_WITH = "made_with"
_VERSION = re.compile(r"[\w.-]{1,200}@\d+\.\d+\.\d+")


def made_with(annotation: Annotation) -> str | None:
    """The version (NAME@VERSION) that a lifted annotation says it was made with; None for others."""
    found = (annotation.model_extra or {}).get(MADE_WITH)
    return found if isinstance(found, str) and _VERSION.fullmatch(found) else None


def no_formers(annotation: Annotation) -> Sequence[Ontology]:
    """Knows no former version of any ontology."""
    return ()


class Lifting:
    """Lifts annotations to ``ontology``. With ``with_losses``, also those of which a part is lost.

    With ``with_losses``, what only former versions asked for is taken out. ``earlier`` are the versions that
    the campaign used: somebody may have worked on a screen from before.
    """

    def __init__(
        self,
        ontology: Ontology,
        formers: Formers = no_formers,
        *,
        with_losses: bool = False,
        earlier: Sequence[Ontology] = (),
    ) -> None:
        self._ontology = ontology
        self._formers = formers
        self._with_losses = with_losses
        self._earlier = [one for one in earlier if one.name == ontology.name]
        self._compared: dict[int, tuple[Ontology, list[Difference], bool]] = {}

    def lift(self, annotation: Annotation) -> tuple[Annotation, str | None]:
        """The annotation with the present names, and the version that it was made with.

        Returns it unchanged, without a version, if it was made with the present one or cannot be lifted.
        """
        formers = self._formers(annotation)
        if not formers or all(self._compare(former)[1] for former in formers):
            if self._with_losses and annotation.ontology == self._ontology.id:
                return self._without_former_parts(annotation, self._earlier), None
            return annotation, None
        made, _ = self._judged(annotation, formers)
        return (annotation, None) if made is None else (made, formers[-1].id)

    def obstacle(self, annotation: Annotation) -> tuple[str, str] | None:
        """Why an annotation cannot be used with the present ontology, and what to do. None if it can."""
        formers = self._formers(annotation)
        if formers:
            made, why = self._judged(annotation, formers)
            return None if made is not None else (f"it was made with {formers[-1].id}: {why}", "")
        named = annotation.ontology
        if named in (None, self._ontology.id):
            return None
        name, _, version = str(named).partition("@")
        if name != self._ontology.name:
            return f"it was made with {named}, but the project uses {self._ontology.id}", ""
        return (
            f"it was made with {named}, which was not found, so it cannot be compared with"
            f" {self._ontology.id}",
            f"Put the file of {named} into configs, for instance as configs/{name}-{version}.yaml.",
        )

    def only_no_longer_asked(self, annotation: Annotation) -> bool:
        """Whether the obstacle is gone if what is no longer asked is taken out of the annotation."""
        return not self._with_losses and self._taking_out.obstacle(annotation) is None

    def no_longer_asked(self, annotation: Annotation) -> tuple[str, ...]:
        """What `--with-losses` would take out of the annotation, in sentences. Empty with losses."""
        if self._with_losses:
            return ()
        return self._taking_out.lift(annotation)[0].lost.get(NO_LONGER_ASKED, ())

    @cached_property
    def _taking_out(self) -> Lifting:
        return Lifting(self._ontology, self._formers, with_losses=True, earlier=self._earlier)

    def _judged(self, annotation: Annotation, formers: Sequence[Ontology]) -> tuple[Annotation | None, str]:
        """The lifted annotation, or None and the reason why it cannot be lifted."""
        try:
            made = renamed(annotation, self._ontology)
        except ValidationError as error:
            return None, validation_sentence(error)
        except ValueError as error:
            return None, str(error)
        if self._with_losses:
            made = self._without_former_parts(made, formers)
        found = self._obstacles(made, formers)
        if not found and not self._with_losses and any(self._compare(former)[0] for former in formers):
            found = [part for code in _OF_ONTOLOGY for part in annotation.lost.get(code, ())]
        more = f" and {len(found) - _NAMED} more" if len(found) > _NAMED else ""
        return (None, "; ".join(found[:_NAMED]) + more) if found else (made, "")

    def _without_former_parts(self, made: Annotation, formers: Sequence[Ontology]) -> Annotation:
        """Takes out what any former version asked for: the screen keeps it in all later versions."""
        every = [*formers, *(one for one in self._earlier if all(one is not former for former in formers))]
        if not any(self._compare(former)[0] for former in every):
            return made
        return without_former_parts(made, self._ontology, every)

    def _obstacles(self, made: Annotation, formers: Sequence[Ontology]) -> list[str]:
        found = (
            str(difference)
            for former in formers
            for difference in self._compare(former)[0]
            if difference.concerns(made)
        )
        return list(dict.fromkeys(found))

    def _compare(self, former: Ontology) -> tuple[list[Difference], bool]:
        """The breaking differences of a former version, and whether it is the same but for wording."""
        # By identity: a digest for each annotation would take longer than all else.
        if (known := self._compared.get(id(former))) is None:
            same = former.id == self._ontology.id and same_structure(former, self._ontology)
            known = former, breaking_differences(former, self._ontology), same
            self._compared[id(former)] = known  # with `former`, so that its identity is not given again
        return known[1], known[2]
