"""What `annotate push` says about duplicate tasks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from annotate.cli.output import listing
from annotate.core.wording import counted

if TYPE_CHECKING:
    from annotate.studio.push.report import PushReport
    from annotate.studio.store.removed_answers import RemovedAnswer


def say_duplicates(report: PushReport, tasks_url: str, *, dry_run: bool) -> None:
    """Names duplicate tasks with their annotators, and what was removed of them, or would be in a dry run."""
    if report.backup is not None:
        click.echo(f"Wrote a backup first: {report.backup}", err=True)
    would = "--remove-duplicates would remove" if dry_run else "Removed"
    if report.removed:
        tasks = ", ".join(map(str, report.removed[:10])) + (" …" if len(report.removed) > 10 else "")
        click.echo(f"{would} {counted(len(report.removed), 'duplicate task')}: {tasks}.", err=True)
    listing(
        f"{would} these answers, because another task has the same answer"
        + ("" if dry_run else " (the plan keeps their authors and times)"),
        [_removed(answer) for answer in report.removed_answers],
    )
    listing(
        "Answers of one person to the same text that differ; the article is held back until one of them is"
        " deleted in Label Studio",
        [f"article {name}: {', '.join(people)}" for name, people in report.differing.items()],
    )
    listing(
        "Duplicate tasks, each with the people who worked on it (--remove-duplicates removes those without"
        " answers, and answers that another task has too)",
        [_named(name, report, tasks_url) for name in report.duplicates],
    )


def duplicates_as_json(report: PushReport, tasks_url: str) -> list[dict[str, Any]]:
    """The duplicate tasks for --json, by article."""
    return [
        {
            "article": name,
            "differing": report.differing.get(name, []),
            "tasks": [
                {
                    "id": task.task_id,
                    "url": f"{tasks_url}?task={task.task_id}",
                    "submitted": [answer.author for answer in task.answers if not answer.skipped],
                    "skipped": [answer.author for answer in task.answers if answer.skipped],
                    "drafts": list(task.drafts),
                    "text_changed": not task.same_text,
                }
                for task in report.duplicate_tasks.get(name, [])
            ],
        }
        for name in report.duplicates
    ]


def _named(name: str, report: PushReport, tasks_url: str) -> str:
    tasks = report.duplicate_tasks.get(name)
    if tasks is None:
        return f"article {name}: tasks {', '.join(map(str, report.duplicates[name]))}"
    return f"article {name}: " + "; ".join(f"{task} {tasks_url}?task={task.task_id}" for task in tasks)


def _removed(answer: RemovedAnswer) -> str:
    state = "skipped" if answer.skipped else "submitted"
    place = f"article {answer.article_id}, task {answer.task_id}"
    return f"{place}: {answer.author}, {state} {answer.created_at}; task {answer.kept_task_id} has it"
