"""Lists the article of each task in the mirror, with what is known of the task's annotations."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from annotate.core.ontology import Ontology
from annotate.studio.codec.tasks import Unreadable
from annotate.studio.pull.articles import TaskArticles
from annotate.studio.screen.binding import bind
from annotate.studio.store.mirror import Mirror
from annotate.studio.store.mirrored import MirroredTask
from annotate.studio.store.plan import Plan


class Known(Enum):
    """What the mirror knows of the annotations of a task."""

    ANNOTATIONS = "its annotations, drafts included"
    NONE = "that it has no annotation and no draft"
    OTHER_TEXT = "annotations or drafts of a text that was changed in Label Studio"
    NONE_OTHER_TEXT = "no annotation and no draft; its text was changed in Label Studio"
    NOT_PULLED = "nothing: a push made the task, and no pull has read it"
    NO_TEXT = "nothing: the task of an adopted project has no text that can be read"
    SET_ASIDE = "nothing current: Label Studio could not return it at the last pull"


@dataclass(frozen=True)
class ArticleTask:
    """A task of an article. ``article`` is None if the mirror has never read the task.

    ``why`` is the reason that Label Studio gave for a task that was set aside, or why a task has no text.
    """

    task_id: int
    article: str | None
    known: Known
    why: str = ""


def article_tasks(mirror: Mirror, plan: Plan, ontology: Ontology) -> Iterator[ArticleTask]:
    """Yields the tasks that are still on the server, except tasks that annotate did not make."""
    set_aside = {int(task_id): str(why) for task_id, why in (mirror.setting("set_aside") or {}).items()}
    config = mirror.setting("label_config")
    if config is not None:
        articles = TaskArticles(mirror, plan, ontology, bind(ontology, config))
        for task in mirror.tasks():
            why = set_aside.pop(task.task_id, None)
            article = articles.of(task)
            if isinstance(article, Unreadable):
                if article.article is not None:
                    yield ArticleTask(task.task_id, article.article, Known.NO_TEXT, article.why)
            elif why is not None:
                yield ArticleTask(task.task_id, article.id, Known.SET_ASIDE, why)
            else:
                same_text = articles.stored(task).text == article.text
                yield ArticleTask(task.task_id, article.id, _known(task, same_text=same_text))
    for unread in mirror.known():
        if not unread.pulled and (why := set_aside.pop(unread.task_id, None)) is not None:
            yield ArticleTask(unread.task_id, unread.article_id, Known.SET_ASIDE, why)
        elif not unread.pulled and unread.article_id is not None:
            yield ArticleTask(unread.task_id, unread.article_id, Known.NOT_PULLED)
    for task_id, why in set_aside.items():
        yield ArticleTask(task_id, None, Known.SET_ASIDE, why)


def _known(task: MirroredTask, *, same_text: bool) -> Known:
    worked_on = bool(task.annotations or task.drafts)
    if same_text:
        return Known.ANNOTATIONS if worked_on else Known.NONE
    return Known.OTHER_TEXT if worked_on else Known.NONE_OTHER_TEXT
