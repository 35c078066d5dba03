"""Backs up a campaign: its Label Studio project and its local files, in one file."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from annotate.campaign.server.connect import MIRROR as MIRROR_FILE
from annotate.campaign.server.connect import open_workspace
from annotate.campaign.server.own_folder import look_at_folder
from annotate.core.configs import find_config
from annotate.core.errors import ConfigError, StudioError
from annotate.core.files import destination, write_errors, writing_bytes
from annotate.core.locks import together
from annotate.project import FILE_NAME, Project
from annotate.studio.api.client import Studio
from annotate.studio.backup.dump import Dumped, copy_database, dump
from annotate.studio.backup.members import FORGOTTEN, MIRROR, ONTOLOGY, PLAN, PSEUDONYMS, SETTINGS
from annotate.studio.backup.writer import BackupWriter
from annotate.studio.store.forgotten import FORGOTTEN_FILE
from annotate.studio.store.plan import Plan

Progress = Callable[[int], None]
BACKUP_LOCK = "backup.lock"  # backups hold it together, so that nothing is forgotten meanwhile
# A user name and password in a URL.
_SIGN_IN = re.compile(r"(https?://)[^\s/@\"']+@")


@dataclass(frozen=True)
class BackedUp:
    """The content of a backup and its size in bytes. ``members`` names the files in the archive.

    ``model`` is the folder of the model in use, which is not in the archive.
    """

    project_id: int
    dumped: Dumped
    members: list[str]
    bytes: int
    model: Path | None = None


def back_up(project: Project, studio: Studio, file: Path, progress: Progress) -> BackedUp:
    """Writes the campaign's Label Studio project and local files into ``file``. Leaves no file if this fails.

    Raises `ConfigError` if the file exists already.
    """
    if destination(file).exists():
        raise ConfigError("exists already.", where=str(file), remedy="Name a new file for each backup.")
    with (
        together(project.local / BACKUP_LOCK, "forget"),
        closing(open_workspace(project, studio)) as workspace,
        writing_bytes(file, private=True) as raw,
        BackupWriter(raw) as writer,
    ):
        look_at_folder(project, workspace.plan)
        dumped = dump(workspace, writer, progress)
        # Copied after the tasks, so that the plan knows every task in the backup.
        _add_files(project, writer)
        facts = {
            "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
            "toolkit": version("annotate-gold"),
            "label_studio": studio.version(),
            "name": project.settings.name,
            "url": _SIGN_IN.sub(r"\1", studio.url),
            "project": workspace.project_id,
            "counts": dumped.counts,
            "set_aside": {str(task_id): why for task_id, why in dumped.set_aside.items()},
            "model": project.settings.model,
        }
        writer.finish(facts)
        members = list(writer.members)
    named = project.settings.model
    model = None if named is None else project.root / named
    return BackedUp(workspace.project_id, dumped, members, file.stat().st_size, model)


def back_up_first(project: Project, studio: Studio, before: str) -> Path:
    """Backs the campaign up into the folder ``backups`` of the project, before a command deletes something.

    ``before`` names what follows. Returns the path of the backup. Raises `StudioError` if Label Studio failed
    to return a task, and leaves the backup without that task.
    """
    folder = project.root / "backups"
    with write_errors(folder):
        folder.mkdir(mode=0o700, exist_ok=True)
    file = folder / f"before-{before}-{datetime.now(UTC):%Y%m%dT%H%M%S%f}.zip"
    done = back_up(project, studio, file, lambda tasks: None)
    if done.dumped.set_aside:
        raise StudioError(
            f"Label Studio failed to return {len(done.dumped.set_aside)} tasks, so the backup lacks them."
            " Nothing was deleted.",
            where=str(file),
            remedy="Run 'annotate pull': it names these tasks. Delete or repair them, then try again.",
        )
    return file


def _add_files(project: Project, writer: BackupWriter) -> None:
    with write_errors(project.local):
        folder = tempfile.TemporaryDirectory(prefix=".backup-", dir=project.local)
    with folder as name:
        for member, source in ((PLAN, "plan.sqlite"), (MIRROR, MIRROR_FILE)):
            if (project.local / source).is_file():
                copy = Path(name) / source
                copy_database(project.local / source, copy)
                if member == PLAN:
                    _without_sign_in(copy)
                writer.add_file(member, copy)
                copy.unlink()
    if (pseudonyms := project.local / "pseudonyms.json").is_file():
        writer.add_file(PSEUDONYMS, pseudonyms)
    if (forgotten := project.local / FORGOTTEN_FILE).is_file():
        writer.add_file(FORGOTTEN, forgotten)
    settings = (project.root / FILE_NAME).read_text(encoding="utf-8")
    writer.add(SETTINGS, _SIGN_IN.sub(r"\1", settings).encode())
    writer.add_file(ONTOLOGY, find_config(project.settings.ontology, project.root))


def _without_sign_in(plan_file: Path) -> None:
    """Removes a user name and password from the server address in a plan."""
    plan = Plan(plan_file)
    link = plan.link
    if link is not None and _SIGN_IN.search(link.url):
        plan.set_link(replace(link, url=_SIGN_IN.sub(r"\1", link.url)))
    plan.close()
