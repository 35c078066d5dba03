"""Restores a backup: makes a new project on any server, and the local files for that project."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from annotate.campaign.backup.local_state import RestoreState
from annotate.campaign.server.connect import MIRROR as MIRROR_FILE
from annotate.campaign.server.connect import PLAN as PLAN_FILE
from annotate.campaign.server.connect import open_mirror, open_plan
from annotate.campaign.server.own_folder import check_folder, note_own_folder
from annotate.campaign.server.replaced_files import put_aside, put_in_place, remove_database
from annotate.core.configs import find_config
from annotate.core.errors import AnnotateError, ConfigError
from annotate.core.files import writing
from annotate.core.locks import only_one
from annotate.gold.pseudonyms import without_people
from annotate.project import FILE_NAME, Project
from annotate.studio.addresses import project_address
from annotate.studio.api.client import Studio
from annotate.studio.api.listed_account import ListedAccount
from annotate.studio.backup.accounts import Accounts
from annotate.studio.backup.drafts import originals, upload_drafts
from annotate.studio.backup.file import Backup
from annotate.studio.backup.members import (
    FORGOTTEN,
    MIRROR,
    ONTOLOGY,
    PLAN,
    PROJECT,
    PSEUDONYMS,
    USERS,
)
from annotate.studio.backup.upload import ProjectUpload, UploadReport, make_project
from annotate.studio.pull.pull import pull
from annotate.studio.screen.binding import bind
from annotate.studio.store.forgotten import FORGOTTEN_FILE, Forgotten
from annotate.studio.store.forgotten_content import TaskFilter
from annotate.studio.store.forgotten_in_mirror import forget_in_mirror
from annotate.studio.store.forgotten_in_plan import forget_in_plan
from annotate.studio.store.mirror import Mirror
from annotate.studio.store.mirror_schema import VERSION as MIRROR_VERSION
from annotate.studio.store.plan import Plan, ProjectLink
from annotate.studio.store.plan_schema import VERSION as PLAN_VERSION
from annotate.studio.workspace import Workspace

Progress = Callable[[int], None]
RESTORED_MIRROR = "mirror-restored.sqlite"


@dataclass(frozen=True)
class Restored:
    """The result of a restore. ``went_on`` says that this run continued a stopped restore.

    ``set_aside_then`` maps tasks that the backup lacks to the reason. ``aside`` lists the new paths of the
    former local files, without files that held nothing. ``forgotten`` counts the tasks that were not restored
    because their articles are forgotten, ``forgotten_answers`` the answers of forgotten annotators.
    """

    project_id: int
    url: str
    went_on: bool
    report: UploadReport
    set_aside_then: dict[str, str]
    aside: list[Path]
    forgotten: int = 0
    forgotten_answers: int = 0


def restore(
    project: Project,
    studio: Studio,
    backup: Backup,
    sign_in: Callable[[str], Studio],
    progress: Progress,
) -> Restored:
    """Makes a new project on the server from a backup, and a plan and a mirror for that project.

    Changes nothing that exists on the server, and renames local files that the new files replace. Continues a
    stopped restore. ``sign_in`` must return a connection for another account's token.
    Raises `ConfigError` if the project's ontology does not match the backup, or if the folder is a copy.
    """
    with ExitStack() as stack:
        for name in ("push", "pull"):
            stack.enter_context(only_one(project.local / f"{name}.lock", name))
        _check_folder(project)
        _check_ontology(project, backup)
        backup.check_content()
        left_out = _LeftOut(_forgotten(project, backup), backup)
        backup.reduced = left_out
        former = stack.enter_context(_plan_of(project, backup))
        if MIRROR in backup:
            remove_database(_new_mirror(project))
            backup.extract_database(MIRROR, _new_mirror(project), _made_mirror, MIRROR_VERSION)
            forget_in_mirror(_new_mirror(project), former.forgotten, former.accounts.names())
        forget_in_plan(former.path, former.forgotten)
        state = RestoreState.begin(project, backup, studio.url)
        upload = _begun_upload(studio, backup, state, left_out.users())
        upload.fill(progress)
        drafts = upload_drafts(upload, former, sign_in)
        fresh = project.local / f"{MIRROR_FILE}.new"
        remove_database(fresh)
        mirror = Mirror(fresh)
        former.accounts.forget_ids()
        pull(Workspace(studio, upload.project_id, project.ontology, former, mirror))
        former.originals.replace([*originals(upload, former, mirror), *drafts])
        made_at = studio.project(upload.project_id)["created_at"]
        former.set_link(ProjectLink(studio.url, upload.project_id, made_at), same_content=True)
        note_own_folder(project, former)
        mirror.close()
        former.close()
        aside = _put_in_place(project, backup, former.path, fresh)
        upload.report.notes.extend(_local_notes(project, backup, upload.project_id))
        upload.report.notes.extend(
            f"{name}: {reason.rstrip('.')}; so these annotations belong to {upload.accounts.owner} in Label"
            " Studio. The records keep the name"
            for name, reason in upload.accounts.refused.items()
        )
        state.end()
    return Restored(
        upload.project_id,
        project_address(studio.url, upload.project_id),
        state.went_on,
        upload.report,
        dict(backup.manifest.get("set_aside") or {}),
        aside,
        len(left_out.articles),
        len(left_out.answers),
    )


def _begun_upload(
    studio: Studio, backup: Backup, state: RestoreState, users: list[dict[str, Any]]
) -> ProjectUpload:
    """Makes the missing accounts and the restore's project. Returns the upload into that project."""
    accounts = Accounts(studio, users, state.tokens())
    accounts.make_missing(users, state.keep_tokens)
    if state.project_id is None:
        state.note_project(make_project(studio, backup, state.mark))
    return ProjectUpload(studio, backup, state.project_id or 0, state.mark, accounts)


