"""The state of a push, stored in the plan until the push ends. The next push continues a stopped push."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from annotate.core.record import Record
from annotate.studio.codec.tasks import task_key
from annotate.studio.push.server_tasks import ServerTasks
from annotate.studio.store.mirror import Mirror
from annotate.studio.store.plan import SENT_AGAIN, UNFINISHED, Plan

SAMPLE = 20


class Unfinished:
    """Versions that were sent but not yet checked and shown, and items that may have arrived twice.

    ``sample`` maps task ids to the records that will be read back, from this push and from a stopped one.
    """

    def __init__(self, plan: Plan, mirror: Mirror) -> None:
        take_over(plan, mirror)
        self._plan = plan
        before = plan.setting(UNFINISHED) or {}
        self.versions_before: frozenset[str] = frozenset(before.get("versions", ()))
        self._versions = set(self.versions_before)
        self._sample_before: dict[str, list[str]] = before.get("sample", {})
        self.sample: dict[int, Record] = {}
        # What an earlier push sent twice may have arrived a second time after that push had ended.
        again = plan.setting(SENT_AGAIN) or {}
        self._keys_before = frozenset(again.get("keys", ()))
        self._predictions_before: dict[str, list[int]] = again.get("predictions", {})
        self._keys: set[str] = set()
        self._predictions: dict[str, set[int]] = {}

    def find_sample(self, on_server: ServerTasks) -> None:
        """Adds the sample of a stopped push, for tasks that still exist."""
        self.sample.update(self._sent_before(on_server))

    def note_sending(self, versions: Iterable[str]) -> None:
        """Stores versions of suggestions. Must run before they are sent."""
        self._versions.update(versions)
        self._keep()

    def note_sent(self, sample: Mapping[int, Record]) -> None:
        """Adds sent records to the sample to read back, and stores the sample."""
        self.sample = dict([*self.sample.items(), *sample.items()][-SAMPLE:])
        self._keep()

    def note_tasks_again(self, keys: Iterable[str]) -> None:
        """Remembers that these tasks were sent twice. Called in the sending thread."""
        self._keys.update(keys)

    def note_predictions_again(self, version: str, task_ids: Iterable[int]) -> None:
        """Remembers that a version was sent twice to these tasks. Called in the sending thread."""
        self._predictions.setdefault(version, set()).update(task_ids)

    @property
    def tasks_again(self) -> frozenset[str]:
        """The keys of tasks that this push or the push before sent twice."""
        return self._keys_before | self._keys

    @property
    def predictions_again(self) -> Sequence[tuple[str, Sequence[int]]]:
        """Versions that this push or the push before sent twice, each with the ids of the tasks."""
        repeated = [*self._predictions_before.items(), *self._predictions.items()]
        return [(version, sorted(task_ids)) for version, task_ids in repeated]

    def keep_sent_again(self) -> None:
        """Stores the items sent twice, so that the next push looks for duplicates again."""
        # The sending thread may add to these meanwhile.
        predictions = {version: sorted(ids) for version, ids in list(self._predictions.items())}
        again = {"keys": sorted(self._keys), "predictions": predictions}
        self._plan.set_setting(SENT_AGAIN, again if any(again.values()) else None)

    def end(self) -> None:
        """Ends the push: deletes the stored state, except the items sent twice."""
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
    """Moves the state of a push that an earlier version of this toolkit kept in the mirror into the plan."""
    for key in (UNFINISHED, SENT_AGAIN):
        if (kept := mirror.setting(key)) is not None:
            if plan.setting(key) is None:
                plan.set_setting(key, kept)
            mirror.set_settings(**{key: None})
