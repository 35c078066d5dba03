"""Runs a round: pull, lint, release candidate, train, compare, suggest anew, push, order, page.

What has ended is in `.annotate/rounds/N/round.json`. So a round that was stopped, also by SIGKILL, goes on
with the first step that has not ended.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from annotate.campaign.models.use import use_former, use_model
from annotate.campaign.rounds import steps as work
from annotate.campaign.rounds.kept import has_other_ontology, lost_of
from annotate.campaign.rounds.learning import LearnSettings, learn
from annotate.campaign.rounds.page import write_page
from annotate.campaign.rounds.progress import Steps
from annotate.campaign.rounds.sentences import sentence_of
from annotate.campaign.rounds.state import Done, RoundState, TrainDone, UseDone, all_rounds, new_round
from annotate.campaign.rounds.stop import StopRoundError
from annotate.core.errors import ConfigError
from annotate.core.locks import only_one
from annotate.project import FILE_NAME, Project
from annotate.train.base import NotEnoughGoldError
from annotate.train.ordering.orders import Order

_LOCK = "round.lock"
WITHOUT_TRAINING = "this round was run without training"


@dataclass(frozen=True)
class RoundOptions:
    """How to run a round.

    ``go_on`` is the lead's decision to go on as things are, where the round has stopped. ``again`` runs a
    round even if nothing was submitted since the last one. Without ``training``, the former model stays.
    ``previous`` is a release whose articles stay in their splits, for the first round.
    """

    go_on: bool = False
    again: bool = False
    training: bool = True
    strict: bool = False
    order: Order = Order.MIXTURE
    seed: int = 0
    seconds: float = 600
    workers: int = 1
    previous: Path | None = None


@dataclass(frozen=True)
class RoundReport:
    """What a run of `run_round` came to. ``page`` is None if there was nothing new for a round.

    ``resumed`` says that the round had been begun before.
    """

    state: RoundState
    page: Path | None
    resumed: bool = False

    @property
    def nothing_new(self) -> bool:
        """Whether no round was run, because nothing was submitted since the last one."""
        return self.page is None

    @property
    def in_part(self) -> bool:
        """Whether something could not be read, suggested, sent or ordered."""
        content = self.state.content
        return bool(
            (content.pull is not None and content.pull.dropped)
            or (content.suggest is not None and content.suggest.failed)
            or (content.push is not None and content.push.refused)
            or (content.order is not None and content.order.out_of_order)
        )


def run_round(project: Project, options: RoundOptions, steps: Steps) -> RoundReport:
    """Runs the next round, or goes on with one that was stopped.

    Raises `ConfigError` if ``options.go_on`` is set and no round waits for a decision, and what the steps
    raise: run it again then.
    """
    with only_one(project.local / _LOCK, "round"):
        rounds = list(all_rounds(project))
        resumed = bool(rounds) and not rounds[-1].content.ended
        if resumed:
            state = rounds.pop()
            steps.resumed(state)
            _decide(state, options)
        else:
            if options.go_on:
                raise ConfigError(
                    "no round waits for a decision, so --go-on has nothing to go on with.",
                    where=str(project.root),
                    remedy="Run 'annotate round' without it.",
                )
            state = new_round(project, rounds)
        run = _Run(project, state, rounds, options, steps)
        try:
            if not run.to_the_end():
                return RoundReport(rounds[-1], None)
        except StopRoundError as stop:
            if stop.done is not None:
                setattr(state.content, stop.stopped.step, stop.done)
            state.content.stopped = stop.stopped
            state.save()
        page = write_page(run.project, [*rounds, state])
        state.save()  # ended, if it has: a round that was killed here writes its page again
        return RoundReport(state, page, resumed)


def _decide(state: RoundState, options: RoundOptions) -> None:
    """Notes the lead's decision to go on, if there is one to note."""
    stopped = state.content.stopped
    if not options.go_on:
        return
    if stopped is None or not stopped.can_go_on:
        what = "was not stopped for a decision" if stopped is None else f"cannot go on: {stopped.what}"
        raise ConfigError(
            f"round {state.number} {what}",
            where=str(state.folder),
            remedy="Run 'annotate round' without --go-on." if stopped is None else stopped.remedy,
        )
    if stopped.step == "lint" and state.content.lint is not None:
        state.content.accepted = state.content.lint.serious
    state.content.went_on = tuple(dict.fromkeys((*state.content.went_on, stopped.step)))
    state.content.stopped = None
    state.save()


