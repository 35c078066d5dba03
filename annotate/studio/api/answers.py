"""Checks answers about accounts, projects and drafts where they enter. Keeps keys that are not known here."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from annotate.studio.api import bounds
from annotate.studio.api.listed_account import LEFT, ListedAccount
from annotate.studio.api.tasks_page import item_fault, wrong
from annotate.studio.api.values import form, is_count, is_id, is_name, is_time

Json = Any


def checked_release(answer: Json) -> str:
    """The server's release, or "unknown" if the answer has none."""
    release = answer.get("release") if isinstance(answer, dict) else None
    return release if is_name(release) and release.isprintable() else "unknown"


def checked_account(answer: Json, url: str) -> Json:
    """The signed-in account. Raises `WrongAnswerError` if the answer is no account."""
    if not isinstance(answer, dict) or not is_id(answer.get("id")) or not is_name(answer.get("email")):
        raise wrong("the server does not say which account the token belongs to", url)
    rights = answer.get("permissions")
    if rights is not None and not (isinstance(rights, list) and all(map(is_name, rights))):
        raise wrong(f"the permissions of the account are {form(rights)} instead of a list of names", url)
    return answer


def checked_accounts(answer: Json, url: str) -> list[ListedAccount]:
    """The accounts of the organisation. Raises `WrongAnswerError` for another form."""
    if not isinstance(answer, list):
        raise wrong(f"the server's accounts are {form(answer)} instead of a list", url)
    if not answer:  # the account that asks is one of them
        raise wrong("the server lists no account, although this one exists", url)
    if len(answer) > bounds.USERS:
        raise wrong(f"the server lists more than {bounds.USERS:,} accounts", url)
    found: dict[int, ListedAccount] = {}
    for user in answer:
        if not isinstance(user, dict) or not is_id(user.get("id")):
            raise wrong("the server's list of accounts has an entry without a usable id", url)
        email, joined = user.get("email"), user.get("date_joined")
        if email is not None and not is_name(email):
            raise wrong(f"the e-mail address of account {user['id']} is {form(email)}", url)
        if joined is not None and not is_time(joined):
            raise wrong(f"the time of account {user['id']} is {form(joined)}, which is no time", url)
        if user["id"] in found:
            raise wrong(f"the server lists account {user['id']} twice", url)
        found[user["id"]] = ListedAccount(user["id"], None if email in ("", LEFT) else email, joined)
    return list(found.values())


def checked_project(answer: Json, project_id: int, url: str) -> Json:
    """A project with its settings. Raises `WrongAnswerError` if the answer is another object."""
    if not isinstance(answer, dict) or answer.get("id") != project_id or isinstance(answer["id"], bool):
        raise wrong(f"the server's answer has no project {project_id}", url)
    if not isinstance(answer.get("label_config"), str):
        raise wrong(
            f"the server's answer has no project {project_id}: it has no labelling configuration", url
        )
    if not is_time(answer.get("created_at")):
        raise wrong(f"the time of creation of project {project_id} is {form(answer.get('created_at'))}", url)
    counts = ("task_number", "total_annotations_number", "skipped_annotations_number")
    checks = {"title": is_name, "model_version": is_name, **dict.fromkeys(counts, is_count)}
    for name, fits in checks.items():
        if answer.get(name) is not None and not fits(answer[name]):
            raise wrong(f"the {name} of project {project_id} is {form(answer[name])}", url)
    return {**answer, "title": answer.get("title") or f"project {project_id}"}


def checked_projects(answer: Json, url: str) -> list[Json]:
    """The projects on a page of their listing. Raises `WrongAnswerError` if the answer is no such page."""
    projects = answer.get("results") if isinstance(answer, dict) else None
    if not isinstance(projects, list) or not all(
        isinstance(project, dict) and is_id(project.get("id")) for project in projects
    ):
        raise wrong("the server's answer is no list of projects", url)
    return projects


def checked_drafts(answer: Json, task_id: int, url: str) -> list[Json]:
    """The drafts of a task. Raises `WrongAnswerError` if the answer is no list of drafts."""
    return _items(answer, "draft", task_id, url)


def checked_annotations(answer: Json, task_id: int, url: str) -> list[Json]:
    """The annotations of a task. Raises `WrongAnswerError` if the answer is no list of annotations."""
    return _items(answer, "annotation", task_id, url)


def checked_draft(answer: Json, url: str) -> Json:
    """A draft that was just made. Raises `WrongAnswerError` if the answer is no draft."""
    if (why := item_fault(answer, "draft")) is not None:
        raise wrong(why, url)
    return answer


def checked_invitation(answer: Json, url: str) -> str:
    """The path of the sign-up page. Raises `WrongAnswerError` if the answer has none on this server."""
    link = answer.get("invite_url") if isinstance(answer, dict) else None
    # A password is sent there.
    if not is_name(link) or not link.startswith("/") or link.startswith(("//", "/\\")):
        raise wrong("the server's invitation has no address on this server", url)
    return str(link)


def checked_import(answer: Json) -> Json:
    """The answer to an import. Leaves out ``task_ids`` if they are no ids of new tasks.

    A caller without these ids looks for the tasks by key.
    """
    if not isinstance(answer, dict) or _are_new(answer.get("task_ids")):
        return answer
    return {name: value for name, value in answer.items() if name != "task_ids"}


def _are_new(ids: Any) -> bool:
    return isinstance(ids, list) and all(map(is_id, ids)) and len(set(ids)) == len(ids)


def _items(answer: Json, kind: str, task_id: int, url: str) -> list[Json]:
    if not isinstance(answer, list):
        raise wrong(f"the {kind}s of task {task_id} are {form(answer)} instead of a list", url)
    for item in answer:
        if (why := item_fault(item, kind)) is not None:
            raise wrong(f"in task {task_id}, {why}", url)
    _check_once([item["id"] for item in answer], kind, task_id, url)
    return answer


def _check_once(ids: Iterable[int], kind: str, task_id: int, url: str) -> None:
    seen: set[int] = set()
    for id in ids:
        if id in seen:
            raise wrong(f"{kind} {id} of task {task_id} comes twice", url)
        seen.add(id)
