"""Groups of people that have no name ("les dockers"), and strikes by their word alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from annotate.core.annotation import Annotation, Entity, Event, Status, Trigger
from annotate.prelabel import scores
from annotate.prelabel.draft import Draft
from annotate.prelabel.mentions import mention
from annotate.prelabel.protocol import Labeler
from annotate.prelabel.region_ids import event_id
from annotate.prelabel.registry import LabelerContext
from annotate.prelabel.versions import version

GROUPS = frozenset(
    {
        *("assaillants", "chalutiers", "combattants", "dockers", "enquêteurs", "grévistes", "ingénieurs"),
        *("journalistes", "marins", "militaires", "observateurs", "otages", "pêcheurs", "soldats"),
    }
)
STRIKES = frozenset({"grève", "strike"})


class Groups:
    """Words for groups are functions, unless an earlier labeler said what they are."""

    name = "groups"
    languages = frozenset({"fr", "en"})
    needs = frozenset({"analysis", "entities"})
    provides = frozenset({"entities", "events"})

    def __init__(self, label: str, context: LabelerContext) -> None:
        models = [context.analyser.model_id(language) for language in context.languages]
        self.version = version(*models, label)
        self._label = label if label in context.ontology.entities else None
        self._strike = "PROTEST" if "PROTEST" in context.ontology.events else None

    def label(self, batch: Sequence[Draft]) -> list[Annotation]:
        return [
            Annotation(
                author=self.name,
                status=Status.SUGGESTED,
                entities=tuple(self._entities(draft)),
                events=tuple(self._events(draft)),
            )
            for draft in batch
        ]

    def _entities(self, draft: Draft) -> Iterator[Entity]:
        for word in draft.analysis:
            if self._label is None or word.lower_ not in GROUPS:
                continue
            start, end = word.idx, word.idx + len(word)
            if any(item.start < end and start < item.end for item in draft.said.entities):
                draft.note("a group inside what was said before")
            else:
                ref = f"group-{word.lower_}"
                yield mention(draft.article.text, start, end, self._label, scores.PLUG_IN, ref=ref)

    def _events(self, draft: Draft) -> Iterator[Event]:
        for word in draft.analysis:
            if self._strike and word.lower_ in STRIKES:
                trigger = Trigger(start=word.idx, end=word.idx + len(word), text=word.text)
                yield Event(id=event_id(trigger, self._strike), type=self._strike, trigger=trigger, score=0.5)


def make(context: LabelerContext, argument: str | None) -> Labeler:
    """``groups``, or ``groups:LABEL`` with another label than ROLE."""
    return Groups(argument or "ROLE", context)
