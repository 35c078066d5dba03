"""What a round has done: `.annotate/rounds/N/round.json`, written after each step.

The file holds numbers, versions and paths, and no words of an article and no names of people.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Literal, TypeVar, get_args

from pydantic import BaseModel, ConfigDict, ValidationError

from annotate.core.errors import ConfigError
from annotate.core.files import writing
from annotate.core.path_errors import reading
from annotate.prelabel.interface.model_file import ModelLabel, ModelScore
from annotate.project import Project

STATE_FILE = "round.json"
CANDIDATE = "candidate"  # after the campaign's name, in the name of a release candidate
FOLDER = "rounds"  # in .annotate: the state of each round; in the project: the pages
Step = Literal["pull", "lint", "release", "train", "use", "suggest", "push", "order"]
StepType = TypeVar("StepType", bound="Done")


class Done(BaseModel):
    """The result of a step. ``notes`` are sentences for the lead, without words of articles."""

    model_config = ConfigDict(extra="ignore")

    notes: tuple[str, ...] = ()


class PullDone(Done):
    """What the mirror has after the pull. ``work`` is a digest of all that people have submitted.

    ``dropped`` counts what could not be read. ``until`` is the time of the latest change on the server.
    ``ontology`` is the digest of the ontology file.
    """

    tasks: int
    submitted: int
    skipped: int
    dropped: int
    until: str | None
    work: str
    ontology: str | None = None


class LintDone(Done):
    """What lint found, by code. ``errors`` counts the findings that hold an article back.

    ``serious`` are digests of the findings at which a round stops.
    """

    annotations: int
    findings: dict[str, int] = {}
    errors: int = 0
    serious: tuple[str, ...] = ()


class EffortDone(Done):
    """What the work that is new in this round cost. An annotation is a row of three numbers.

    ``rows`` has, for each submitted annotation of an article that is new in gold, the gestures, the
    characters of the article, and the seconds that count (None if unknown; see
    `annotate.evaluate.effort.minutes`). ``articles`` numbers the article of each row; files written before
    lack it. ``versions`` counts the annotations by the version of the suggestions that they started from.
    """

    rows: tuple[tuple[int, int, float | None], ...] = ()
    articles: tuple[int, ...] = ()
    from_nothing: int = 0
    versions: dict[str, int] = {}
    not_compared: int = 0


class ReleaseDone(Done):
    """The release candidate. ``folder`` is relative to the project. ``new`` and ``changed`` count articles.

    ``entities`` and ``events`` count gold by label. ``left_out`` counts the other articles by reason.
    """

    folder: str
    version: str
    sha256: str
    articles: int
    new: int
    changed: int
    removed: int = 0
    left_out: dict[str, int] = {}
    entities: dict[str, int] = {}
    events: dict[str, int] = {}
    splits: dict[str, int] = {}
    ontology: str
    effort: EffortDone = EffortDone()


class TrainDone(Done):
    """The model. ``folder`` is relative to the project, None without a model.

    ``verdict`` is "better", "not shown better", "no gain" or "worse"; None without a model. ``why`` says why
    there is no model. ``candidate`` is the digest of the release candidate. ``articles``, ``failed``,
    ``method`` and ``unseen_by`` are those of `ModelFile`.
    """

    folder: str | None = None
    verdict: str | None = None
    why: str | None = None
    scores: tuple[ModelScore, ...] = ()
    labels: tuple[ModelLabel, ...] = ()
    articles: int = 0
    failed: int = 0
    method: str = ""
    unseen_by: str = ""
    candidate: str | None = None


class UseDone(Done):
    """The model in use from now on and before; None for none."""

    model: str | None
    former: str | None = None


class SuggestDone(Done):
    """New suggestions for the open articles. ``version`` is their version, None if nothing was suggested.

    ``begun`` counts tasks with a draft, which are not among the open ones.
    """

    open: int
    begun: int = 0
    suggested: int = 0
    failed: int = 0
    version: str | None = None
    shown_before: str | None = None


class PushDone(Done):
    """What the push did. ``shown`` is the version that annotators see from now on, if the push changed it."""

    sent: int = 0
    same: int = 0
    closed: int = 0
    waiting: int = 0
    refused: int = 0
    shown: str | None = None


class OrderDone(Done):
    """The order of the queue. ``articles`` counts the open tasks that are in it."""

    order: str
    articles: int
    written: int = 0
    begun: int = 0
    out_of_order: int = 0


class Stopped(BaseModel):
    """Where a round waits for a person: after which step, why, and what to do.

    ``can_go_on`` says that the lead may let the round go on as things are.
    """

    step: Step
    what: str
    remedy: str
    can_go_on: bool = True


class RoundFile(BaseModel):
    """The content of `STATE_FILE`. A step that is None has not ended.

    ``went_on`` are the steps after which the lead let the round go on as things were. ``accepted`` are
    digests of findings that the lead has decided to leave. ``former_candidate`` is the release candidate of
    the round before. ``candidate_before`` is the newest one as the step that makes the next began, and
    ``model_before`` the model that was in use before this round's ("" for none). ``previous`` is the release
    that the lead named in the first round. ``again`` says why a step is made again.
    """

    model_config = ConfigDict(extra="ignore")

    format: Literal[1] = 1
    number: int
    pull: PullDone | None = None
    lint: LintDone | None = None
    release: ReleaseDone | None = None
    train: TrainDone | None = None
    use: UseDone | None = None
    suggest: SuggestDone | None = None
    push: PushDone | None = None
    order: OrderDone | None = None
    stopped: Stopped | None = None
    went_on: tuple[str, ...] = ()
    accepted: tuple[str, ...] = ()
    former_candidate: str | None = None
    candidate_before: str | None = None
    model_before: str | None = None
    previous: str | None = None
    again: dict[str, str] = {}
    ended: bool = False


STEPS: tuple[Step, ...] = get_args(Step)


class RoundState:
    """A round and its folder. Each change is on the disk before the next step begins."""

    def __init__(self, folder: Path, content: RoundFile) -> None:
        self.folder = folder
        self.content = content

    @property
    def number(self) -> int:
        """The number of the round, from 1."""
        return self.content.number

    def done(self, step: str, result: Done) -> None:
        """Notes that a step has ended."""
        if (why := self.content.again.pop(step, None)) is not None:
            result = result.model_copy(update={"notes": (f"made again: {why}", *result.notes)})
        setattr(self.content, step, result)
        self.save()

    def save(self) -> None:
        """Writes the file, in full or not at all."""
        with writing(self.folder / STATE_FILE) as file:
            file.write(self.content.model_dump_json(indent=1) + "\n")

    def make_again(self, first: str, why: str, *, alone: bool = False) -> None:
        """Forgets the results from a step on, or of this step alone, and notes why."""
        if alone:
            setattr(self.content, first, None)
        else:
            self.forget_steps(first)
        self.content.again[first] = why
        self.save()

    def forget_steps(self, first: str) -> None:
        """Forgets the results from a step on, so that they are made again."""
        for step in STEPS[STEPS.index(first) :]:
            setattr(self.content, step, None)


def rounds_folder(project: Project) -> Path:
    """The folder of all rounds' states."""
    return project.local / FOLDER


