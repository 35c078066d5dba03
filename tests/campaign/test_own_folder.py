"""A campaign's folder that was copied, moved or mounted elsewhere: what is noted, and what is refused."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import warnings
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from annotate.campaign.server.own_folder import check_folder, keep_folder, look_at_folder
from annotate.core.errors import CopiedFolderError
from annotate.project import Project
from annotate.studio.store.plan import Plan, ProjectLink
from tests.commands import Annotate, said

LINK = ProjectLink("http://127.0.0.1:8090", 7, "2026-03-01T12:00:00Z")


def campaign(folder: Path) -> Path:
    folder.mkdir(parents=True)
    (folder / "annotate.yaml").write_text("format: 1\nname: a-port\nontology: diplomacy\n", encoding="utf-8")
    use(folder, LINK)
    return folder


def use(folder: Path, link: ProjectLink | None = None, *, reading: bool = False) -> list[str]:
    """Uses the campaign in ``folder`` as a push does, and gives the notes."""
    project = Project.load(folder / "annotate.yaml")
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        with closing(Plan(folder / ".annotate" / "plan.sqlite")) as plan:
            (look_at_folder if reading else check_folder)(project, plan)
            if link is not None:
                plan.set_link(link)
    return [str(warning.message) for warning in caught]


def copied(folder: Path, other: Path) -> Path:
    shutil.copytree(folder, other, symlinks=True)
    return other


def test_a_copy_is_refused_until_the_user_wants_it_and_the_original_is_not(tmp_path: Path) -> None:
    first = campaign(tmp_path / "first")
    second = copied(first, tmp_path / "second")
    with pytest.raises(CopiedFolderError) as refused:
        use(second)
    assert refused.value.what == (
        f"this folder is a copy of {first}, which is still there."
        " Both would use the project 7 at http://127.0.0.1:8090."
    )
    assert "annotate init" in str(refused.value.remedy)
    assert "--yes" in str(refused.value.remedy)
    assert use(first) == []
    (note,) = use(second, reading=True)
    assert "is a copy of" in note
    keep_folder(Project.load(second / "annotate.yaml"))
    assert use(second) == use(first) == []
    with pytest.raises(CopiedFolderError):
        use(copied(second, tmp_path / "third"))


def test_a_copy_of_only_the_configs_is_a_new_campaign(tmp_path: Path) -> None:
    first = campaign(tmp_path / "first")
    second = copied(first, tmp_path / "second")  # as git clones it: .annotate is ignored
    shutil.rmtree(second / ".annotate")
    assert use(second) == []
    with closing(Plan(second / ".annotate" / "plan.sqlite")) as plan:
        assert plan.link is None


def moved(first: Path) -> Path:
    return first.rename(first.with_name("moved"))


def to_another_disk(first: Path) -> Path:
    other = copied(first, first.with_name("other"))
    shutil.rmtree(first)
    return other


def first_is_a_file_now(first: Path) -> Path:
    other = moved(first)
    first.write_text("")
    return other


def emptied(first: Path) -> Path:
    other = moved(first)
    first.mkdir()
    return other


def another_campaign_there(first: Path) -> Path:
    other = moved(first)
    campaign(first)
    return other


def another_project_there(first: Path) -> Path:
    """A restore made a project of its own for the original."""
    other = copied(first, first.with_name("other"))
    use(first, ProjectLink(LINK.url, 8, "2026-03-02T12:00:00Z"))
    return other


@pytest.mark.parametrize(
    "move",
    [
        moved,
        to_another_disk,
        first_is_a_file_now,
        emptied,
        another_campaign_there,
        another_project_there,
    ],
)
def test_a_folder_that_was_moved_is_noted_once(tmp_path: Path, move: Callable[[Path], Path]) -> None:
    first = campaign(tmp_path / "first")
    now = move(first)
    (note,) = use(now, reading=True)
    (again,) = use(now)
    assert note == again
    assert f"this campaign was in {first} before. It goes on with the project 7" in note
    assert use(now) == []


def test_another_path_to_the_same_folder_says_nothing(tmp_path: Path) -> None:
    first = campaign(tmp_path / "first")
    (tmp_path / "link").symlink_to(first)
    assert use(tmp_path / "link") == []
    other = tmp_path / "other"  # a folder that shares the plan of the first
    other.mkdir()
    shutil.copy(first / "annotate.yaml", other)
    (other / ".annotate").symlink_to(first / ".annotate")
    assert use(other) == []
    assert use(first) == []


def test_a_copy_with_hard_links_is_a_copy(tmp_path: Path) -> None:
    first = campaign(tmp_path / "first")
    shutil.copytree(first, tmp_path / "second", copy_function=os.link)
    with pytest.raises(CopiedFolderError):
        use(tmp_path / "second")


def test_a_container_and_its_host_are_told_once_each(tmp_path: Path) -> None:
    inside = campaign(tmp_path / "inside")
    outside = tmp_path / "outside"
    assert len(use(inside.rename(outside))) == 1, "the same folder under the path of the host"
    assert use(outside.rename(inside)) == []
    assert use(inside.rename(outside)) == []
    other = copied(outside, tmp_path / "aside")
    shutil.rmtree(outside)
    assert len(use(other.rename(inside))) == 1, "another folder at a path that was known"


def test_a_plan_from_before_learns_its_folder_at_first_use(tmp_path: Path) -> None:
    first = campaign(tmp_path / "first")
    with closing(sqlite3.connect(first / ".annotate" / "plan.sqlite")) as plan, plan:
        plan.execute("DELETE FROM meta WHERE key = 'folder'")
    assert use(first, reading=True) == use(first) == []
    with pytest.raises(CopiedFolderError):
        use(copied(first, tmp_path / "second"))


def test_an_original_that_cannot_be_looked_at_may_still_be_there(tmp_path: Path) -> None:
    first = campaign(tmp_path / "first")
    second = copied(first, tmp_path / "second")
    (first / ".annotate" / "plan.sqlite").write_bytes(b"no database")
    with pytest.raises(CopiedFolderError, match="cannot be looked at"):
        use(second)
    path = "x" * 300  # a name that no file system has: neither there nor gone
    with closing(Plan(second / ".annotate" / "plan.sqlite")) as plan:
        plan.set_setting("folder", {**plan.setting("folder"), "path": f"/{path}"})
    with pytest.raises(CopiedFolderError, match="cannot be looked at"):
        use(second)


def test_a_folder_that_was_renamed_and_copied_back_is_refused_at_its_new_name(tmp_path: Path) -> None:
    """The copy has the path of the original, so that only the original can tell."""
    first = campaign(tmp_path / "first")
    original = moved(first)
    copied(original, first)
    with pytest.raises(CopiedFolderError):
        use(original)


def test_the_folder_is_kept_as_json_with_its_former_paths(tmp_path: Path) -> None:
    first = campaign(tmp_path / "first")
    now = moved(first)
    use(now)
    with closing(sqlite3.connect(now / ".annotate" / "plan.sqlite")) as plan:
        (value,) = plan.execute("SELECT value FROM meta WHERE key = 'folder'").fetchone()
    kept = json.loads(value)
    assert (kept["path"], kept["also"]) == (str(now), [str(first)])


def test_a_copy_made_before_a_move_is_refused_and_names_the_present_folder(tmp_path: Path) -> None:
    first = campaign(tmp_path / "first")
    early = copied(first, tmp_path / "early")
    now = moved(first)
    assert len(use(now)) == 1
    (note,) = use(early, reading=True)
    assert f"a copy of {now}, which is still there" in note
    with pytest.raises(CopiedFolderError, match="a copy of"):
        use(early)
    with pytest.raises(CopiedFolderError):  # also at the path that the plan knows
        use(early.rename(first))
    keep_folder(Project.load(first / "annotate.yaml"))
    assert use(first) == use(now) == []


def test_of_a_moved_folder_and_its_copy_only_the_first_that_is_used_goes_on(tmp_path: Path) -> None:
    first = campaign(tmp_path / "first")
    early = copied(first, tmp_path / "early")
    now = moved(first)
    assert len(use(early)) == 1
    with pytest.raises(CopiedFolderError, match="early"):
        use(now)
    shutil.rmtree(early)
    assert len(use(now)) == 1


def test_a_copy_neither_starts_nor_stops_the_label_studio_of_the_original(
    tmp_path: Path, annotate: Annotate, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = campaign(tmp_path / "first")
    Project.load(first / "annotate.yaml").keep_state()
    monkeypatch.chdir(copied(first, tmp_path / "second"))
    for words in (("studio", "down"), ("studio", "up")):
        said(annotate(*words), 2, f"is a copy of {first}", "Both use the same Label Studio")
    assert annotate("studio", "down", "--yes", "--json").json == {"stopped": False}
    monkeypatch.chdir(first)
    assert annotate("studio", "down", "--json").json == {"stopped": False}
