"""Finds the articles of the mirror's tasks: in the plan, or in the tasks' data."""

from __future__ import annotations

from annotate.core.article import MAX_ID_LENGTH, Article
from annotate.core.ontology import Ontology
from annotate.studio.codec.stored_text import StoredText, text_at
from annotate.studio.codec.tasks import Unreadable, article_of
from annotate.studio.pull.originals import first_task_id
from annotate.studio.screen.binding import Binding
from annotate.studio.store.mirror import Mirror
from annotate.studio.store.mirrored import MirroredTask
from annotate.studio.store.plan import Plan


class TaskArticles:
    """The articles of tasks: as the plan stored them at the push, else from the tasks' data.

    In an adopted project, tasks of other programs have an article too. If tasks with different texts have the
    same id there, the number of the task becomes part of each of these ids.
    """

    def __init__(self, mirror: Mirror, plan: Plan, ontology: Ontology, binding: Binding) -> None:
        self.plan = plan
        self.text_key = binding.text_key
        self.adopted = ontology.adopted
        self._ambiguous: frozenset[str] = frozenset()
        self._ambiguous = self._ids_of_several_texts(mirror) if ontology.adopted else frozenset()

    def of(self, task: MirroredTask) -> Article | Unreadable:
        """The article, or why the task has none that can be read."""
        if task.task_key is not None and (sent := self.plan.article(task.task_key)) is not None:
            return sent
        name = f"task-{first_task_id(task.task_id, self.plan)}"
        article = article_of(task.data, self.text_key, other_id=name if self.adopted else None)
        if isinstance(article, Article) and article.id in self._ambiguous:
            return article.with_(id=f"{article.id[: MAX_ID_LENGTH - len(name) - 1]}-{name}")
        return article

    def stored(self, task: MirroredTask) -> StoredText:
        """The text of the task as Label Studio stores it."""
        text = text_at(task.data, self.text_key)
        return StoredText(text if isinstance(text, str) else "")

    def _ids_of_several_texts(self, mirror: Mirror) -> frozenset[str]:
        digests: dict[str, str] = {}
        several = set()
        for task in mirror.tasks():
            article = self.of(task)
            if (
                isinstance(article, Article)
                and digests.setdefault(article.id, article.digest) != article.digest
            ):
                several.add(article.id)
        return frozenset(several)
