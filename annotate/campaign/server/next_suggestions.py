"""Orders suggestions before they are pushed, so that the push sends them with their places in the queue.

A push sends hundreds of predictions in one call, while `order_queue` changes one score a call. No server is
asked.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO

from annotate.campaign.server.connect import one_moment, open_plan
from annotate.campaign.server.own_folder import check_folder, look_at_folder
from annotate.core import jsonl
from annotate.core.annotation import Status
from annotate.core.errors import InputError
from annotate.core.locks import only_one
from annotate.project import Project
from annotate.studio.codec.tasks import task_key
from annotate.studio.queue.rising_scores import rising
from annotate.studio.queue.write import note_order
from annotate.train.ordering.expected import Expected, expected
from annotate.train.ordering.orders import Choice, Order, Ordered, ordered


@dataclass(frozen=True)
class OrderedAhead:
    """The order of a file's suggestions: article ids, the first one first, with what to expect of each.

    ``done`` counts articles of the campaign that people have annotated, as of the last pull: they get no
    place. ``ordered`` has the keys and the clusters.
    """

    version: str
    articles: tuple[tuple[str, Expected], ...]
    done: int
    ordered: Ordered


def order_suggestions(
    project: Project, file: Path, order: Order, *, seed: int = 0, dry_run: bool = False
) -> OrderedAhead:
    """Stores the order of the suggestions in ``file`` in the plan, from which the next push takes it.

    Raises `InputError` if the file has no suggestions, or is no file that can be read twice.
    """
    if not file.is_file():
        raise InputError("is no file.", where=str(file), remedy="Name the file that will be pushed.")
    with one_moment(project) as (plan, mirror):
        keys = {task_id: key for key, task_id in mirror.index.all()}
        done = {
            keys[one.task_id]
            for one in mirror.counted()
            if one.task_id in keys and one.submitted + one.skipped
        }
        known = {key for key in done if plan.has_task(key)}
        with TemporaryFile() as spool:
            texts = _Texts(spool)
            hopes: dict[str, Expected] = {}
            names: dict[str, str] = {}
            version = ""
            for record in jsonl.read_records(file):
                key = task_key(record.article.id, record.article.digest)
                if record.annotation.status is not Status.SUGGESTED or key in done or key in hopes:
                    continue
                hopes[key], names[key] = expected(record.annotation), record.article.id
                version = record.annotation.author
                texts.add(key, record.article.text)
            if not hopes:
                raise InputError("has no suggestions to order.", where=str(file))
            for key in known:
                article = plan.article(key)
                texts.add(key, article.text if article is not None else "")
            found = ordered(Choice(hopes, sorted(known), texts.read), order, seed)
    with only_one(project.local / "push.lock", "push or next") if not dry_run else nullcontext():
        _keep(project, found, {"order": order.value, "seed": seed, "version": version}, dry_run)
    return OrderedAhead(version, tuple((names[key], hopes[key]) for key in found.keys), len(known), found)


def _keep(project: Project, found: Ordered, about: dict[str, object], dry_run: bool) -> None:
    plan = open_plan(project)
    try:
        if dry_run:
            look_at_folder(project, plan)
            return
        check_folder(project, plan)
        scores = dict(zip(found.keys, rising([None] * len(found.keys)), strict=True))
        note_order(plan, about, scores, finished=False)
    finally:
        plan.close()


class _Texts:
    """Texts by key, in a temporary file, because there may be more than fit into memory."""

    def __init__(self, spool: IO[bytes]) -> None:
        self._spool = spool
        self._places: dict[str, tuple[int, int]] = {}

    def add(self, key: str, text: str) -> None:
        content = text.encode()
        self._places[key] = self._spool.seek(0, 2), len(content)
        self._spool.write(content)

    def read(self, keys: Iterable[str]) -> Iterator[str]:
        for key in keys:
            start, length = self._places[key]
            self._spool.seek(start)
            yield self._spool.read(length).decode()
