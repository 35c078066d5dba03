"""The steps of a round. Each calls what the command of the same name calls, and can be made again."""

from __future__ import annotations

import hashlib
from contextlib import closing
from pathlib import Path

from annotate.campaign.models.pipeline import make_pipeline
from annotate.campaign.quality.lint import Request as LintRequest
from annotate.campaign.quality.lint import linting
from annotate.campaign.release import Request as ReleaseRequest
from annotate.campaign.release import release
from annotate.campaign.rounds.kept import candidate_gold
from annotate.campaign.rounds.new_work import NewWork, effort_of
from annotate.campaign.rounds.progress import Steps
from annotate.campaign.rounds.state import (
    CANDIDATE,
    LintDone,
    OrderDone,
    PullDone,
    PushDone,
    ReleaseDone,
    RoundState,
    SuggestDone,
)
from annotate.campaign.rounds.stop import errors_found, mistakes_found, no_gold, ontology_not_applied
from annotate.campaign.server.connect import PLAN, connect, one_moment, open_plan
from annotate.campaign.server.next_articles import order_queue
from annotate.campaign.server.next_suggestions import order_suggestions
from annotate.campaign.server.ontology_in_use import not_on_screen
from annotate.campaign.server.open_articles import write_open_articles
from annotate.campaign.server.sync import pull_file, push_file
from annotate.campaign.suggestions.suggest import suggest
from annotate.core.annotation import Status
from annotate.core.files import write_errors
from annotate.core.finding_kinds import Severity, kind_of
from annotate.core.ontology_versions import digest_of as ontology_digest
from annotate.gold.diff.compare import Comparison
from annotate.gold.diff.next_version import NothingDiffersError, last_release
from annotate.gold.identity import identity
from annotate.gold.making.options import ReleaseOptions
from annotate.gold.making.release import NoGoldError
from annotate.prelabel.interface.llm_settings import LlmSettings
from annotate.project import Project
from annotate.studio.pull.decode_report import DecodeReport
from annotate.studio.pull.reading import records
from annotate.studio.push.push import PushOptions
from annotate.train.ordering.orders import Order

OPEN_FILE = "open.jsonl"


def check_ontology(project: Project) -> None:
    """Stops the round if the ontology file was changed, and the screen in Label Studio was not."""
    if not (project.local / PLAN).is_file():
        return
    with closing(open_plan(project)) as plan:
        shown = not_on_screen(plan, project.ontology)
    if shown is not None:
        wanted = project.ontology.id
        raise ontology_not_applied(shown.id, wanted if wanted != shown.id else f"another {wanted}")


def pull_work(project: Project, steps: Steps) -> PullDone:
    """Updates the mirror."""
    with connect(project) as studio, steps.counting("pull") as advance:
        pulled = pull_file(project, studio, None, progress=advance)
    decoded = pulled.decoded
    with one_moment(project) as (_, mirror):
        until = mirror.setting("cursor")
    notes = [f"Label Studio could not return task {task}" for task in sorted(pulled.report.set_aside)]
    return PullDone(
        tasks=pulled.report.tasks,
        submitted=decoded.statuses.get(Status.SUBMITTED, 0),
        skipped=decoded.statuses.get(Status.SKIPPED, 0),
        dropped=len(decoded.problems) + len(pulled.report.set_aside),
        until=until,
        work=_digest_of_work(project),
        ontology=ontology_digest(project.ontology),
        notes=tuple(notes),
    )


def _digest_of_work(project: Project) -> str:
    """A digest of all that is submitted and of the ontology. It does not depend on the order of tasks."""
    with one_moment(project) as (plan, mirror):
        read = records(mirror, plan, project.ontology, DecodeReport())
        lines = sorted(hashlib.sha256(one.to_json().encode()).digest() for one in read)
    whole = hashlib.sha256(b"".join(lines))
    whole.update(ontology_digest(project.ontology).encode())
    return whole.hexdigest()