def all_rounds(project: Project) -> Sequence[RoundState]:
    """The rounds of a campaign, in their order. Raises `ConfigError` if a state cannot be read."""
    folder = rounds_folder(project)
    with reading(folder, ConfigError):
        names = [path.name for path in folder.iterdir()] if folder.is_dir() else []
    numbers = sorted(int(name) for name in names if re.fullmatch(r"[1-9][0-9]{0,5}", name))
    found = (_read(folder / str(number), number) for number in numbers)
    return [state for state in found if state is not None]


def new_round(project: Project, before: Sequence[RoundState]) -> RoundState:
    """A round that has done nothing yet, after those before."""
    number = 1
    accepted: tuple[str, ...] = ()
    candidate: str | None = None
    if before:
        last = before[-1].content
        number, accepted = last.number + 1, last.accepted
        released = [state.content.release for state in before if state.content.release is not None]
        candidate = released[-1].folder if released else None
    made = RoundFile(number=number, accepted=accepted, former_candidate=candidate)
    return RoundState(rounds_folder(project) / str(number), made)


def _read(folder: Path, number: int) -> RoundState | None:
    """The state in a folder; None if the round was stopped before it wrote one."""
    path = folder / STATE_FILE
    if not path.is_file():
        return None
    with reading(path, ConfigError):
        content = path.read_bytes()
    try:
        data = json.loads(content)
        made = RoundFile.model_validate(data)
        if made.number != number:
            raise ValueError(f"is of round {made.number}")
    except (ValueError, RecursionError, ValidationError) as error:
        why = error.errors()[0]["msg"] if isinstance(error, ValidationError) else str(error)
        raise ConfigError(
            f"cannot be read as the state of a round ({why:.200}).",
            where=str(path),
            remedy=f"Delete the folder {folder} to run this round again from its beginning.",
        ) from error
    return RoundState(folder, made)
