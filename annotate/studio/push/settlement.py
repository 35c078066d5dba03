"""Decides which of several duplicate tasks of one article stay, and which answers are removed.

Nothing that somebody said is lost: an answer is removed only if an earlier answer that stays says the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from annotate.studio.push.answers import Answer, DuplicateTask


@dataclass(frozen=True)
class Settlement:
    """What to remove of one article's duplicate tasks.

    ``copies`` pairs each removed answer with the kept answer that says the same. ``answers`` are those of
    them that are on a kept task. ``differing`` names annotators with different answers on several kept tasks.
    """

    kept: tuple[DuplicateTask, ...]
    tasks: tuple[DuplicateTask, ...] = ()
    answers: tuple[Answer, ...] = ()
    copies: tuple[tuple[Answer, Answer], ...] = ()
    differing: tuple[str, ...] = ()


def settle(duplicates: Sequence[DuplicateTask], *, with_answers: bool) -> Settlement:
    """Decides about all tasks with one key.

    - ``with_answers``: of identical answers on different tasks, by one person or by several, the earliest
      stays. An answer that differs stays, also if its author has another one.
    - A task without answers and drafts, or without answers that stay, is removed, unless no other task is
      left. Of several tasks on which nobody has worked, the one with the most versions of suggestions stays.
    - A task with a draft or with another text stays.
    """
    ours = [task for task in duplicates if task.same_text]
    doubles = _doubles(ours) if with_answers else {}
    stay = [task for task in ours if task.drafts or any(answer not in doubles for answer in task.answers)]
    if not stay:
        stay = sorted(ours, key=lambda task: (-len(task.versions), task.task_id))[:1]
    kept = tuple(task for task in duplicates if task in stay or not task.same_text)
    return Settlement(
        kept=kept,
        tasks=tuple(task for task in ours if task not in stay),
        answers=tuple(answer for answer in doubles if any(answer in task.answers for task in stay)),
        copies=tuple(doubles.items()),
        differing=_differing([answer for task in kept for answer in task.answers if answer not in doubles]),
    )


def _doubles(tasks: Sequence[DuplicateTask]) -> dict[Answer, Answer]:
    """The answers that an earlier answer on another of these tasks says already, with that answer."""
    found: dict[Answer, Answer] = {}
    in_order = sorted(
        (answer for task in tasks for answer in task.answers),
        key=lambda answer: (answer.created_at or "", answer.annotation_id),
    )
    for number, answer in enumerate(in_order):
        same = [
            one
            for one in in_order[:number]
            if one.says == answer.says and one.task_id != answer.task_id and one not in found
        ]
        if same:
            found[answer] = next((one for one in same if one.author == answer.author), same[0])
    return found


def _differing(answers: Sequence[Answer]) -> tuple[str, ...]:
    said: dict[str, set[tuple[bool, str]]] = {}
    for answer in answers:
        said.setdefault(answer.author, set()).add(answer.says)
    return tuple(sorted(author for author, says in said.items() if len(says) > 1))
