"""The demo's scripted annotator: corrects suggestions through the API, with a separate account."""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from annotate.core.annotation import Annotation, Argument, Event
from annotate.core.ontology import Ontology
from annotate.core.record import Record
from annotate.studio.api.accounts import Account, AccountRefusedError, invite
from annotate.studio.api.client import Studio
from annotate.studio.codec.results import encode
from annotate.studio.codec.tasks import task_key
from annotate.studio.screen.binding import bind

ADDRESSES = tuple(f"{name}@demo.example.org" for name in ("annotator", "annotator-2", "annotator-3"))
_OTHER_ADDRESS = "annotator-{}@demo.example.org"


@dataclass
class Gestures:
    """Counts of the scripted annotator's actions. Also the articles submitted, skipped and left as drafts."""

    counts: Counter[str] = field(default_factory=Counter)
    submitted: list[str] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)
    drafts: list[str] = field(default_factory=list)

    def __add__(self, other: Gestures) -> Gestures:
        return Gestures(
            self.counts + other.counts,
            [*self.submitted, *other.submitted],
            [*self.skipped, *other.skipped],
            [*self.drafts, *other.drafts],
        )


def sign_up(owner: Studio) -> Account:
    """Makes the annotator's account through the invitation link, as a person would.

    Takes another address if Label Studio refuses one, as after it failed while it made the account. All
    `ADDRESSES` exist if the demo's folder was removed by hand again and again: the server's data stays.
    """
    for address in ADDRESSES:
        try:
            return invite(owner, address, secrets.token_urlsafe(12))
        except AccountRefusedError:
            continue
    return invite(owner, _OTHER_ADDRESS.format(secrets.token_hex(4)), secrets.token_urlsafe(12))


def work_through(
    studio: Studio,
    project_id: int,
    suggestions: Iterable[Record],
    answers: Mapping[str, Annotation] | None,
    ontology: Ontology,
    *,
    skip: str | None = None,
    draft: str | None = None,
) -> Gestures:
    """Works through the tasks of ``suggestions`` and submits each, except two articles, given by id.

    Skips the article ``skip``, and leaves the article ``draft`` as a draft. ``answers`` are the correct
    annotations, by article id. Without ``answers``, deletes the lowest-scored region of each article and
    accepts all other regions.
    """
    binding = bind(ontology, studio.project(project_id)["label_config"])
    gestures = Gestures()
    for record in suggestions:
        article, suggestion = record.article, record.annotation
        key = task_key(article.id, article.digest)
        (task,) = studio.tasks_by_key(project_id, [key], include="id,data,predictions")
        if answers is None:
            result = all_but_the_lowest(suggestion, gestures.counts)
        else:
            result = corrected(suggestion, answers[article.id], gestures.counts)
        shown = [one for one in task["predictions"] if one["model_version"] == suggestion.author]
        body = {
            "result": encode(result, binding, scores=False),
            "parent_prediction": shown[0]["id"],
        }
        if article.id == draft:
            studio.post(f"/api/tasks/{task['id']}/drafts", body)
            gestures.drafts.append(article.id)
        else:
            skipping = article.id == skip
            studio.post(f"/api/tasks/{task['id']}/annotations/", {**body, "was_cancelled": skipping})
            (gestures.skipped if skipping else gestures.submitted).append(article.id)
    return gestures


def corrected(suggestion: Annotation, answer: Annotation, gestures: Counter[str]) -> Annotation:
    """Corrects ``suggestion`` into ``answer``. Suggested regions that the answer reuses keep their ids.

    The answer's region reuses a suggested region with the same span (and is relabelled if the labels differ).
    Otherwise, it reuses an overlapping suggested region with the same label (and the boundaries move). All
    other suggested regions are deleted, and all other regions of the answer are added. ``gestures`` counts
    these steps.
    """
    names = _taken_over(
        {entity.id: (entity.start, entity.end, entity.label) for entity in suggestion.entities},
        {entity.id: (entity.start, entity.end, entity.label) for entity in answer.entities},
        gestures,
    )
    entities = tuple(
        entity.with_(id=names[entity.id], score=None, provenance=()) for entity in answer.entities
    )
    triggers = _taken_over(
        {event.id: _trigger_key(event) for event in suggestion.events},
        {event.id: _trigger_key(event) for event in answer.events},
        gestures,
    )
    known = {event.id: event for event in suggestion.events}
    events = []
    for event in answer.events:
        arguments = tuple(
            Argument(role=argument.role, entity=names[argument.entity]) for argument in event.arguments
        )
        before = known[triggers[event.id]].arguments if triggers[event.id] in known else ()
        gestures["arguments drawn"] += len(set(arguments) - set(before))
        gestures["arguments deleted"] += len(set(before) - set(arguments))
        events.append(event.with_(id=triggers[event.id], arguments=arguments, score=None, provenance=()))
    return suggestion.with_(entities=entities, events=tuple(events))


def all_but_the_lowest(suggestion: Annotation, gestures: Counter[str]) -> Annotation:
    """The suggestion without the lowest-scored region and without the arguments that point to that region."""
    scored = [region for region in suggestion.regions if region.score is not None]
    if not scored:
        return suggestion
    lowest = min(scored, key=lambda region: (region.score or 0.0, region.id)).id
    gestures["deleted"] += 1
    gestures["accepted"] += len(suggestion.regions) - 1
    return suggestion.with_(
        entities=tuple(entity for entity in suggestion.entities if entity.id != lowest),
        events=tuple(
            event.with_(
                arguments=tuple(argument for argument in event.arguments if argument.entity != lowest)
            )
            for event in suggestion.events
            if event.id != lowest
        ),
    )


Key = tuple[int, int, str]


def _trigger_key(event: Event) -> Key:
    return (event.trigger.start, event.trigger.end, event.type) if event.trigger else (-1, -1, event.type)


def _taken_over(suggested: dict[str, Key], wanted: dict[str, Key], gestures: Counter[str]) -> dict[str, str]:
    """Maps each wanted region to the id of the suggested region that it reuses, or to a new id."""
    free = dict(suggested)
    names: dict[str, str] = {}

    def take(gesture: str, same: Callable[[Key, Key], bool]) -> None:
        for region, key in wanted.items():
            if region in names:
                continue
            found = next((other for other, theirs in free.items() if same(key, theirs)), None)
            if found is not None:
                names[region] = found
                del free[found]
                gestures[gesture] += 1

    take("accepted", lambda mine, theirs: mine == theirs)
    take("relabelled", lambda mine, theirs: mine[:2] == theirs[:2] and mine[0] >= 0)
    take(
        "boundaries moved",
        lambda mine, theirs: mine[2] == theirs[2] and mine[0] < theirs[1] and theirs[0] < mine[1],
    )
    gestures["deleted"] += len(free)
    for region in wanted:
        if region not in names:
            names[region] = f"new-{region}"
            gestures["added"] += 1
    return names
