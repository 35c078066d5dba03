"""Notes in the plan which ontology a campaign uses and since when, and finds former versions of it."""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from annotate.campaign.server.connect import PLAN, open_mirror, open_plan
from annotate.core.annotation import Annotation
from annotate.core.configs import FORMER, configs_folder
from annotate.core.errors import ConfigError
from annotate.core.ontology import Ontology
from annotate.core.ontology_versions import breaking_differences, differences, digest_of
from annotate.core.wording import first_of, listed
from annotate.project import CampaignWarning, Project
from annotate.studio.screen.missing_parts import missing_parts

if TYPE_CHECKING:
    from annotate.studio.screen.screen_use import ScreenUse
    from annotate.studio.store.mirror import Mirror
    from annotate.studio.store.ontology_log import OntologyLog, UsedOntology
    from annotate.studio.store.plan import Plan

_NAMED = 5
_SCREEN = "screen_of"  # the plan's setting: the ontology whose screen the project has
_SECOND = timedelta(seconds=1)  # the server's clock shows whole seconds, its annotations have parts of them


def note_in_use(
    project: Project, plan: Plan, mirror: Mirror | None = None, since: datetime | None = None
) -> None:
    """Notes the project's ontology as the one in use since a time of the server (None: now).

    While the screen in Label Studio is known to be made from another content, that stays in use: annotators
    work with what its screen and instructions say. Warns with `CampaignWarning` then, and if another ontology
    was in use before. A plan that does not know any yet learns from its sent records, and from the times of
    the tasks in ``mirror``.
    """
    since = (since or datetime.now(UTC)) + _SECOND
    learn(plan, project.ontology, mirror, since)
    if (shown := not_on_screen(plan, project.ontology)) is not None:
        warnings.warn(_not_applied(shown, project.ontology), CampaignWarning, stacklevel=2)
        if (content := shown.ontology()) is not None:
            plan.ontologies.note(content, since)  # an earlier annotate noted the file's version already
        return
    former = plan.ontologies.note(project.ontology, since)
    if former is not None:
        warnings.warn(_changed(former, project.ontology), CampaignWarning, stacklevel=2)


def learn_in_use(project: Project) -> None:
    """Notes the ontology in use in a plan that does not know any yet."""
    with closing(open_plan(project)) as plan:
        if not plan.ontologies.all():
            with closing(open_mirror(project)) as mirror:
                note_in_use(project, plan, mirror)


def note_screen(plan: Plan, ontology: Ontology) -> None:
    """Notes in the plan that the project in Label Studio has the screen of this ontology."""
    plan.set_setting(_SCREEN, {"id": ontology.id, "digest": digest_of(ontology)})


def on_screen(plan: Plan) -> UsedOntology | None:
    """The ontology that the screen was made from: the one noted, else the one in use. None if unknown."""
    used = plan.ontologies.all()
    digest = (plan.setting(_SCREEN) or {}).get("digest")
    return next((one for one in reversed(used) if one.digest == digest), used[-1] if used else None)


def not_on_screen(plan: Plan, ontology: Ontology) -> UsedOntology | None:
    """The ontology on the screen, if it has another content. None if it has not, or if nothing was noted.

    Nothing was noted for a screen that somebody made by hand, or that an earlier version of annotate made.
    """
    if ontology.adopted or not plan.ontologies.all():
        return None
    noted = (plan.setting(_SCREEN) or {}).get("digest")
    return on_screen(plan) if noted not in (None, digest_of(ontology)) else None


def warn_of_missing(project: Project, plan: Plan, mirror: Mirror, used: ScreenUse) -> None:
    """Warns with `CampaignWarning` if annotations use a part of a former version that the screen lacks."""
    config = mirror.setting("label_config")
    known = [ontology for one in plan.ontologies.all() if (ontology := one.ontology()) is not None]
    if config is None:
        return
    missing = missing_parts(config, used, project.ontology, known, project.guidelines_language)
    if missing:
        warnings.warn(
            f"annotations use {listed(missing)}, which the screen in Label Studio lacks: somebody worked on a"
            " page from before the ontology changed. Label Studio takes it off an annotation when somebody"
            " saves it. Run 'annotate ontology apply', which puts it back on the screen.",
            CampaignWarning,
            stacklevel=2,
        )


@contextmanager
def known_ontologies(project: Project) -> Iterator[OntologyLog | None]:
    """The log of a project's plan. None if there is no plan."""
    if not (project.local / PLAN).is_file():
        yield None
        return
    with closing(open_plan(project)) as plan:
        yield plan.ontologies


def edited_since(present: Ontology, log: OntologyLog) -> str | None:
    """What changed in an ontology since another content of the same version was in use; None if nothing."""
    digest = digest_of(present)
    for used in reversed(log.all()):
        if used.id == present.id and used.digest not in (None, digest):
            old = used.ontology()
            return f"{present.id} had another content before" + named_differences(old, present)
    return None