def _forgotten(project: Project, backup: Backup) -> Forgotten:
    """What this folder has forgotten, together with what the backup says is forgotten."""
    forgotten = Forgotten(project.local / FORGOTTEN_FILE)
    if FORGOTTEN in backup:
        forgotten.add_all(backup.json(FORGOTTEN, dict))
    return forgotten


class _LeftOut:
    """Leaves what is forgotten out of the backup's tasks, and remembers the ids of what it left out."""

    def __init__(self, forgotten: Forgotten, backup: Backup) -> None:
        self.articles: set[int] = set()
        self.answers: set[int] = set()
        self._forgotten = forgotten
        self._users: list[dict[str, Any]] = backup.json(USERS, list)
        listed = [ListedAccount(user["id"], user["email"], user.get("joined")) for user in self._users]
        listed += [ListedAccount(user["id"], user["name"]) for user in self._users if self._by_name(user)]
        self._only = TaskFilter(forgotten, listed)

    def __call__(self, task: dict[str, Any]) -> dict[str, Any] | None:
        self.answers.update(
            body["id"] for body in task["annotations"] if "id" in body and self._only.is_left_out(body)
        )
        if (kept := self._only.reduced(task)) is None:
            self.articles.add(task["id"])
        return kept

    def users(self) -> list[dict[str, Any]]:
        """The backup's accounts. Forgotten annotators have a pseudonym for a name, so they get no account."""
        names = self._only.names
        return [
            {**user, "email": names[user["id"]], "name": names[user["id"]], "has_work": False}
            if user["id"] in names
            else user
            for user in self._users
        ]

    def _by_name(self, user: dict[str, Any]) -> bool:
        return bool(user.get("name")) and self._forgotten.person(user["name"]) is not None


def _check_folder(project: Project) -> None:
    """Raises `CopiedFolderError` if the folder is a copy: it may have a stopped restore of the original."""
    if (project.local / PLAN_FILE).is_file():
        with closing(open_plan(project)) as plan:
            check_folder(project, plan)


