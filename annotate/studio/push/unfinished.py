"""What a push keeps in the plan until it is finished, for the next push where it is stopped."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from annotate.core.record import Record
from annotate.studio.codec.tasks import task_key
from annotate.studio.push.server_tasks import ServerTasks
from annotate.studio.store.mirror import Mirror
from annotate.studio.store.plan import SENT_AGAIN, UNFINISHED, Plan

SAMPLE = 20


class Unfinished:
    """What was sent and not yet read back and shown, and what may have arrived twice.

    ``sample`` are records to be read back, by task id: of this push, and of one that was stopped before.
    """

    def __init__(self, plan: Plan, mirror: Mirror) -> None:
        take_over(plan, mirror)
        self._plan = plan
        before = plan.setting(UNFINISHED) or {}
        self.versions_before: frozenset[str] = frozenset(before.get("versions", ()))
        self._versions = set(self.versions_before)
        self._sample_before: dict[str, list[str]] = before.get("sample", {})
        self.sample: dict[int, Record] = {}
        # What an earlier push sent twice may have arrived twice after it had looked for the last time.
        again = plan.setting(SENT_AGAIN) or {}
        self._keys_before = frozenset(again.get("keys", ()))
        self._predictions_before: dict[str, list[int]] = again.get("predictions", {})
        self._keys: set[str] = set()
        self._predictions: dict[str, set[int]] = {}

    def find_sample(self, on_server: ServerTasks) -> None:
        """Finds the records of the sample of a push that was stopped, of tasks that are still there."""
        self.sample.update(self._sent_before(on_server))

    def note_sending(self, versions: Iterable[str]) -> None:
        """Writes down which versions of suggestions are going to be sent."""
        self._versions.update(versions)
        self._keep()

    def note_sent(self, sample: Mapping[int, Record]) -> None:
        """Writes down what was sent, with records of it that should be read back."""
        self.sample = dict([*self.sample.items(), *sample.items()][-SAMPLE:])
        self._keep()

    def note_tasks_again(self, keys: Iterable[str]) -> None:
        """Takes in that these tasks were sent twice. Called beside the main thread."""
        self._keys.update(keys)

    def note_predictions_again(self, version: str, task_ids: Iterable[int]) -> None:
        """Takes in that a version was sent twice to these tasks. Called beside the main thread."""
        self._predictions.setdefault(version, set()).update(task_ids)

    @property
    def tasks_again(self) -> frozenset[str]:
        """The keys of tasks that this push or the one before it sent twice."""
        return self._keys_before | self._keys

    @property
    def predictions_again(self) -> Sequence[tuple[str, Sequence[int]]]:
        """Versions with the tasks to which this push or the one before it sent them twice."""
        repeated = [*self._predictions_before.items(), *self._predictions.items()]
        return [(version, sorted(task_ids)) for version, task_ids in repeated]

    def keep_sent_again(self) -> None:
        """Writes down what was sent twice, for the next push to look at again."""
        # The thread that sends may be adding to these.
        predictions = {version: sorted(ids) for version, ids in list(self._predictions.items())}
        again = {"keys": sorted(self._keys), "predictions": predictions}
        self._plan.set_setting(SENT_AGAIN, again if any(again.values()) else None)

    def end(self) -> None:
        """Writes down that all that was sent is read back and shown, as far as it can be."""
        self.keep_sent_again()
        self._plan.set_setting(UNFINISHED, None)

    def _sent_before(self, on_server: ServerTasks) -> Iterator[tuple[int, Record]]:
        for task_id, (key, version) in self._sample_before.items():
            article = self._plan.article(key)
            if article is not None and int(task_id) in on_server.index.ids(key):
                for annotation in self._plan.sent(key):
                    if annotation.author == version:
                        yield int(task_id), Record.of(article, annotation)

    def _keep(self) -> None:
        sample = {
            str(task_id): [task_key(record.article.id, record.article.digest), record.annotation.author]
            for task_id, record in self.sample.items()
        }
        self._plan.set_setting(UNFINISHED, {"versions": sorted(self._versions), "sample": sample})


def take_over(plan: Plan, mirror: Mirror) -> None:
    """Moves what an earlier version kept in the mirror, which may be deleted, into the plan."""
    for key in (UNFINISHED, SENT_AGAIN):
        if (kept := mirror.setting(key)) is not None:
            if plan.setting(key) is None:
                plan.set_setting(key, kept)
            mirror.set_settings(**{key: None})
