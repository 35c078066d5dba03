"""The articles that nobody has touched: their tasks have no annotation and no draft."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from annotate.campaign.server.connect import open_workspace
from annotate.campaign.server.own_folder import look_at_folder
from annotate.core.article import Article
from annotate.core.files import writing
from annotate.core.record import FORMAT
from annotate.project import Project
from annotate.studio.api.client import Studio, task_number
from annotate.studio.push.server_tasks import ServerTasks
from annotate.studio.queue.open_tasks import open_tasks


@dataclass
class Untouched:
    """What `write_open_articles` wrote and left out.

    ``shown`` is the version whose suggestions annotators see. ``begun`` counts tasks with a draft,
    ``unknown`` open tasks that annotate has not sent. ``unreadable`` maps tasks to the reason.
    """

    articles: int = 0
    shown: str | None = None
    begun: int = 0
    unknown: int = 0
    unreadable: dict[int, str] = field(default_factory=dict)


def write_open_articles(project: Project, studio: Studio, file: Path) -> Untouched:
    """Writes the articles that nobody has touched to ``file`` (JSON Lines), as the server has them now.

    Articles with a newer text are left out. Changes nothing on the server. No API tells which tasks somebody
    has only opened: these are among the articles.
    """
    with closing(open_workspace(project, studio)) as workspace:
        look_at_folder(project, workspace.plan)
        ServerTasks(workspace).refresh(task_number(workspace.project))
        shown = workspace.project.get("model_version") or None
        found = open_tasks(workspace, shown or "")
        keys = dict.fromkeys([*(task.key for task in found.tasks), *found.without])
        untouched = Untouched(0, shown, found.begun, found.unknown, found.unreadable)

        def articles() -> Iterator[Article]:
            for key in keys:
                article = workspace.plan.article(key)
                if article is not None and not workspace.plan.revisions.is_replaced(key):
                    untouched.articles += 1
                    yield article

        with writing(file) as out:
            for article in articles():
                out.write(f'{{"format": {FORMAT}, "article": {article.to_json()}}}\n')
    return untouched
