"""How the blanks of an annotation were read before: what the plan keeps of it, and what a pull adds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC
from typing import Any

from annotate.core.ontology import Ontology
from annotate.studio.api.filters import moment_of
from annotate.studio.codec.blanks import BlankReading
from annotate.studio.codec.open_roles import RoleReading
from annotate.studio.pull.originals import ANNOTATION, with_original
from annotate.studio.screen.binding import Binding
from annotate.studio.store.mirrored import MirroredTask
from annotate.studio.store.plan import Plan
from annotate.studio.store.read_blanks import Blanks


@dataclass
class AnnotationBlanks:
    """What is known of the blanks of one annotation, or of one draft.

    ``made_at`` is None if nothing can be kept of it. The draft of a change to an annotation has what is known
    of that annotation, and adds nothing: the annotation is still there.
    """

    key: str | None
    made_at: str | None
    known: Blanks
    values: BlankReading
    is_change: bool

    def read(self, roles: RoleReading) -> Iterator[tuple[str, str, Blanks]]:
        """What the plan should keep of it, if that is new: task key, time when it was made, blanks."""
        regions = sorted(self.values.read, key=lambda one: (one.region, one.label))
        decided = [role for _, role in sorted(roles.decided.items())]
        found = Blanks(tuple(regions), tuple(decided))
        if self.key is not None and self.made_at is not None and not self.is_change and found != self.known:
            yield self.key, self.made_at, found


def blanks_before(
    body: dict[str, Any],
    task: MirroredTask,
    key: str | None,
    plan: Plan,
    ontology: Ontology,
    binding: Binding,
) -> AnnotationBlanks:
    """What is known of the blanks of an annotation or draft in a task. ``body`` has its original fields."""
    changed = body.get("annotation")  # drafts have it
    made = body
    for other in task.annotations if changed is not None else ():
        if other.get("id") == changed:
            made = with_original(other, ANNOTATION, plan)
    made_at = _moment(made.get("created_at"))
    known = Blanks() if key is None or made_at is None else plan.read_blanks.of(key, made_at)
    values = BlankReading.by(known.regions, ontology, binding)
    return AnnotationBlanks(key, made_at, known, values, changed is not None)


def _moment(time: Any) -> str | None:
    """A time of the server in one form, or None if it is none."""
    try:
        return moment_of(str(time)).astimezone(UTC).isoformat()
    except ValueError:
        return None
