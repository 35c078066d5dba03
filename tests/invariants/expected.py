"""What the raw answers of a whole project say: states of tasks, people's work, and what can be gold.

Imports nothing of annotate.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

from tests.invariants.campaign_made import CampaignMade
from tests.invariants.oddities import GOLD, LOST
from tests.invariants.raw import Facts, Place, Screen, Server, facts

Json = Any


class Expected:
    """The project as Label Studio returns it now."""

    def __init__(
        self, owner: Server, screen: Screen, made: CampaignMade, drafts: list[Json] | None = None
    ) -> None:
        self.screen, self.made = screen, made
        self.tasks = owner.tasks()
        exported = {task["id"]: len(task["annotations"]) for task in owner.export()}
        listed = {task["id"]: len(task["annotations"]) for task in self.tasks}
        assert {id: number for id, number in exported.items() if number} == {
            id: number for id, number in listed.items() if number
        }
        self.ours = [task for task in self.tasks if "article_id" in task["data"]]
        self.members = owner.members()
        if drafts is None:  # a request for each task
            paths = (f"/api/tasks/{task['id']}/drafts" for task in self.ours)
            drafts = [draft for path in paths for draft in owner.get(path)]
        self.drafts = drafts
        self.by_article: dict[str, list[Json]] = {}
        for task in self.ours:
            self.by_article.setdefault(task["data"]["article_id"], []).append(task)

    @property
    def annotations(self) -> list[Json]:
        """Every annotation, also of tasks that annotate did not make."""
        return [annotation for task in self.tasks for annotation in task["annotations"]]

    def annotations_of_ours(self) -> list[tuple[Json, Json]]:
        return [(task, annotation) for task in self.ours for annotation in task["annotations"]]

    def text_changed(self, task: Json) -> bool:
        """Whether somebody changed the text of a task, apart from its line ends."""
        text = self.made.done[task["data"]["article_id"]].made.text
        return bool(task["data"]["text"].replace("\r\n", "\n") != text)

    def author(self, annotation: Json) -> str:
        account = annotation["completed_by"]
        return self.members[account if isinstance(account, int) else account["id"]]

    def statuses(self) -> dict[str, int]:
        found = Counter(
            "skipped" if one["was_cancelled"] else "submitted" for _, one in self.annotations_of_ours()
        )
        return dict(found)

    def states(self) -> dict[str, int]:
        """Tasks by the furthest state, without drafts."""
        found = Counter({"submitted": 0, "skipped": 0, "draft": 0, "untouched": 0})
        for task in self.ours:
            skipped = [annotation["was_cancelled"] for annotation in task["annotations"]]
            found["untouched" if not skipped else "skipped" if all(skipped) else "submitted"] += 1
        return dict(found)

    def only_drafts(self) -> int:
        """Tasks with a draft and no annotation."""
        begun = {draft["task"] for draft in self.drafts}
        return sum(task["id"] in begun and not task["annotations"] for task in self.ours)

    def empty(self) -> int:
        return sum(one["result"] == [] and not one["was_cancelled"] for _, one in self.annotations_of_ours())

    def work(self) -> dict[str, tuple[int, int]]:
        """Submitted and skipped annotations of each person."""
        found: dict[str, tuple[int, int]] = {}
        for _, one in self.annotations_of_ours():
            submitted, skipped = found.get(self.author(one), (0, 0))
            found[self.author(one)] = (
                submitted + (not one["was_cancelled"]),
                skipped + bool(one["was_cancelled"]),
            )
        return found

    def times(self) -> dict[str, float]:
        found = dict.fromkeys(self.work(), 0.0)
        for _, one in self.annotations_of_ours():
            if not one["was_cancelled"]:
                found[self.author(one)] += one["lead_time"] or 0
        return found

    def final(self, article: str) -> tuple[Json, Json]:
        """The one submitted annotation of an article, with its task."""
        (found,) = self._finals(article)
        return found

    def _finals(self, article: str) -> list[tuple[Json, Json]]:
        tasks = self.by_article[article]
        return [(task, one) for task in tasks for one in task["annotations"] if not one["was_cancelled"]]

    def outcomes(self, *, losses: bool) -> dict[str, str | None]:
        """Each article with the reason why it is left out, or None if it is gold."""
        return {article: self._outcome(article, losses) for article in self.by_article}

    def _outcome(self, article: str, losses: bool) -> str | None:
        tasks, finals, done = self.by_article[article], self._finals(article), self.made.done[article]
        if not finals:
            worked_on = any(task["annotations"] for task in tasks) or any(
                draft["task"] in {task["id"] for task in tasks} for draft in self.drafts
            )
            changed = any(self.text_changed(task) for task in tasks)
            return "not-submitted" if worked_on else "text-changed" if changed else "nobody"
        if len(finals) > 1:
            return "several"
        task, annotation = finals[0]
        if self.text_changed(task):
            return "text-changed"
        outcome = done.outcome if isinstance(annotation["result"], list) else LOST
        if outcome == GOLD or (outcome == LOST and losses):
            return None
        return "lost" if outcome == LOST else "findings"

    def counts(self, gold: dict[str, tuple[Json, Json]]) -> dict[str, Any]:
        """Mentions, events and arguments by label, and the number of article-level types."""
        found: dict[str, Counter[str]] = {"entities": Counter(), "events": Counter(), "arguments": Counter()}
        types = 0
        for article, (task, annotation) in gold.items():
            read = self._facts(task, annotation)
            mentions, triggers = (
                self._marked(read, self.screen.entities),
                self._marked(read, self.screen.events),
            )
            found["entities"].update(label for _, label in mentions)
            found["events"].update(label for _, label in triggers)
            chosen = {name for name in read.types if name in self.screen.events}
            found["events"].update(chosen)
            types += len(chosen)
            for place, label in triggers:
                arguments = self._arguments(read, place, mentions)
                if self._has_arguments(article, place, label, arguments, triggers):
                    found["arguments"].update(role for role, _ in arguments)
        return {**{name: dict(counter) for name, counter in found.items()}, "types": types}

    def _facts(self, task: Json, annotation: Json) -> Facts:
        result = annotation["result"]
        return facts(result if isinstance(result, list) else [], task["data"]["text"], self.screen)

    def _marked(self, read: Facts, labels: frozenset[str]) -> set[tuple[Place, str]]:
        return {(one.place, one.label) for one in read.labels if one.place and one.label in labels}

    def _has_arguments(
        self,
        article: str,
        place: Place,
        label: str,
        arguments: set[tuple[str, Place]],
        triggers: set[tuple[Place, str]],
    ) -> bool:
        """Whether an event has the arguments of its trigger, which may be that of other events too.

        They stay with the event that was suggested with exactly these.
        """
        suggestion = self.made.done[article].made.suggestion
        places = {entity["id"]: (entity["start"], entity["end"]) for entity in suggestion["entities"]}
        suggested = {
            event["type"]
            for event in suggestion["events"]
            if event["trigger"] is not None
            and (event["trigger"]["start"], event["trigger"]["end"]) == place
            and {(one["role"], places[one["entity"]]) for one in event["arguments"]} == arguments
        }
        here = {other for where, other in triggers if where == place}
        return not suggested & here or label in suggested

    def _arguments(
        self, read: Facts, trigger: Place, mentions: set[tuple[Place, str]]
    ) -> set[tuple[str, Place]]:
        places = {place for place, _ in mentions}
        found = set()
        for arrow in read.arrows:
            for here, there in ((arrow.start, arrow.end), (arrow.end, arrow.start)):
                if arrow.role in self.screen.roles and trigger in here:
                    found |= {(arrow.role, place) for place in there if place in places}
        return found

    def unreviewed(self, gold: dict[str, tuple[Json, Json]]) -> dict[str, int]:
        """Values of suggestions in gold that the screen does not show, by name."""
        found: Counter[str] = Counter()
        for article, (task, annotation) in gold.items():
            marked = {(one.key, one.place, one.label) for one in self._facts(task, annotation).labels}
            suggestion = self.made.done[article].made.suggestion
            for one in (*suggestion["entities"], *suggestion["events"]):
                where = one.get("trigger", one)
                if (
                    where is None
                    or (one["id"], (where["start"], where["end"]), one.get("label", one.get("type")))
                    not in marked
                ):
                    continue
                found.update(f"attributes.{name}" for name in one["attributes"] if name in self.screen.hidden)
                found.update(["ref"] if one.get("ref") else [])
        return dict(found)
