"""What a round that goes on finds of its release candidate: whole, gone, damaged, or another one."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from annotate.campaign.rounds.kept import Lost, has_other_ontology, lost_of
from annotate.campaign.rounds.learning import LearnSettings, learn
from annotate.campaign.rounds.state import PullDone, RoundFile, new_round
from annotate.core.errors import InputError
from annotate.gold.identity import identity
from annotate.gold.load import load_gold
from annotate.gold.sums import write_sums
from annotate.project import Project
from tests.campaign.rounds.rounds import pulled, released

SAMPLE = Path("exports/sample-1.0.0").absolute()
FOLDER = "exports/ships-candidate-1.0.0"


@pytest.fixture
def begun(project: Path) -> tuple[Project, RoundFile, Path]:
    folder = project / FOLDER
    shutil.copytree(SAMPLE, folder)
    made = released(6, 6, folder=FOLDER, sha256=identity(load_gold(folder))["sha256"])
    return Project.find(project), RoundFile(number=1, release=made), folder


def test_a_candidate_that_is_whole_stays(begun: tuple[Project, RoundFile, Path]) -> None:
    project, content, _ = begun
    assert lost_of(project, content) is None


def test_a_candidate_that_was_deleted_is_to_be_made_again(begun: tuple[Project, RoundFile, Path]) -> None:
    project, content, folder = begun
    shutil.rmtree(folder)
    assert lost_of(project, content) == Lost("release", FOLDER)


@pytest.mark.parametrize("damage", ["cut", "missing", "no sums", "empty", "another"])
def test_a_damaged_candidate_is_named_with_what_to_do(
    begun: tuple[Project, RoundFile, Path], damage: str
) -> None:
    project, content, folder = begun
    gold, sums = folder / "gold.jsonl", folder / "SHA256SUMS"
    if damage == "cut":
        gold.write_bytes(gold.read_bytes()[:-9])
    elif damage == "missing":
        (folder / "splits.json").unlink()
    elif damage == "no sums":
        sums.unlink()
    elif damage == "empty":
        shutil.rmtree(folder)
        folder.mkdir()
    else:
        (folder / "README.md").write_text("Another release.")
        write_sums(folder)
    with pytest.raises(InputError) as raised:
        lost_of(project, content)
    assert str(raised.value.where).startswith(str(folder))
    assert f"Delete the folder {folder}. Then run 'annotate round' again" in str(raised.value.remedy)


def test_a_damaged_candidate_is_not_taken_for_too_little_gold(
    begun: tuple[Project, RoundFile, Path],
) -> None:
    project, _, folder = begun
    (folder / "gold.jsonl").write_text("")
    with pytest.raises(InputError, match="is not what SHA256SUMS says"):
        learn(project, new_round(project, []), folder, LearnSettings())


def test_an_ontology_that_has_changed_since_the_pull_is_another_one(
    begun: tuple[Project, RoundFile, Path],
) -> None:
    project, content, _ = begun
    assert has_other_ontology(project, content) is (project.ontology.id != "diplomacy@1.1.0")
    content.pull = PullDone(**{**pulled().model_dump(), "ontology": "0" * 64})
    assert has_other_ontology(project, content)
