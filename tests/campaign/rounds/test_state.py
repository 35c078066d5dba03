"""The state of a round is on the disk after each step, and is read back as it was."""

from __future__ import annotations

from pathlib import Path

import pytest

from annotate.campaign.rounds.state import STATE_FILE, RoundFile, UseDone, all_rounds, new_round
from annotate.core.errors import ConfigError
from annotate.project import Project
from tests.campaign.rounds.rounds import pulled, trained, whole_round


def of(folder: Path) -> Project:
    return Project.find(folder)


def test_a_step_is_on_the_disk_as_soon_as_it_has_ended(project: Path) -> None:
    state = new_round(of(project), [])
    assert all_rounds(of(project)) == []
    state.done("pull", pulled())
    (read,) = all_rounds(of(project))
    assert read.content == state.content
    assert read.content.lint is None


def test_rounds_come_in_the_order_of_their_numbers(project: Path) -> None:
    for number in (10, 9, 2):
        made = new_round(of(project), [])
        made.content.number, made.folder = number, made.folder.with_name(str(number))
        made.save()
    assert [state.number for state in all_rounds(of(project))] == [2, 9, 10]


def test_a_new_round_knows_the_candidate_and_the_decisions_of_the_one_before(project: Path) -> None:
    before = new_round(of(project), [])
    before.content = whole_round(1, 20, 20, trained(1, names=(0.8, 0.9)))
    before.content.accepted = ("abc",)
    made = new_round(of(project), [before])
    assert (made.number, made.content.accepted) == (2, ("abc",))
    assert made.content.former_candidate == "exports/ships-candidate-1.20.0"


def test_a_round_that_was_killed_before_its_first_step_is_none(project: Path) -> None:
    (project / ".annotate" / "rounds" / "1").mkdir(parents=True)
    assert all_rounds(of(project)) == []


STOPPED = '{"number": 1, "stopped": {"step": "sail", "what": "It is odd.", "remedy": "Look."}}'


@pytest.mark.parametrize(
    "content", ["", "[]", "{", '{"number": 2}', '{"number": 1, "pull": 3}', "1e999999", STOPPED]
)
def test_a_damaged_state_is_named_with_what_to_do(project: Path, content: str) -> None:
    folder = project / ".annotate" / "rounds" / "1"
    folder.mkdir(parents=True)
    (folder / STATE_FILE).write_text(content)
    with pytest.raises(ConfigError) as raised:
        all_rounds(of(project))
    assert raised.value.where == str(folder / STATE_FILE)
    assert f"Delete the folder {folder}" in str(raised.value.remedy)


def test_a_step_that_is_made_again_says_why_also_after_a_kill(project: Path) -> None:
    state = new_round(of(project), [])
    state.content = whole_round(1, 20, 20, trained(1, names=(0.8, 0.9)))
    state.make_again("train", "models/round-1 is no longer there")
    (read,) = all_rounds(of(project))
    assert (read.content.train, read.content.order) == (None, None)
    read.done("train", trained(1))
    read.done("use", whole_round(1, 20, 20, trained(1)).use or UseDone(model=None))
    (read,) = all_rounds(of(project))
    assert read.content.train is not None and read.content.use is not None
    assert read.content.train.notes == ("made again: models/round-1 is no longer there",)
    assert read.content.use.notes == ()


def test_a_state_of_a_later_version_keeps_its_known_keys() -> None:
    made = RoundFile.model_validate({"number": 1, "later": 3, "pull": {**pulled().model_dump(), "new": 1}})
    assert made.pull == pulled()
