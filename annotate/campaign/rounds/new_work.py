"""Reads the submitted annotations of some articles beside the suggestions that they started from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterator
from contextlib import suppress
from dataclasses import dataclass, field

from annotate.campaign.quality.started_from import Start, SuggestionsInPlan
from annotate.campaign.rounds.state import EffortDone
from annotate.campaign.server.connect import one_moment
from annotate.campaign.server.edited_ontology import as_on_screen
from annotate.core.annotation import Annotation, Status
from annotate.core.article import Article
from annotate.core.ontology import Ontology
from annotate.core.renaming import renamed
from annotate.evaluate.effort.comparison import compare
from annotate.evaluate.effort.minutes import Timed, Times
from annotate.evaluate.effort.pace import least_seconds
from annotate.evaluate.effort.tables import NOBODY
from annotate.project import Project
from annotate.studio.pull.decode_report import DecodeReport
from annotate.studio.pull.reading import task_records


@dataclass(frozen=True)
class Work:
    """A submitted annotation with the suggestion that it started from, if there was one.

    Both have the names of ``ontology``, the version with which the annotation was made.
    """

    article: Article
    task_id: int
    suggestion: Annotation | None
    submitted: Annotation
    ontology: Ontology


@dataclass
class NewWork:
    """The work on some articles. ``not_compared`` counts annotations whose suggestion is not known."""

    project: Project
    articles: Container[str]
    not_compared: int = field(default=0, init=False)

    def __iter__(self) -> Iterator[Work]:
        """Reads the mirror, one annotation after the other."""
        self.not_compared = 0
        project = as_on_screen(self.project)
        with one_moment(project) as (plan, mirror):
            started = SuggestionsInPlan(plan)
            read = task_records(mirror, plan, project.ontology, DecodeReport(), as_made=True)
            for found in read:
                record = found.record
                if record.article.id not in self.articles or record.annotation.status != Status.SUBMITTED:
                    continue
                start = started.of(record)
                if start is Start.PUSHED:
                    continue  # nobody made it on the screen
                if start is Start.UNKNOWN or record.annotation.lost:
                    self.not_compared += 1
                    continue
                yield Work(
                    record.article,
                    found.task_id,
                    _named(start, found.ontology) if isinstance(start, Annotation) else None,
                    _named(record.annotation, found.ontology),
                    found.ontology,
                )


def effort_of(work: NewWork) -> EffortDone:
    """What the work cost, as a row for each annotation."""
    costs: list[tuple[int, int, int | None]] = []  # gestures, characters, the number of the time
    times = Times()
    versions: Counter[str] = Counter()
    from_nothing = 0
    articles: dict[str, int] = {}  # id -> number
    of_rows: list[int] = []
    for one in work:
        items = compare(one.suggestion, one.submitted, one.ontology)
        gestures, characters = sum(item.gestures for item in items), len(one.article.text)
        from_nothing += sum(item.from_nothing for item in items)
        of_rows.append(articles.setdefault(one.article.id, len(articles)))
        costs.append((gestures, characters, _timed(times, one, gestures)))
        versions[NOBODY if one.suggestion is None else one.suggestion.author] += 1
    counted = times.counted
    return EffortDone(
        rows=tuple(
            (gestures, characters, None if time is None else round(counted[time], 1))
            for gestures, characters, time in costs
        ),
        articles=tuple(of_rows),
        from_nothing=from_nothing,
        versions=dict(sorted(versions.items())),
        not_compared=work.not_compared,
    )


def _timed(times: Times, one: Work, gestures: int) -> int | None:
    """Takes the time of an annotation, if it is known. Returns its number."""
    submitted, characters = one.submitted, len(one.article.text)
    if submitted.lead_time_s is None:
        return None
    least, _ = least_seconds(characters, gestures)
    return times.take(
        Timed(
            one.article.id,
            submitted.author,
            submitted.lead_time_s,
            characters,
            least,
            submitted.rewritten_by,
        )
    )


def _named(annotation: Annotation, ontology: Ontology) -> Annotation:
    """The annotation with the names of the ontology, so that a renamed type is no correction."""
    if annotation.ontology != ontology.id and ontology.renamed:
        with suppress(ValueError):  # two names became one: it keeps its own names
            return renamed(annotation, ontology)
    return annotation
