"""Who made an annotation, as a file of Label Studio's says it."""

from __future__ import annotations

from typing import Any

from annotate.core.annotation import Status
from annotate.core.authorship import UNKNOWN
from annotate.studio.store.accounts import nameless


def author_of(body: dict[str, Any], status: Status) -> str:
    """The author: an e-mail address or user name where the file has it, else the number of the account.

    The author of a prediction is the version of the model.
    """
    if status is Status.SUGGESTED:
        version = body.get("model_version")
        return version if isinstance(version, str) and version.strip() else "prediction"
    person = next((body[key] for key in ("completed_by", "user", "created_username") if body.get(key)), None)
    if isinstance(person, list) and person:
        person = person[0]
    if isinstance(person, dict):
        names = (person.get(key) for key in ("email", "username", "id"))
        person = next((name for name in names if name), None)
    if isinstance(person, int):
        return nameless(person)
    return person if isinstance(person, str) and person.strip() else UNKNOWN
