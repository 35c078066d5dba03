"""Stores the state of a restore in files, so that the next run can continue a stopped restore."""

from __future__ import annotations

import json
import os
import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from annotate.core.errors import ConfigError
from annotate.core.files import write_errors, writing
from annotate.project import Project
from annotate.studio.backup.file import Backup

_STATE = "restore.json"
_TOKENS = "restore-accounts.json"


@dataclass
class RestoreState:
    """The state of a restore, in a file that exists until the restore is done.

    ``secrets`` is the file for tokens. ``mark`` identifies the restore. ``went_on`` says that this run
    continues a stopped restore.
    """

    path: Path
    secrets: Path
    mark: str
    backup: str
    url: str
    project_id: int | None = None
    went_on: bool = False

    @classmethod
    def begin(cls, project: Project, backup: Backup, url: str) -> RestoreState:
        """Reads the state of a stopped restore, or begins a new restore.

        Raises `ConfigError` if the stopped restore used another backup or another server.
        """
        path, secrets = project.local / _STATE, project.state / _TOKENS
        if path.is_file():
            try:
                content = json.loads(path.read_text(encoding="utf-8"))
                state = cls(
                    path,
                    secrets,
                    content["mark"],
                    content["backup"],
                    content["url"],
                    content["project"],
                    went_on=True,
                )
            except (OSError, ValueError, KeyError, TypeError) as error:
                raise ConfigError(
                    f"cannot be read ({error}).",
                    where=str(path),
                    remedy="Delete it to start the restore from the beginning.",
                ) from error
            if (state.backup, state.url) != (backup.digest, url):
                raise ConfigError(
                    f"a restore of another backup, or into {state.url}, was begun here and not finished.",
                    where=str(path),
                    remedy="Finish that one first, or delete this file to give it up.",
                )
            return state
        state = cls(path, secrets, f"annotate restore {uuid.uuid4().hex}", backup.digest, url)
        secrets.unlink(missing_ok=True)
        state._write()
        return state

    @staticmethod
    def is_begun(project: Project) -> bool:
        """Whether a restore in this folder was stopped and is not finished."""
        return (project.local / _STATE).is_file()

    def note_project(self, project_id: int) -> None:
        """Stores the id of the project that the restore fills."""
        self.project_id = project_id
        self._write()

    def tokens(self) -> dict[str, str]:
        """The tokens of the accounts that this restore has made so far."""
        try:
            return dict(json.loads(self.secrets.read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError):
            return {}  # none yet, or damaged: the accounts still exist, and their drafts are counted as lost

    def keep_tokens(self, tokens: dict[str, str]) -> None:
        """Stores the tokens until the restore is done. Only this user can read the file."""
        with write_errors(self.secrets):
            self.secrets.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            handle = os.open(self.secrets, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                json.dump(tokens, file)

    def end(self) -> None:
        """Deletes the state. Call this when the restore is done."""
        for path in (self.secrets, self.path):
            path.unlink(missing_ok=True)

    def _write(self) -> None:
        content: dict[str, Any] = {
            "mark": self.mark,
            "backup": self.backup,
            "url": self.url,
            "project": self.project_id,
        }
        with writing(self.path, private=True) as file:
            json.dump(content, file)