def lint_work(project: Project, accepted: frozenset[str], steps: Steps, *, strict: bool) -> LintDone:
    """Counts what is odd. Stops the round at findings that hold an article back, if they are new.

    With ``strict``, it stops at probable mistakes, too. ``accepted`` are digests of findings that the lead
    has decided to leave.
    """
    serious: dict[str, bool] = {}  # digest -> whether it holds the article back
    articles: set[str] = set()
    with (
        steps.counting("lint") as advance,
        linting(project, LintRequest(), lambda read: steps.watched(read, advance)) as report,
    ):
        for article in report.articles():
            for found in article.found:
                holds = kind_of(found.code).severity.holds_back
                if not (holds or (strict and found.severity == Severity.SUSPECT)):
                    continue
                digest = _digest(article.id, found.code, found.author, repr(found.places), found.sentence)
                serious[digest] = holds
                if holds and digest not in accepted:
                    articles.add(article.id)
        done = LintDone(
            annotations=report.annotations,
            findings=dict(sorted(report.counts.items())),
            errors=sum(serious.values()),
            serious=tuple(sorted(serious)),
        )
    new = [holds for digest, holds in serious.items() if digest not in accepted]
    if new:
        stop = errors_found(sum(new), len(articles)) if any(new) else mistakes_found(len(new))
        stop.done = done
        raise stop
    return done


def release_candidate(
    project: Project, state: RoundState, previous: Path | None, steps: Steps
) -> ReleaseDone:
    """Makes ``exports/NAME-candidate-VERSION/``. Articles of the last candidate stay in their splits.

    A candidate that a stopped run has made is taken as it is.
    """
    name = f"{project.settings.name}-{CANDIDATE}"
    last = last_release(project.exports, name)
    newest = "" if last is None else last[0].name
    if state.content.candidate_before is None:
        state.content.candidate_before = newest
        state.save()
    before = _version(state.content.candidate_before)
    if last is not None and _version(newest) > before:
        folder = last[0]
    else:
        # The newest one is older than before if somebody has deleted that one.
        folder = _made(project, name, previous if last is None else last[0], last, steps)
    done = _described(project, state, folder)
    state.content.candidate_before = None
    return done


def _version(folder: str) -> tuple[int, ...]:
    """The version in the name of a candidate's folder, as numbers; empty for no candidate."""
    return tuple(int(number) for number in folder.rpartition("-")[2].split(".") if number.isdigit())


def _made(
    project: Project, name: str, previous: Path | None, last: tuple[Path, str] | None, steps: Steps
) -> Path:
    if last is not None:
        candidate_gold(last[0])
    request = ReleaseRequest(name, options=ReleaseOptions(previous=previous))
    with steps.counting("release") as advance:
        try:
            return release(project, request, lambda read: steps.watched(read, advance)).release.folder
        except NoGoldError as error:
            raise no_gold(f"{error.what} {error.remedy or ''}") from error
        except NothingDiffersError:
            assert last is not None, "it differs from nothing"
            return last[0]


def _described(project: Project, state: RoundState, folder: Path) -> ReleaseDone:
    gold = candidate_gold(folder)
    manifest = gold.manifest
    former = state.content.former_candidate
    changed = removed = 0
    new: set[str] = set()
    notes = []
    if former is not None and (project.root / former).is_dir():
        comparison = Comparison(candidate_gold(project.root / former), gold)
        for difference in comparison.articles():
            new.update([difference.article] if difference.outcome == "added" else [])
            changed += difference.outcome == "changed"
            removed += difference.outcome == "removed"
        notes = [f"ontology: {sentence}" for sentence in comparison.summary.ontology]
    else:
        new.update(record.article.id for record in gold)
        if former is not None:
            notes = [f"{former} is gone, so all articles count as new"]
    return ReleaseDone(
        folder=_relative(project, folder),
        version=manifest["version"],
        sha256=identity(gold)["sha256"],
        articles=manifest["articles"],
        new=len(new),
        changed=changed,
        removed=removed,
        left_out=manifest["left_out_by_reason"],
        entities=manifest["entities"],
        events=manifest["events"],
        splits=manifest["splits"],
        ontology=manifest["ontology"],
        effort=effort_of(NewWork(project, new)),
        notes=tuple(notes),
    )


def write_open(project: Project, state: RoundState) -> tuple[Path, ...]:
    """Writes the articles that nobody has touched, for the training to rehearse on. Empty without any."""
    file = state.folder / OPEN_FILE
    with connect(project) as studio:
        untouched = write_open_articles(project, studio, file)
    return (file,) if untouched.articles else ()


