"""Pulls and rebuilds of the mirror while a release reads it. The release must be of the moment it began."""

from __future__ import annotations

import random
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path

from annotate.campaign.release import Request, release
from annotate.campaign.server.replaced_files import put_in_place
from annotate.cli.main import run
from annotate.core.record import Record
from annotate.gold.load import load_gold
from annotate.project import Project
from annotate.studio.store.mirror import Mirror
from tests.reliability.kills import end, start
from tests.reliability.stage import Annotated, CaseResult, ClientFolder, Stage


def release_during_pull(stage: Stage, seed: int, turns: int = 4) -> CaseResult:
    """Compares releases during which another process pulls what people did, or rebuilds, with quiet ones."""
    outcome = CaseResult("release: pull meanwhile", seed, least=turns)
    chance = random.Random(seed)
    annotated = Annotated(stage, seed, stage.scale.killed_tasks)
    place = _in_a_project(stage, annotated)
    project = Project.find(place.folder.parent)
    with stage.client() as studio:
        place.campaign(studio).update()
    for turn in range(turns):
        quiet = release(project, Request("quiet", f"{turn}.0.0")).release
        at = chance.randrange(len(annotated.answers))

        def pulled_meanwhile(records: Iterable[Record], turn: int = turn, at: int = at) -> Iterator[Record]:
            for number, record in enumerate(records):
                if number == at:
                    annotated.submit_more()
                    annotated.change()
                    _pull(stage, place, rebuild=bool(turn % 2))
                    outcome.struck += 1
                yield record

        disturbed = release(project, Request("disturbed", f"{turn}.0.0"), pulled_meanwhile).release
        expected, made = _gold(quiet.folder), _gold(disturbed.folder)
        outcome.losses.note("lost", "articles of a release", len(expected.keys() - made.keys()))
        outcome.losses.note("altered", "articles of a release", _different(expected, made))
        same = quiet.manifest["left_out"] == disturbed.manifest["left_out"]
        outcome.check(same, "another list of articles left out")
        with stage.client() as studio:
            outcome.losses += annotated.compare(place.campaign(studio))
    return outcome


def _in_a_project(stage: Stage, annotated: Annotated) -> ClientFolder:
    """The project with a campaign folder that commands can use."""
    root = stage.new_folder() / "campaign"
    if run(["init", str(root), "-q"]) != 0:
        raise AssertionError("no project was made")
    place = annotated.place()
    local = root / ".annotate"
    shutil.copytree(place.folder, local, dirs_exist_ok=True)
    return ClientFolder(place.project, local)


def _pull(stage: Stage, place: ClientFolder, *, rebuild: bool) -> None:
    if not rebuild:
        end(start(stage, "pull", place))
        return
    other = ClientFolder(place.project, stage.new_folder())
    for part in place.folder.glob("plan.sqlite*"):
        shutil.copy(part, other.folder)
    end(start(stage, "pull", other))
    Mirror(other.folder / "mirror.sqlite").close()
    fresh = place.folder / "mirror.sqlite.new"
    shutil.copy(other.folder / "mirror.sqlite", fresh)
    put_in_place(fresh, place.folder / "mirror.sqlite")


def _gold(folder: Path) -> dict[str, str]:
    return {record.article.id: record.to_json() for record in load_gold(folder)}


def _different(one: dict[str, str], other: dict[str, str]) -> int:
    return sum(one.get(article) != line for article, line in other.items())