class _Run:
    """One run of a round, from the first step that has not ended."""

    def __init__(
        self,
        project: Project,
        state: RoundState,
        before: Sequence[RoundState],
        options: RoundOptions,
        steps: Steps,
    ) -> None:
        self.project = project
        self._state = state
        self._before = before
        self._options = options
        self._steps = steps

    def to_the_end(self) -> bool:
        """Makes all steps that are left. Returns False if there is nothing new to make a round of."""
        content, options, steps = self._state.content, self._options, self._steps
        work.check_ontology(self.project)
        if content.stopped is not None:
            self._look_again()
        elif content.pull is None:
            if not self._pull():
                return False
        elif has_other_ontology(self.project, content):
            self._make_again("pull", f"the ontology is now {self.project.ontology.id}")
            self._make("pull", lambda: work.pull_work(self.project, steps))
        self._look_at_files()
        accepted = frozenset(content.accepted)
        self._make("lint", lambda: work.lint_work(self.project, accepted, steps, strict=options.strict))
        self._make(
            "release",
            lambda: work.release_candidate(self.project, self._state, self._previous(), steps),
        )
        self._look_at_training()
        self._make("train", self._train)
        self._make("use", self._use)
        self.project = Project.load(self.project.root / FILE_NAME)  # with the model that is now in use
        self._make("suggest", lambda: work.suggest_anew(self.project, self._state, steps, options.workers))
        self._make(
            "push",
            lambda: work.push_suggestions(self.project, self._state, options.order, options.seed, steps),
        )
        self._make("order", lambda: work.order_open(self.project, options.order, options.seed, steps))
        work.remove_files(self._state)
        content.ended = True
        return True

    def _pull(self) -> bool:
        """Pulls for a new round. Returns False if nothing was submitted since the last one."""
        pulled = work.pull_work(self.project, self._steps)
        last = self._before[-1].content.pull if self._before else None
        if last is not None and last.work == pulled.work and not self._options.again:
            return False
        self._state.done("pull", pulled)
        self._ended("pull")
        return True

    def _look_again(self) -> None:
        """Pulls again after a stop, and makes the steps again that depend on what has changed since."""
        content = self._state.content
        stopped, former = content.stopped, content.pull
        assert stopped is not None, "only a stopped round is looked at again"
        pulled = work.pull_work(self.project, self._steps)
        anew = former is None or former.work != pulled.work or stopped.step == "pull"
        self._state.forget_steps("lint" if anew else stopped.step)
        content.stopped = None
        self._state.done("pull", pulled)
        self._ended("pull")

    def _look_at_files(self) -> None:
        """Makes the candidate or the model again if somebody has deleted it since."""
        while (lost := lost_of(self.project, self._state.content)) is not None:
            if self.project.settings.model == lost.path:
                use_former(self.project)
                self.project = Project.load(self.project.root / FILE_NAME)
            # A candidate with the same content keeps the model (`_look_at_training`).
            self._make_again(lost.step, lost.why, alone=lost.step == "release")

    def _look_at_training(self) -> None:
        """Trains again if the candidate is another one than that of the training."""
        released, trained = self._state.content.release, self._state.content.train
        if released is not None and trained is not None and trained.candidate not in (None, released.sha256):
            self._make_again("train", f"{released.folder} is another release candidate than before")

    def _make_again(self, first: str, why: str, *, alone: bool = False) -> None:
        self._state.make_again(first, why, alone=alone)
        self._steps.ended(first, f"made again: {why}.")

    def _previous(self) -> Path | None:
        """The release that the lead named, also in an earlier run of this round."""
        content, given = self._state.content, self._options.previous
        if given is not None and content.previous != (named := str(given.expanduser().absolute())):
            content.previous = named
            self._state.save()
        return None if content.previous is None else Path(content.previous)

    def _make(self, step: str, make: Callable[[], Done]) -> None:
        """Makes a step, unless it has ended."""
        if getattr(self._state.content, step) is not None:
            return
        self._state.done(step, make())
        self._ended(step)

    def _ended(self, step: str) -> None:
        self._steps.ended(step, sentence_of(step, self._state.content))

    def _train(self) -> TrainDone:
        """Trains. Where that gains nothing, nobody has to decide: what suggests now stays."""
        content, options = self._state.content, self._options
        if not options.training:
            return TrainDone(why=WITHOUT_TRAINING)
        assert content.release is not None, "the candidate comes before the training"
        release = self.project.root / content.release.folder
        unlabelled = work.write_open(self.project, self._state)
        with self._steps.say("train") as say:
            settings = LearnSettings(options.seconds, options.seed, unlabelled, say)
            try:
                made = learn(self.project, self._state, release, settings)
                return made.model_copy(update={"candidate": content.release.sha256})
            except NotEnoughGoldError as error:
                why = f"{content.release.folder}: {error.what} {error.remedy or ''}".strip()
                return TrainDone(why=why.rstrip("."), candidate=content.release.sha256)

    def _use(self) -> UseDone:
        """Puts a model that was not refused to use."""
        content = self._state.content
        assert content.train is not None, "the training comes before the use"
        if content.model_before is None:
            content.model_before = self.project.settings.model or ""
            self._state.save()
        former, folder = content.model_before or None, content.train.folder
        if folder is None:
            return UseDone(model=former, former=former)
        used = use_model(self.project, self.project.root / folder)
        return UseDone(model=used.model, former=former, notes=used.notices)
