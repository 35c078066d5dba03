"""Counts what becomes of annotations when the ontology changes, as the mirror has them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from annotate.campaign.server.connect import MIRROR, PLAN, one_moment
from annotate.core.annotation import Annotation, Entity, Event, Status, label_of
from annotate.core.errors import ConfigError
from annotate.core.ontology import Ontology
from annotate.core.ontology_versions import Difference, breaking_differences
from annotate.core.renaming import Names, renamed
from annotate.project import Project

if TYPE_CHECKING:
    from annotate.studio.store.mirror import Mirror
    from annotate.studio.store.plan import Plan


@dataclass(frozen=True)
class NeedsEyes:
    """An annotation that uses what the new version dropped or narrowed. ``link`` opens its task."""

    article: str
    author: str | None
    why: tuple[str, ...]
    link: str | None

    def as_dict(self) -> dict[str, Any]:
        """The item as ``--json`` prints it, without the author."""
        return {"article": self.article, "why": list(self.why), "link": self.link}


@dataclass
class Effects:
    """What becomes of the regions in the annotations that the mirror has. ``drafts`` of them are drafts.

    ``kept`` counts regions that stay as they are. ``renamed`` counts the other regions that still have a
    type, ``no_longer_asked`` those that have none, both by former type. ``eyes`` lists the annotations that a
    person should look at, each with its drafts. ``unread`` says why nothing was counted.
    """

    annotations: int = 0
    drafts: int = 0
    kept: int = 0
    renamed: Counter[str] = field(default_factory=Counter)
    no_longer_asked: Counter[str] = field(default_factory=Counter)
    eyes: list[NeedsEyes] = field(default_factory=list)
    unread: str | None = None

    def as_dict(self) -> dict[str, Any]:
        """The counts as ``--json`` prints them."""
        return {
            "annotations": self.annotations,
            "drafts": self.drafts,
            "kept": self.kept,
            "renamed": dict(sorted(self.renamed.items())),
            "no_longer_asked": dict(sorted(self.no_longer_asked.items())),
            "needs_eyes": [item.as_dict() for item in self.eyes],
            "not_counted": self.unread,
        }


def effects_here(project: Project, old: Ontology, new: Ontology) -> Effects:
    """What becomes of the annotations of this campaign, as the last pull brought them."""
    if not ((project.local / PLAN).is_file() and (project.local / MIRROR).is_file()):
        return Effects()
    with one_moment(project) as (plan, mirror):
        return effects(plan, mirror, old, new)


def effects(plan: Plan, mirror: Mirror, old: Ontology, new: Ontology) -> Effects:
    """What becomes of submitted annotations and drafts in a mirror, which are read with ``old``."""
    differing = breaking_differences(old, new)
    try:
        return _effects(plan, mirror, old, new, differing)
    except ConfigError as error:
        try:  # an application was stopped when it had changed the screen
            return _effects(plan, mirror, new, new, differing)
        except ConfigError:  # the screen was changed by hand
            why = error.what.rstrip(".")
            return Effects(unread=f"the annotations cannot be read with {old.id}: {why}")


def _effects(
    plan: Plan, mirror: Mirror, read_with: Ontology, new: Ontology, differing: Sequence[Difference]
) -> Effects:
    found = Effects()
    eyes: dict[tuple[str, str | None], NeedsEyes] = {}  # an annotation and its draft are named once
    for annotation, article, link in _annotations(plan, mirror, read_with):
        found.annotations += 1
        found.drafts += annotation.status is Status.DRAFT
        made = _renamed(annotation, new)
        why = tuple(dict.fromkeys(str(item) for item in differing if item.concerns(made)))
        _count(found, annotation, new)
        if why:
            key = article, annotation.author
            known = eyes[key].why if key in eyes else ()
            eyes[key] = NeedsEyes(*key, tuple(dict.fromkeys((*known, *why))), link)
    if mirror.setting("label_config") is None:
        found.unread = "nothing was pulled yet"
    found.eyes = sorted(eyes.values(), key=lambda item: (item.article, item.author or ""))
    return found


def _annotations(plan: Plan, mirror: Mirror, old: Ontology) -> Iterator[tuple[Annotation, str, str | None]]:
    """Each annotation with the id of its article and the address of its task."""
    from annotate.studio.addresses import task_address
    from annotate.studio.pull.decode_report import DecodeReport
    from annotate.studio.pull.reading import task_records

    link = plan.link
    for found in task_records(mirror, plan, old, DecodeReport(), drafts=True):
        if found.record.annotation.status is not Status.SKIPPED:
            where = task_address(link.url, link.project_id, found.task_id) if link is not None else None
            yield found.record.annotation, found.record.article.id, where


def _renamed(annotation: Annotation, new: Ontology) -> Annotation:
    try:
        return renamed(annotation, new)
    except ValueError:
        return annotation  # two attributes became one and have different values


def _count(found: Effects, annotation: Annotation, new: Ontology) -> None:
    names = Names(new)
    for region in annotation.regions:
        former = label_of(region)
        if not _has_type(region, names, new):
            found.no_longer_asked[former] += 1
        elif names.label(former) != former:
            found.renamed[former] += 1
        else:
            found.kept += 1


def _has_type(region: Entity | Event, names: Names, new: Ontology) -> bool:
    if isinstance(region, Entity):
        return names.entity(region.label) in new.entities
    return names.event(region.type) in new.events
