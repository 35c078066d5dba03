"""Finds the articles of the mirror's tasks: in the plan, or in the tasks' data."""

from __future__ import annotations

from annotate.core.article import MAX_ID_LENGTH, Article
from annotate.core.findings import Finding
from annotate.core.ontology import Ontology
from annotate.studio.codec.stored_text import StoredText, text_at
from annotate.studio.codec.tasks import Unreadable, article_of, id_of
from annotate.studio.pull.originals import first_task_id
from annotate.studio.pull.task_keys import key_in, meant_key, own_key
from annotate.studio.screen.binding import Binding
from annotate.studio.store.mirror import Mirror
from annotate.studio.store.mirrored import MirroredTask
from annotate.studio.store.plan import Plan


class TaskArticles:
    """The articles of tasks: as the plan stored them at the push, else from the tasks' data.

    In an adopted project, tasks of other programs have an article too. If tasks with different texts have the
    same id there, the number of the first task with each text becomes part of its id.
    """

    def __init__(self, mirror: Mirror, plan: Plan, ontology: Ontology, binding: Binding) -> None:
        self.plan = plan
        self.text_key = binding.text_key
        self.adopted = ontology.adopted
        self._names: dict[tuple[str, str], str] = {}
        self._names = self._names_by_text(mirror) if ontology.adopted else {}

    def of(self, task: MirroredTask) -> Article | Unreadable:
        """The article, or why the task has none that can be read.

        A task with the id of an article of the plan has that article, whatever its text.
        """
        key = self.key(task)
        if key is not None and (sent := self.plan.article(key)) is not None:
            return sent
        if key is None or key != meant_key(task.data, self.text_key):  # else another plan's push made it
            named = id_of(task.data.get("article_id"))
            if named is not None and (known := self.plan.newest(named)) is not None:
                return known
        name = f"task-{first_task_id(task.task_id, self.plan)}"
        article = article_of(task.data, self.text_key, other_id=name if self.adopted else None)
        if isinstance(article, Article) and (name := self._names.get((article.id, article.digest), "")):
            return article.with_(id=f"{article.id[: MAX_ID_LENGTH - len(name) - 1]}-{name}")
        return article

    def key(self, task: MirroredTask) -> str | None:
        """The task's key, also if its data lacks it."""
        return own_key(task.data, self.text_key, self.plan)

    def obstacle(
        self, task: MirroredTask, article: Article, stored: StoredText, key: str | None
    ) -> Finding | None:
        """Why the annotations of a task cannot be read as annotations of its article. None if they can.

        ``stored`` and ``key`` are the task's text and key.
        """
        stated = key_in(task.data)
        if stored.text != article.text:
            if stated is not None and self.plan.has_task(stated):
                return Finding("text-changed", "the text of its task was changed in Label Studio")
            return Finding("text-changed", "its task was not made by a push, and has another text")
        if stated is not None and key is None:
            other = self.plan.article(stated)
            of = f" of article {other.id}" if other is not None else ""
            return Finding("other-key", f"its task has the key{of}, which has the same text")
        return None

    def stored(self, task: MirroredTask) -> StoredText:
        """The text of the task as Label Studio stores it."""
        text = text_at(task.data, self.text_key)
        return StoredText(text if isinstance(text, str) else "")

    def _names_by_text(self, mirror: Mirror) -> dict[tuple[str, str], str]:
        """For each id that several texts have: the name of the first task with each text, by id and digest.

        So the tasks with the same id and text are tasks of one article.
        """
        first: dict[str, dict[str, str]] = {}
        for task in mirror.tasks():
            if isinstance(article := self.of(task), Article):
                texts = first.setdefault(article.id, {})
                texts.setdefault(article.digest, f"task-{first_task_id(task.task_id, self.plan)}")
        return {
            (article, digest): name
            for article, texts in first.items()
            if len(texts) > 1
            for digest, name in texts.items()
        }
