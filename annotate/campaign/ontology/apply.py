"""Brings a campaign's project in Label Studio to the project's ontology: screen and instructions.

The order is safe while people annotate, and a run that was killed is continued by the next one:

1. A pull, a backup, and a second pull: people may have worked during the question and the backup.
2. The screen, which is read back. It still has everything that is in use, see `carried`.
3. The instructions, which are read back, and the mirror's copy of the screen.
4. The plan notes the new version. Annotations saved from now on have it, because only now screen and
   instructions say what it means: which value a blank has, and which role an arrow has.

A last pull follows, and what came meanwhile from a page of before gets its place on the screen. What such a
page stores later gets it by the next application, which every pull asks for. Tasks, suggestions and
annotations are not touched.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from annotate.campaign.backup.backup import back_up_first
from annotate.campaign.ontology.effects import Effects, effects
from annotate.campaign.ontology.instructions import note_sent, same_words, shows
from annotate.campaign.ontology.versions import former_version, live_version
from annotate.campaign.server.connect import open_mirror, open_plan
from annotate.campaign.server.ontology_in_use import learn, note_screen
from annotate.campaign.server.own_folder import check_folder, look_at_folder
from annotate.core.errors import ConfigError, StudioError
from annotate.core.locks import only_one
from annotate.core.ontology import Ontology
from annotate.core.ontology_changes import Change, changes, suggested_version
from annotate.core.ontology_versions import digest_of
from annotate.core.renaming import Names
from annotate.core.reused_names import refuse_reused_names
from annotate.project import Project
from annotate.report.guidelines import build_instructions
from annotate.studio.addresses import project_address
from annotate.studio.api.client import Studio
from annotate.studio.pull.deleted_work import deleted_work
from annotate.studio.pull.pull import pull
from annotate.studio.screen.binding import bind
from annotate.studio.screen.carried import Carried, carried, same_config
from annotate.studio.screen.screen_use import ScreenUse
from annotate.studio.store.mirror import Mirror
from annotate.studio.store.plan import Plan
from annotate.studio.workspace import Workspace, find_project

if TYPE_CHECKING:
    from annotate.studio.api.transport import Json

_SECOND = timedelta(seconds=1)  # the server's clock shows whole seconds, its annotations have parts of them
_INSTRUCTION = "expert_instruction"


@dataclass
class Application:
    """What an application of the ontology changes, and what it did.

    ``old`` is the version in use so far; None if it is unknown. ``screen`` is the new configuration.
    ``use_known`` says whether a pull has told what is in use; if not, the screen keeps everything.
    ``done`` lists the steps that this run did; it is empty for a dry run or if all is up to date.
    ``deleted`` says what was deleted on the server since the last pull.
    """

    project_id: int
    url: str
    title: str
    old: Ontology | None
    new: Ontology
    screen: Carried
    changes: list[Change]
    effects: Effects
    use_known: bool
    new_screen: bool
    new_instructions: bool
    new_version: bool
    backup: Path | None = None
    done: list[str] = field(default_factory=list)
    deleted: list[str] = field(default_factory=list)

    @property
    def up_to_date(self) -> bool:
        """Whether nothing has to be changed."""
        return not (self.new_screen or self.new_instructions or self.new_version)


def apply_ontology(
    project: Project,
    studio: Studio,
    agree: Callable[[Application], bool],
    *,
    dry_run: bool = False,
) -> Application:
    """Brings the live project to the project's ontology. Asks ``agree`` before it changes anything.

    Raises `ConfigError` if the ontology changed and its version did not, if a name means something else than
    in a former version, if the project was adopted, or if ``agree`` says no. Raises `StudioError` if the
    screen was changed there meanwhile.
    """
    ontology = project.ontology
    with (
        closing(open_plan(project)) as plan,
        closing(open_mirror(project)) as mirror,
        only_one(project.local / "push.lock", "push"),
    ):
        (look_at_folder if dry_run else check_folder)(project, plan)
        project_id = find_project(studio, plan, project.settings.studio.project)
        _check_own(ontology)
        learn(plan, ontology, mirror, studio.clock.now or datetime.now(UTC))
        _check_version(plan, ontology)
        refuse_reused_names(ontology, _versions(project, plan))
        deleted = [] if dry_run else _pull(project, studio, project_id, plan, mirror)
        found = _looked_at(project, studio, project_id, plan, mirror)
        found.deleted = deleted
        if found.up_to_date and not dry_run:
            note_screen(plan, ontology)
        if dry_run or found.up_to_date:
            return found
        if not agree(found):
            raise ConfigError("nothing was changed.", where=found.url)
        found.backup = back_up_first(project, studio, "ontology")
        _look_again(project, studio, plan, mirror, found)
        _change(project, studio, plan, mirror, found)
        _keep_what_came(project, studio, plan, mirror, found)
        return found


def _check_own(ontology: Ontology) -> None:
    if ontology.adopted:
        raise ConfigError(
            "its screen was made by hand, and other programs may rely on it. It is not changed.",
            where="the project in Label Studio",
            remedy="Change it under Settings > Labeling Interface, then run 'annotate pull --adopt' again.",
        )


def _check_version(plan: Plan, ontology: Ontology) -> None:
    """Refuses another content under a version that was in use."""
    digest = digest_of(ontology)
    used = plan.ontologies.all()
    if used and used[-1].digest == digest:
        return
    same = [one for one in used if one.id == ontology.id and one.digest not in (None, digest)]
    if not same:
        return
    before = same[-1].ontology()
    proposed = suggested_version(before, ontology) if before is not None else "a higher number"
    raise ConfigError(
        f"{ontology.id} was in use with another content. Files and releases could not tell the two apart.",
        where="the ontology",
        remedy=f"Write 'version: {proposed}' into the file, then run the same command again.",
    )


def _pull(project: Project, studio: Studio, project_id: int, plan: Plan, mirror: Mirror) -> list[str]:
    """Updates the mirror, with drafts, so that it knows what is in use. Not if the screen fits no version.

    Returns what was deleted on the server since the last pull, in words.
    """
    for version in (*reversed(_versions(project, plan)), project.ontology):
        workspace = Workspace(studio, project_id, version, plan, mirror)
        try:
            _ = workspace.binding
        except ConfigError:
            continue
        with only_one(project.local / "pull.lock", "pull"):
            report = pull(workspace, drafts=True)
        users = {int(id): name for id, name in (mirror.setting("users") or {}).items()}
        return [str(item) for item in deleted_work(report.gone, plan, users)]
    return []


def _versions(project: Project, plan: Plan) -> list[Ontology]:
    """The versions that were in use and whose content is known, the first one first."""
    log = plan.ontologies
    found = [used.ontology() or former_version(project, log, used.id) for used in log.all()]
    return [version for version in found if version is not None]


def _looked_at(project: Project, studio: Studio, project_id: int, plan: Plan, mirror: Mirror) -> Application:
    ontology, language = project.ontology, project.guidelines_language
    there = studio.project(project_id)
    formers = _versions(project, plan)
    used = plan.ontologies.all()
    old = live_version(project, plan) if used else ontology
    use = _in_use(plan, mirror, ontology, there) if old is not None else None
    screen = carried(there["label_config"], ontology, language, use, formers)
    bind(ontology, screen.config, formers)
    same = old is None or digest_of(old) == digest_of(ontology)
    return Application(
        project_id,
        project_address(studio.url, project_id),
        str(there.get("title") or ""),
        old,
        ontology,
        screen,
        [] if same else changes(old, ontology) if old is not None else [],
        Effects() if old is None or same else effects(plan, mirror, old, ontology),
        use_known=use is not None,
        new_screen=not same_config(there["label_config"], screen.config),
        new_instructions=not shows(
            plan, build_instructions(ontology, language), str(there.get(_INSTRUCTION) or "")
        ),
        new_version=not used or used[-1].digest != digest_of(ontology),
    )


def _in_use(plan: Plan, mirror: Mirror, ontology: Ontology, there: Json) -> ScreenUse | None:
    """What annotations, drafts and suggestions use. None if the mirror has never read the project."""
    known = mirror.setting("project")
    if mirror.setting("label_config") is None and int(there.get("task_number") or 0) > 0:
        return None
    if known is not None and known.get("id") != there.get("id"):
        return None
    use = ScreenUse()
    for task in mirror.tasks():
        for body in (*task.annotations, *task.drafts):
            use.take(body.get("result"))
    names = Names(ontology)
    for annotation in plan.every_sent():
        use.take_sent(annotation, names)
    return use


def _look_again(project: Project, studio: Studio, plan: Plan, mirror: Mirror, found: Application) -> None:
    """Keeps what was used since the first pull: the question and the backup may have taken long."""
    found.deleted += _pull(project, studio, found.project_id, plan, mirror)
    again = _looked_at(project, studio, found.project_id, plan, mirror)
    found.screen, found.new_screen, found.effects = again.screen, again.new_screen, again.effects


def _keep_what_came(project: Project, studio: Studio, plan: Plan, mirror: Mirror, found: Application) -> None:
    """Puts back on the screen what somebody used while it changed, on a page from before."""
    found.deleted += _pull(project, studio, found.project_id, plan, mirror)
    again = _looked_at(project, studio, found.project_id, plan, mirror)
    if again.new_screen:
        found.screen = again.screen
        mirror.set_settings(
            label_config=_set(studio, found, "label_config", found.screen.config, same_config)
        )


def _change(project: Project, studio: Studio, plan: Plan, mirror: Mirror, found: Application) -> None:
    """The changes, in an order that is safe when it ends anywhere."""
    config = found.screen.config
    if found.old is not None and plan.ontologies.all():
        note_screen(plan, found.old)  # until all is done, people work with what this says
    if found.new_screen:
        _set(studio, found, "label_config", config, same_config)
        found.done.append("screen")
    if found.new_instructions:
        instruction = build_instructions(found.new, project.guidelines_language)
        note_sent(plan, instruction, _set(studio, found, _INSTRUCTION, instruction, same_words))
        found.done.append("instructions")
    live = studio.project(found.project_id)["label_config"]
    bind(found.new, live)
    mirror.set_settings(label_config=live)
    note_screen(plan, found.new)  # first: a pull would note the version if this were stopped here
    if found.new_version:
        plan.ontologies.note(found.new, (studio.clock.now or datetime.now(UTC)) + _SECOND)
        found.done.append("version")


def _set(studio: Studio, found: Application, name: str, value: str, same: Callable[[str, str], bool]) -> str:
    """Changes a setting of the project. Returns what the server has then."""
    studio.update_project(found.project_id, **{name: value})
    back = str(studio.project(found.project_id).get(name) or "")
    if not same(value, back):
        raise StudioError(
            f"the project's {name} was set, but Label Studio returns another one: somebody changed it at the"
            " same moment, or the server altered it.",
            where=found.url,
            remedy="Run the same command again.",
        )
    return back
