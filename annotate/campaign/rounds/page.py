"""Writes the page of a round, `rounds/round-N.html` in the project's folder."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from annotate.campaign.release import task_address
from annotate.campaign.rounds.changes import changes, compared_note, comparison, facts, headline
from annotate.campaign.rounds.curves import effort_curves, learning_curve
from annotate.campaign.rounds.label_table import label_table
from annotate.campaign.rounds.new_work import NewWork
from annotate.campaign.rounds.sentences import sentences
from annotate.campaign.rounds.state import FOLDER, Done, RoundState
from annotate.campaign.server.connect import one_moment
from annotate.core.article import Article
from annotate.core.errors import AnnotateError
from annotate.core.files import write_errors, writing
from annotate.core.wording import counted
from annotate.evaluate.effort.costly import Costly, most_costly
from annotate.evaluate.effort.edits import Edit
from annotate.gold.load import load_gold
from annotate.project import Project
from annotate.report.round_page import RoundPage, WorstError, build_round_page, in_its_sentence

_MOST_WORST = 15
_MOST_NAMED = 5  # articles of one correction
_NO_WORK = "No work is new in this round, so there are no corrections to show."
_NONE_COSTLY = "Annotators changed nothing in the suggestions that they worked on."


def page_path(project: Project, number: int) -> Path:
    """Where the page of a round is."""
    return project.root / FOLDER / f"round-{number}.html"


def write_page(project: Project, rounds: Sequence[RoundState]) -> Path:
    """Writes the page of the last of ``rounds``, over that of an earlier run. Returns its path."""
    state = rounds[-1]
    contents = [one.content for one in rounds]
    content = contents[-1]
    learning, learning_notes = learning_curve(contents)
    effort, effort_notes = effort_curves(contents)
    columns, labels, label_notes = label_table(content)
    worst = _worst(project, state)
    page = RoundPage(
        campaign=project.settings.name,
        number=state.number,
        headline=headline(content),
        stop=None if content.stopped is None else (content.stopped.what, content.stopped.remedy),
        facts=facts(content),
        changes=changes(contents),
        compared=comparison(content.train),
        compared_note=compared_note(content.train),
        learning=learning,
        learning_notes=learning_notes,
        effort=effort,
        effort_notes=effort_notes,
        label_columns=columns,
        labels=labels,
        label_notes=label_notes,
        worst=worst or (),
        no_worst=_NO_WORK if worst is None else _NONE_COSTLY,
        steps=[(step, sentence, _notes(content, step)) for step, sentence in sentences(content)],
    )
    path = page_path(project, state.number)
    with writing(path) as file:
        file.write(build_round_page(page))
    for left in path.parent.glob(f".{path.name}.*"):  # of a round that was killed here
        with write_errors(left):
            left.unlink(missing_ok=True)
    return path


def _notes(content: object, step: str) -> Sequence[str]:
    done = getattr(content, step)
    return done.notes if isinstance(done, Done) else ()


def _worst(project: Project, state: RoundState) -> Sequence[WorstError] | None:
    """The dearest corrections of the articles that are new in this round; None if there are none."""
    new = new_articles(project, state)
    if not new:
        return None
    texts: dict[str, Article] = {}
    tasks: dict[str, int] = {}
    work = NewWork(project, new)

    rows = ((one.article.id, one.suggestion, one.submitted, one.ontology) for one in work)
    found = most_costly(rows, _MOST_WORST)
    shown = {article for one in found for article, _, _ in one.places[:_MOST_NAMED]}
    for one in NewWork(project, shown):
        texts.setdefault(one.article.id, one.article)
        tasks.setdefault(one.article.id, one.task_id)
    with one_moment(project) as (plan, _):
        address = task_address(project, plan)
    links = {article: None if address is None else address(task) for article, task in tasks.items()}
    return [_error(one, texts, links) for one in found]


def new_articles(project: Project, state: RoundState) -> frozenset[str]:
    """The articles that are gold in this round's candidate and were not in the one of the round before."""
    released, former = state.content.release, state.content.former_candidate
    if released is None or not (project.root / released.folder).is_dir():
        return frozenset()
    now = frozenset(record.article.id for record in load_gold(project.root / released.folder))
    if former is None or not (project.root / former).is_dir():
        return now
    try:
        return now - {record.article.id for record in load_gold(project.root / former)}
    except AnnotateError:
        return now


def _error(one: Costly, texts: dict[str, Article], links: dict[str, str | None]) -> WorstError:
    correction = one.correction
    names = list(dict.fromkeys(article for article, _, _ in one.places))
    first, start, end = one.places[0]
    article = texts.get(first)
    pieces, cut = ((), None) if article is None else in_its_sentence(article.text, start, end)
    times = "" if one.times == 1 else f", {one.times} times"
    return WorstError(
        words=correction.words,
        what=f"{_done(one)}{times}",
        cost=counted(one.gestures, "gesture"),
        articles=[(name, links.get(name)) for name in names[:_MOST_NAMED]],
        more=max(0, len(names) - _MOST_NAMED),
        language=None if article is None else article.language,
        pieces=pieces,
        cut=cut,
    )


def _done(one: Costly) -> str:
    """What a person did with the suggestion."""
    correction = one.correction
    label, to = correction.label, correction.to
    match correction.edit:
        case Edit.ADDED:
            return f"{label} was missing"
        case Edit.DELETED:
            return f"{label} was wrong and was deleted"
        case Edit.RELABELLED:
            return f"{label} became {to or label}"
        case Edit.MOVED:
            return f"{label} had other boundaries"
    return f"{label} had wrong values or arguments"
