"""Forgets articles or an annotator: records their hashes, removes them here, then on the server.

The order serves a command that is stopped: once the hash is recorded, nothing brings the article back, and
the same command finishes the rest.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from annotate.campaign.backup.backup import BACKUP_LOCK
from annotate.campaign.forget.holders import CACHE, Holder, Search, find_holders
from annotate.campaign.forget.local_files import Cleaned, clean, vacuum_own_server
from annotate.campaign.forget.on_server import Found, delete, find_answers, find_tasks, projects_of
from annotate.campaign.forget.subject import (
    Annotator,
    find_annotator,
    find_articles,
    unknown,
)
from annotate.campaign.server.connect import MIRROR, open_mirror, open_plan
from annotate.campaign.server.own_folder import check_folder
from annotate.core.errors import StudioError
from annotate.core.locks import only_one
from annotate.gold.pseudonyms import Pseudonyms
from annotate.prelabel.interface.llm_settings import LlmSettings
from annotate.prelabel.models.llm.store import Store
from annotate.project import Project
from annotate.studio.api.client import Studio
from annotate.studio.api.listed_account import ListedAccount
from annotate.studio.store.forgotten import Forgotten
from annotate.studio.store.forgotten_content import TaskFilter
from annotate.studio.store.forgotten_in_mirror import drop_all_placeholders, drop_placeholders

Ask = Callable[["Question"], bool]
Progress = Callable[[int], None]


@dataclass(frozen=True)
class Question:
    """What the user is asked before anything is removed.

    ``found`` is what would be deleted on the server; None if the server was not asked, ``why`` is the reason.
    ``others`` are articles that would go too, because they have the same text.
    """

    found: Found | None
    why: str | None = None
    others: Sequence[str] = ()


@dataclass
class Done:
    """What was forgotten.

    ``were_forgotten`` are articles that were forgotten before. ``others`` are articles that went too, because
    they have the same text. ``deleted`` counts what was deleted on the server, by kind. ``left`` says what is
    left to do and why. ``refused`` says that the user answered no: then nothing was changed.
    """

    were_forgotten: list[str] = field(default_factory=list)
    others: list[str] = field(default_factory=list)
    pseudonym: str | None = None
    without_answers: bool = False
    cleaned: Cleaned = field(default_factory=Cleaned)
    deleted: dict[str, int] = field(default_factory=dict)
    kept_on_server: bool = False
    left: list[str] = field(default_factory=list)
    holders: list[Holder] = field(default_factory=list)
    refused: bool = False


def forget_articles(
    project: Project,
    studio: Callable[[], Studio] | None,
    ids: Sequence[str],
    ask: Ask,
    *,
    even_if_unknown: bool = False,
    look_in: Sequence[Path] = (),
    progress: Progress = lambda done: None,
) -> Done:
    """Forgets articles. ``studio`` connects to the server; None leaves the tasks there.

    ``ask`` is called before anything is changed, unless nothing would be deleted on the server.
    Raises `InputError` if the campaign does not know one of the articles, and `ConfigError` if a push, pull,
    release, restore or backup is running.
    """
    with _alone(project), closing(open_plan(project)) as plan, _Server(project, studio) as server:
        check_folder(project, plan)
        with closing(open_mirror(project)) as mirror:
            articles = find_articles(project, plan, mirror, ids)
        forgotten = plan.forgotten
        before = [article for article in ids if forgotten.has(article)]
        wanted = forgotten.only(ids)
        for article, digests in articles.digests.items():
            wanted.add_article(article, digests)
        server.look(partial(_find_tasks, project, wanted, progress))
        missing = [one for one in articles.unknown if one not in before]
        if missing and not even_if_unknown and not server.has(missing):
            raise unknown("article" if len(missing) == 1 else "articles", missing)
        others = sorted((articles.others | server.articles) - {*ids})
        if not server.confirmed(ask, others):
            return Done(refused=True)
        for article, digests in articles.digests.items():
            forgotten.add_article(article, digests)
        done = Done(before, others, kept_on_server=studio is None)
        done.cleaned = clean(project, wanted, {}, articles.ids, articles.words)
        server.delete(done)
        search = Search(wanted, articles.words, frozenset(ids))
        done.holders = [*find_holders(project, search, look_in), *_caches()]
    return done


def forget_annotator(
    project: Project,
    studio: Callable[[], Studio] | None,
    name: str,
    ask: Ask,
    *,
    answers: bool = False,
    even_if_unknown: bool = False,
    look_in: Sequence[Path] = (),
    progress: Progress = lambda done: None,
) -> Done:
    """Forgets who an annotator is. With ``answers``, the person's answers go too, also on the server.

    ``studio``, ``ask`` and the errors are as in `forget_articles`. The server is asked which account belongs
    to the person also if nothing is deleted there; without an answer, what is known here is forgotten.
    """
    with _alone(project), closing(open_plan(project)) as plan, _Server(project, studio) as server:
        check_folder(project, plan)
        forgotten = plan.forgotten
        pseudonyms = Pseudonyms(project.local / "pseudonyms.json", plan.accounts.former_names())
        listed = server.accounts()
        with closing(open_mirror(project)) as mirror:
            person = find_annotator(name, plan, mirror, pseudonyms, listed)
            names = {int(id): str(known) for id, known in (mirror.setting("users") or {}).items()}
            names |= plan.accounts.names()
        given = sorted({name, *(person.names if person is not None else ())})
        known = next(filter(None, map(forgotten.person, given)), None)
        if person is None:
            if known is None and not even_if_unknown:
                raise unknown("annotator", [name])
            person = Annotator(set() if known and name == known.pseudonym else {name}, set(), None)
        pseudonym = known.pseudonym if known else person.pseudonym or pseudonyms.next()
        wanted = forgotten.only(pseudonym=pseudonym)
        wanted.add_annotator(person.names, person.accounts, pseudonym, without_answers=answers)
        if answers:
            server.look(partial(_find_answers, project, TaskFilter(wanted, listed), progress))
            if not server.confirmed(ask):
                return Done(refused=True)
        forgotten.add_annotator(person.names, person.accounts, pseudonym, without_answers=answers)
        gone = answers or bool(known and known.without_answers)
        done = Done(
            [name] if known else [],
            pseudonym=pseudonym,
            without_answers=gone,
            kept_on_server=answers and studio is None,
        )
        done.cleaned = clean(project, wanted, names, person.words, [])
        pseudonyms.forget(person.names, pseudonym)
        if answers:
            server.delete(done)
        search = Search(forgotten.only(), names=person.words, author=pseudonym)
        done.holders = find_holders(project, search, look_in)
    return done


def allow(project: Project, articles: Sequence[str] = (), annotators: Sequence[str] = ()) -> list[str]:
    """Lets articles or annotators come back. Returns those that were forgotten."""
    with _alone(project), closing(open_plan(project)) as plan:
        check_folder(project, plan)
        allowed = [one for one in articles if plan.forgotten.allow_article(one)]
        allowed += [one for one in annotators if plan.forgotten.allow_annotator(one)]
        if allowed and (project.local / MIRROR).is_file():
            drop_all_placeholders(project.local / MIRROR)
    return allowed


class _Server:
    """The server's part: what is there, and deleting it. Remembers why the server could not be asked."""

    def __init__(self, project: Project, connect: Callable[[], Studio] | None) -> None:
        self.found: Found | None = None
        self.why: str | None = None
        self._project = project
        self._asked = connect is not None
        self._studio: Studio | None = None
        if connect is not None:
            try:
                self._studio = connect().__enter__()
            except StudioError as error:
                self.why = str(error)

    def __enter__(self) -> _Server:
        return self

    def __exit__(self, *error: object) -> None:
        if self._studio is not None:
            self._studio.__exit__(None, None, None)

    def has(self, articles: Sequence[str]) -> bool:
        """Whether the server has a task with each of these article ids."""
        return self.articles.issuperset(articles)

    @property
    def articles(self) -> set[str]:
        """The article ids that the tasks found on the server state."""
        return self.found.articles if self.found is not None else set()

    def look(self, find: Callable[[Studio], Found]) -> None:
        """Looks for what shall be deleted."""
        if self._studio is None:
            return
        try:
            self.found = find(self._studio)
        except StudioError as error:
            self.found, self.why = None, str(error)

    def confirmed(self, ask: Ask, others: Sequence[str] = ()) -> bool:
        """Whether the user wants it. Asks only if something would be deleted on the server."""
        if not self._asked or (self.found is not None and not self.found):
            return True
        return ask(Question(self.found, self.why, others))

    def delete(self, done: Done) -> None:
        """Deletes on the server what was found there. Notes what is left."""
        again = "Run the same command again"
        if self._asked and self.found is None:
            done.left.append(f"Nothing was deleted in Label Studio: {self.why} {again}")
        if self._studio is None or self.found is None:
            return
        tasks, annotations = list[int](), list[int]()

        def deleted(kind: str, id: int) -> None:
            done.deleted[kind] = done.deleted.get(kind, 0) + 1
            (tasks if kind == "tasks" else annotations if kind == "annotations" else []).append(id)

        try:
            delete(self._studio, self.found, deleted)
        except StudioError as error:
            done.left.append(f"Not everything was deleted in Label Studio: {error} {again}")
        finally:
            drop_placeholders(self._project.local / MIRROR, tasks, annotations)
        for task_id, why in self.found.set_aside.items():
            done.left.append(f"Label Studio could not return task {task_id} ({why}), so it was not looked at")
        if done.deleted and not vacuum_own_server(self._project):
            done.left.append(
                "Label Studio's own database was in use, so deleted rows may stay in its file."
                f" {again} when it is stopped ('annotate studio down')"
            )

    def accounts(self) -> list[ListedAccount]:
        """The accounts on the server; none if it cannot be asked."""
        if self._studio is None:
            return []
        try:
            return self._studio.accounts()
        except StudioError as error:
            self.why = str(error)
            return []


def _find_tasks(project: Project, wanted: Forgotten, progress: Progress, studio: Studio) -> Found:
    return find_tasks(studio, projects_of(project, studio), wanted, progress)


def _find_answers(project: Project, only: TaskFilter, progress: Progress, studio: Studio) -> Found:
    return find_answers(studio, projects_of(project, studio), only, progress)


@contextmanager
def _alone(project: Project) -> Iterator[None]:
    """Keeps pushes, pulls, releases, restores and backups away. Raises `ConfigError` if one is running."""
    with ExitStack() as stack:
        for name in ("push", "pull", "release"):
            stack.enter_context(only_one(project.local / f"{name}.lock", name))
        stack.enter_context(only_one(project.local / BACKUP_LOCK, "backup"))
        yield


def _caches() -> list[Holder]:
    """The answers of language models, which quote articles: nobody can tell which article an answer is of."""
    file = Store(LlmSettings.from_environment(asking=False).folder()).path
    if not file.is_file():
        return []
    where = "answers of language models, which may quote it; an answer does not say which article it is of"
    return [Holder(CACHE, file, where, "Delete it. Articles labelled again by a language model cost again.")]