def suggest_anew(project: Project, state: RoundState, steps: Steps, workers: int) -> SuggestDone:
    """Suggests for the articles that nobody has touched. Goes on with what a stopped run has suggested."""
    file = state.folder / OPEN_FILE
    with connect(project) as studio:
        untouched = write_open_articles(project, studio, file)
    begun = untouched.begun
    if not untouched.articles:
        return SuggestDone(open=0, begun=begun, shown_before=untouched.shown)
    made = make_pipeline(project, (), LlmSettings.from_environment())
    if made.pipeline.author == untouched.shown:
        note = "annotators see the suggestions of these labelers already"
        return SuggestDone(open=untouched.articles, begun=begun, shown_before=untouched.shown, notes=(note,))
    output = _suggestions_file(state, made.pipeline.author)
    with steps.counting("suggest", untouched.articles) as advance:
        report = suggest(project, [str(file)], output, workers=workers, resume=True, progress=advance)
    failed = sorted({failure.article for failure in report.summary.failed})
    notes = [f"no suggestions for {article}" for article in failed[:10]]
    if report.llm_tokens:
        notes.append(f"language models read and wrote {report.llm_tokens} tokens")
    return SuggestDone(
        open=untouched.articles,
        begun=begun,
        suggested=report.written,
        failed=len(failed) + len(report.read.refusals),
        version=made.pipeline.author if report.written else None,
        shown_before=untouched.shown,
        notes=tuple(notes),
    )


def push_suggestions(project: Project, state: RoundState, order: Order, seed: int, steps: Steps) -> PushDone:
    """Sends the new suggestions with their places in the queue, and shows them to annotators.

    What people have touched gets none: a task with a draft keeps the ones that it has. If an article has no
    new suggestions because a labeler failed, annotators see the former ones on all tasks.
    """
    suggested = state.content.suggest
    if suggested is None or suggested.version is None:
        return PushDone()
    file = _suggestions_file(state, suggested.version)
    order_suggestions(project, file, order, seed=seed)
    with connect(project) as studio, steps.counting("push") as advance:
        options = PushOptions(make_current=not suggested.failed)
        report = push_file(project, studio, file, options, advance).report
    notes = [str(one) for one in report.refused[:10]]
    if report.versions_only:
        notes.append(
            f"the suggestions of {report.versions_only} articles differ only in versions from those that"
            " annotators see, so they were not sent"
        )
    return PushDone(
        sent=report.suggestions + report.restored + report.predictions,
        same=report.same - len(report.closed),
        closed=len(report.closed),
        waiting=report.waiting,
        refused=len(report.refused),
        shown=report.made_current,
        notes=tuple(notes),
    )


def order_open(project: Project, order: Order, seed: int, steps: Steps) -> OrderDone:
    """Puts the open tasks into their order (`annotate next`)."""
    with connect(project) as studio, steps.counting("order") as advance:
        queue = order_queue(project, studio, order, seed=seed, progress=advance)
    notes = [
        *(f"{article} is served last, because it has no suggestions" for article in queue.without[:10]),
        *(f"{article} is not in order, because somebody changed its score" for article in queue.out_of_order),
    ]
    if queue.without_clusters:
        notes.append("the mixture went without clusters, because scikit-learn is not installed")
    return OrderDone(
        order=order.value,
        articles=len(queue.articles),
        written=queue.written.written if queue.written else 0,
        begun=queue.begun,
        out_of_order=len(queue.out_of_order),
        notes=tuple(notes),
    )


def _relative(project: Project, path: Path) -> str:
    """A path as the state has it: relative to the project's folder where it lies in it."""
    resolved, root = path.resolve(), project.root.resolve()
    return str(resolved.relative_to(root) if resolved.is_relative_to(root) else resolved)


def _digest(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:24]


def remove_files(state: RoundState) -> None:
    """Removes the articles and suggestions of a round that has ended: the plan has what was sent.

    Also removes what a kill has left of a file that was being written.
    """
    for path in (state.folder / OPEN_FILE, *state.folder.glob("suggestions-*"), *state.folder.glob(".*")):
        with write_errors(path):
            path.unlink(missing_ok=True)


def _suggestions_file(state: RoundState, version: str) -> Path:
    """The file for suggestions of a version: others cannot be continued with it."""
    return state.folder / f"suggestions-{hashlib.sha256(version.encode()).hexdigest()[:12]}.jsonl"