def _check_ontology(project: Project, backup: Backup) -> None:
    try:
        bind(project.ontology, str(backup.json(PROJECT, dict).get("label_config") or ""))
    except ConfigError as error:
        raise ConfigError(
            f"this project's ontology does not match the backup: {error.what}",
            where=error.where,
            remedy=f"Take the backup's own: 'unzip -p {backup.path} {ONTOLOGY} > restored.yaml', and write"
            f" 'ontology: restored.yaml' into {FILE_NAME}.",
        ) from error


@contextmanager
def _plan_of(project: Project, backup: Backup) -> Iterator[Plan]:
    """Extracts the backup's plan to a file next to the project's plan."""
    path = project.local / "plan.sqlite.new"
    remove_database(path)
    backup.extract_database(PLAN, path, _made_plan, PLAN_VERSION)
    plan = Plan(path)
    try:
        yield plan
    finally:
        plan.close()


def _made_plan(path: Path) -> None:
    Plan(path).close()


def _made_mirror(path: Path) -> None:
    Mirror(path).close()


def _new_mirror(project: Project) -> Path:
    """The backup's mirror before the restore is done."""
    return project.local / f"{RESTORED_MIRROR}.new"


def _put_in_place(project: Project, backup: Backup, plan: Path, mirror: Path) -> list[Path]:
    """Puts the new plan, mirror and pseudonyms in place. Returns the new paths of the former files."""
    local = project.local
    aside: list[Path | None] = []
    held_nothing = _held_nothing(project)
    for fresh, place in ((plan, local / PLAN_FILE), (mirror, local / MIRROR_FILE)):
        former = put_in_place(fresh, place)
        if former is not None and place.name in held_nothing:
            remove_database(former)
        else:
            aside.append(former)
    if MIRROR in backup:
        aside.append(put_in_place(_new_mirror(project), local / RESTORED_MIRROR))
    if PSEUDONYMS in backup:
        place = local / "pseudonyms.json"
        names = without_people(backup.json(PSEUDONYMS, dict), Forgotten(local / FORGOTTEN_FILE).pseudonym)
        if not knows_all(place, names):
            aside.append(put_aside(place))
            with writing(place, private=True) as file:
                json.dump(names, file, ensure_ascii=False, indent=1)
    return [path for path in aside if path is not None]


def _held_nothing(project: Project) -> set[str]:
    """The names of the local databases that hold nothing yet: commands make them before they are needed."""
    nothing = set()
    if (project.local / PLAN_FILE).is_file():
        with closing(open_plan(project)) as plan:
            if plan.link is None and plan.count() == 0:
                nothing.add(PLAN_FILE)
    if (project.local / MIRROR_FILE).is_file():
        # A damaged mirror may hold something: it is kept.
        with suppress(AnnotateError), closing(open_mirror(project)) as mirror:
            if mirror.setting("project") is None and mirror.count() == 0:
                nothing.add(MIRROR_FILE)
    return nothing


def knows_all(pseudonyms: Path, names: dict[str, str]) -> bool:
    """Whether the local pseudonyms contain all of these."""
    try:
        here = json.loads(pseudonyms.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return isinstance(here, dict) and names.items() <= here.items()


def _local_notes(project: Project, backup: Backup, project_id: int) -> list[str]:
    """Lists what the user should change in the project's local files."""
    notes = []
    configured = project.settings.studio.project
    if configured is not None and configured != project_id:
        notes.append(
            f"set studio.project in {FILE_NAME} to {project_id} to work on the restored project;"
            f" it is {configured} now"
        )
    model = backup.manifest.get("model")
    if isinstance(model, str) and model != project.settings.model:
        notes.append(
            f"the project had the model {model!r:.200} in use, which is not in the backup: bring its folder"
            " here, and name it with 'annotate use MODEL'"
        )
    if ONTOLOGY in backup:
        ours = find_config(project.settings.ontology, project.root)
        if ours.read_bytes() != backup.content(ONTOLOGY):
            notes.append(
                f"check the ontology in use ({project.ontology.id}): it differs from the backup's {ONTOLOGY},"
                " which 'unzip' extracts"
            )
    return notes
