"""Makes a whole campaign on the real server: everything odd that people and other programs do, mixed."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.invariants.oddities import CHANGES, GOLD, HELD, LOST, OUTCOMES
from tests.invariants.raw import Server
from tests.invariants.sentences import Made, article

Json = Any
# What happens to a task, apart from what its results are. The first ones each happen, the others by chance.
DEEDS = (
    *("answered",) * 8,
    "skipped",
    "skipped and answered",
    "draft",
    "draft on an answer",
    "two people",
    "one person twice",
    "rewritten",
    "empty",
    "no list",
    "text changed",
    "text changed after the answer",
    "line ends changed",
    "imported twice",
    "imported twice with the answer",
    "annotation deleted",
    "task deleted",
    "suggestions deleted",
    "untouched",
)
# Answers with an oddity in each sentence. The results of the other deeds are as suggested, or empty.
WITH_ODDITIES = {
    *("answered", "skipped and answered", "draft on an answer", "two people", "rewritten", "imported twice"),
}
_RENAMED = "renamed: {GPE: LOC, MEETING: CONSULT, Host: Agent}\n"


@dataclass
class Done:
    """What was done to one article. ``kind`` is the outcome that its oddities shall have together."""

    made: Made
    deed: str
    kind: str
    oddities: list[str] = field(default_factory=list)

    @property
    def outcome(self) -> str:
        """What the oddities in its answer mean for the article."""
        found = {OUTCOMES[name] for name in self.oddities}
        return HELD if HELD in found else LOST if LOST in found else GOLD


class CampaignMade:
    """A generated campaign. ``owner`` and ``annotator`` act as programs with their tokens."""

    def __init__(self, seed: int, size: int, execute: Callable[..., None]) -> None:
        self.execute = execute  # a statement in Label Studio's own database
        self.chance = random.Random(seed)
        self._queues = {outcome: _Queue(outcome, self.chance) for outcome in (GOLD, LOST, HELD)}
        deeds = [*DEEDS, *self.chance.choices(DEEDS, k=max(0, size - len(DEEDS)))][:size]
        self.chance.shuffle(deeds)
        kinds = _cycled([GOLD] * 7 + [LOST] * 5 + [HELD] * 2, self.chance)
        self.done: dict[str, Done] = {}
        for number, deed in enumerate(deeds):
            kind = next(kinds) if deed in WITH_ODDITIES else GOLD
            sentences = self.chance.randrange(4, 7) if deed in WITH_ODDITIES else self.chance.randrange(1, 3)
            made = article(f"a{number:03}", sentences, self.chance)
            self.done[made.id] = Done(made, deed, kind)

    @property
    def dealt(self) -> set[str]:
        """The oddities that stand in an answer."""
        return {name for queue in self._queues.values() for name in queue.dealt}

    def write(self, path: Path) -> None:
        """Writes the suggestions."""
        lines = (json.dumps(done.made.line, ensure_ascii=False) + "\n" for done in self.done.values())
        path.write_text("".join(lines), encoding="utf-8")

    def work(self, owner: Server, annotator: Server) -> None:
        """Does everything that was drawn, on the tasks that a push made."""
        for task in owner.tasks():
            done = self.done[task["data"]["article_id"]]
            _Work(self, done, task, owner, annotator).do()
        foreign = [
            {"text": "Ein Text von anderswo."},
            {"text": "Nobody knows this.", "id": "x1", "header": ""},
        ]
        for data in foreign:
            data.setdefault("header", "")
        owner.post(f"/api/projects/{owner.project}/import", foreign)

    def results(self, done: Done, suggested: list[Json], stored: str) -> list[Json]:
        """An answer: the suggestions, in each sentence of which something odd happened."""
        results: list[Json] = json.loads(json.dumps(suggested))
        for result in results:
            result.pop("score", None)
        for sentence in done.made.sentences:
            name = self._queues[done.kind].next()
            CHANGES[name](results, sentence, self.chance)
            done.oddities.append(name)
        if self.chance.random() < 0.3:
            self.chance.shuffle(results)
        return results


class _Queue:
    """The oddities of an outcome in random order. Each comes once before any comes again."""

    def __init__(self, outcome: str, chance: random.Random) -> None:
        self._names = _cycled([name for name in OUTCOMES if OUTCOMES[name] == outcome], chance)
        self.dealt: set[str] = set()

    def next(self) -> str:
        """The next one."""
        name = next(self._names)
        self.dealt.add(name)
        return name


def _cycled(names: list[str], chance: random.Random) -> Iterator[str]:
    while True:
        chance.shuffle(names)
        yield from names


class _Work:
    """What happens to one task."""

    def __init__(
        self, campaign: CampaignMade, done: Done, task: Json, owner: Server, annotator: Server
    ) -> None:
        self.campaign, self.done, self.task = campaign, done, task
        self.owner, self.annotator = owner, annotator
        self.suggested = task["predictions"][0]["result"]
        self.stored = task["data"]["text"]

    def do(self) -> None:
        getattr(self, f"_{self.done.deed.replace(' ', '_')}")()

    def _submit(self, by: Server | None = None, results: Any = ..., **more: Any) -> Json:
        if results is ...:
            results = self.campaign.results(self.done, self.suggested, self.stored)
        chance = self.campaign.chance
        body = {"result": results, "lead_time": chance.choice([12.5, 3, 700, 0]), **more}
        if chance.random() < 0.5:
            body["parent_prediction"] = self.task["predictions"][0]["id"]
        path, writer = f"/api/tasks/{self.task['id']}/annotations/", by or self.annotator
        answer = writer.client.post(path, json=body)
        if answer.is_success:
            return answer.json()
        # Label Studio may answer 500 although it has stored the annotation.
        made = [one for one in writer.get(path) if one["result"] == results]
        return made[-1] if made else self._stored(writer.post(path, {**body, "result": []}), results)

    def _stored(self, made: Json, results: Any) -> Json:
        """Writes results into the database that the server refuses today, but former versions stored."""
        self.campaign.execute(
            "UPDATE task_completion SET result = %s WHERE id = %s", json.dumps(results), made["id"]
        )
        return {**made, "result": results}

    def _answered(self) -> None:
        self._submit()

    def _skipped(self) -> None:
        self._submit(results=self.suggested, was_cancelled=True)

    def _skipped_and_answered(self) -> None:
        self._submit(self.owner, self.suggested[:3], was_cancelled=True)
        self._submit()

    def _draft(self) -> None:
        path = f"/api/tasks/{self.task['id']}/drafts"
        self.annotator.post(path, {"result": self.suggested[:2], "lead_time": 1.5})

    def _draft_on_an_answer(self) -> None:
        made = self._submit()
        path = f"/api/tasks/{self.task['id']}/annotations/{made['id']}/drafts"
        self.annotator.post(path, {"result": [], "lead_time": 4})

    def _two_people(self) -> None:
        self._submit()
        self._submit(self.owner, self.suggested)

    def _one_person_twice(self) -> None:
        self._submit(results=self.suggested)
        self._submit(results=self.suggested)

    def _rewritten(self) -> None:
        made = self._submit(results=[])
        results = self.campaign.results(self.done, self.suggested, self.stored)
        path = f"/api/annotations/{made['id']}/"
        if not self.owner.client.patch(path, json={"result": results}).is_success:
            self.owner.patch(path, {"result": []})
            self._stored(made, results)

    def _empty(self) -> None:
        self._submit(results=[])

    def _no_list(self) -> None:
        self._submit(results=self.campaign.chance.choice([None, {}, {"a": 1}, "text", 7]))

    def _change_text(self, text: str) -> None:
        self.owner.patch(f"/api/tasks/{self.task['id']}/", {"data": {**self.task["data"], "text": text}})

    def _text_changed(self) -> None:
        self._change_text(f"Vu. {self.stored}")

    def _text_changed_after_the_answer(self) -> None:
        self._submit(results=self.suggested)
        self._change_text(self.stored.replace("rencontré", "vu"))

    def _line_ends_changed(self) -> None:
        self._change_text(self.stored.replace("\n", "\r\n"))
        for result in self.suggested:
            value = result.get("value", {})
            if "start" in value:
                for key in ("start", "end"):
                    value[key] += self.stored[: value[key]].count("\n")
        self._submit(results=self.suggested)

    def _imported_twice(self) -> None:
        self._submit()
        self.owner.post(f"/api/projects/{self.owner.project}/import", [{"data": self.task["data"]}])

    def _imported_twice_with_the_answer(self) -> None:
        made = self._submit(results=self.suggested)
        copy = {"data": self.task["data"], "annotations": [{"result": made["result"]}]}
        self.owner.post(f"/api/projects/{self.owner.project}/import", [copy])

    def _annotation_deleted(self) -> None:
        made = self._submit(results=self.suggested)
        self.owner.delete(f"/api/annotations/{made['id']}/")

    def _task_deleted(self) -> None:
        self.owner.delete(f"/api/tasks/{self.task['id']}/")

    def _suggestions_deleted(self) -> None:
        self.owner.delete(f"/api/predictions/{self.task['predictions'][0]['id']}/")

    def _untouched(self) -> None:
        """Nobody has opened it."""


def with_former_names(ontology: Path) -> None:
    """Adds names of an earlier version to the campaign's own ontology."""
    content = ontology.read_text(encoding="utf-8")
    assert "\nrenamed:" not in content
    ontology.write_text(f"{content}\n{_RENAMED}", encoding="utf-8")