def learn(plan: Plan, present: Ontology, mirror: Mirror | None, since: datetime) -> None:
    """Notes which ontologies the sent records name, in a plan that does not know any yet."""
    log = plan.ontologies
    if log.all():
        return
    first_task: dict[str, str] = {}  # the first time of a task that was made with this ontology
    created = dict(mirror.times_of_tasks()) if mirror is not None else {}
    for key, name in log.first_sent():
        first_task[name] = min(first_task.get(name, "~"), created.get(key, "~"))
    if not first_task or set(first_task) == {present.id}:
        return
    for name, time in first_task.items():
        when = datetime.fromisoformat(time) if time != "~" else None
        if name != present.id:
            if when is not None or not log.all():
                log.note_unknown(name, when)
        else:
            log.note(present, when or since)


def _changed(former: UsedOntology, present: Ontology) -> str:
    old = former.ontology()
    what = named_differences(old, present)
    compatible = old is not None and not breaking_differences(old, present)
    screen = (
        "The screen and the instructions in Label Studio stay as they are until you run 'annotate ontology"
        " apply'; 'annotate ontology diff' shows what it would change."
    )
    kept = "Annotations made so far keep their version; a release " + (
        "lifts them."
        if compatible
        else "lifts those that the differences do not concern, and holds the others back."
    )
    if former.id == present.id:
        return (
            f"the ontology {present.id} was changed without a new version{what}. {kept}"
            f" Give it a new version, so that files and releases can tell the two apart. {screen}"
        )
    return f"the ontology in use is {present.id} now, it was {former.id}{what}. {kept} {screen}"


def _not_applied(shown: UsedOntology, present: Ontology) -> str:
    what = named_differences(shown.ontology(), present)
    if shown.id == present.id:
        file = f"the ontology {present.id} was changed without a new version{what}."
        until = "Give it a new version, then run 'annotate ontology apply'; until then the screen"
    else:
        file = f"the file has {present.id}, the screen in Label Studio was made from {shown.id}{what}."
        until = "Until you run 'annotate ontology apply', the screen"
    return (
        f"{file} {until} and the instructions stay as they are, and what people save is read by them and has"
        f" the version {shown.id}. 'annotate ontology diff' shows what would change."
    )


def named_differences(old: Ontology | None, present: Ontology) -> str:
    """The first differences, after a colon. Nothing if the former content is unknown."""
    named = differences(old, present) if old is not None else []
    return f": {first_of(named, _NAMED, '; ')}" if named else ""


class FormerOntologies:
    """Finds the ontologies other than the present one that an annotation may have been made with.

    Looks in the plan's log, the folder of the annotations' file, the project's configs and releases, and the
    built-in ontologies.
    """

    def __init__(self, project: Project, log: OntologyLog | None = None, file: Path | None = None) -> None:
        self._project = project
        self._log = log
        self._file = file
        self._present = digest_of(project.ontology)
        self._found: dict[str, tuple[Ontology, ...]] = {}
        self._read: dict[str, Ontology | None] = {}

    def __call__(self, annotation: Annotation) -> Sequence[Ontology]:
        wanted = annotation.ontology or self._project.ontology.id
        used = self._log.at(annotation.updated_at or annotation.created_at) if self._log is not None else None
        if used is not None and used.id == wanted and (known := self._content(used)) is not None:
            return () if used.digest == self._present else (known,)
        if wanted == self._project.ontology.id:
            return ()
        if wanted not in self._found:
            self._found[wanted] = tuple(self.named(wanted))
        return self._found[wanted]

    def every(self) -> Sequence[Ontology]:
        """All contents that the plan knows of other ontologies than the present one."""
        used = self._log.all() if self._log is not None else []
        found = {one.digest: self._content(one) for one in used if one.digest != self._present}
        return [ontology for ontology in found.values() if ontology is not None]

    def in_use(self) -> Sequence[Ontology]:
        """All contents that the plan knows, the first one that was in use first."""
        found = [self._content(used) for used in (self._log.all() if self._log is not None else ())]
        return [ontology for ontology in found if ontology is not None]

    def _content(self, used: UsedOntology) -> Ontology | None:
        key = used.digest or ""
        if key not in self._read:
            self._read[key] = used.ontology()
        return self._read[key]

    def named(self, wanted: str) -> Iterator[Ontology]:
        """All contents of a version that the plan knows, else the first file that has it."""
        logged = [self._content(used) for used in self._log.all() if used.id == wanted] if self._log else []
        known = {digest_of(ontology): ontology for ontology in logged if ontology is not None}
        if known:
            yield from known.values()
            return
        version = wanted.rpartition("@")[2]
        for file in self._files():
            try:
                if version in file.read_text(encoding="utf-8"):  # reading YAML is slow
                    ontology = Ontology.load(file)
                    if ontology.id == wanted:
                        yield ontology
                        return
            except (ConfigError, OSError, ValueError):
                continue  # not an ontology, or not ours to read

    def _files(self) -> Iterator[Path]:
        if self._file is not None:
            yield self._file.resolve().parent / "ontology.yaml"
        yield from sorted((self._project.root / "configs").glob("*.yaml"))
        yield from sorted(self._project.exports.glob("*/ontology.yaml"))
        yield from sorted(configs_folder().glob("*.yaml"))
        yield from sorted((configs_folder() / FORMER).glob("*.yaml"))
