"""Third-party exporters: for folders, with options, and written for the former protocol."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterable
from importlib import metadata
from pathlib import Path
from typing import Literal

import pytest

from annotate.core.files import writing, writing_folder
from annotate.core.ontology import Ontology
from annotate.core.record import GoldRecord
from annotate.export.base import Losses
from tests.commands import Annotate, said, tree

RELEASE = Path(__file__).parents[2] / "exports" / "sample-1.0.0"


class Before:
    """An exporter for the former protocol, without target and options."""

    name = "before"
    suffix = ".txt"
    cannot_hold = frozenset({"everything"})

    def export(self, records: Iterable[GoldRecord], ontology: Ontology, path: Path) -> Losses:
        with writing(path) as file:
            file.writelines(f"{record.article.id}\n" for record in records)
        return Losses()


class Shards:
    """An exporter that writes a folder, with options of every type."""

    name = "shards"
    target: Literal["folder"] = "folder"
    suffix = ""
    cannot_hold = frozenset({"everything"})

    def export(
        self,
        records: Iterable[GoldRecord],
        ontology: Ontology,
        path: Path,
        *,
        per_file: int = 5,
        titles: bool = False,
        share: float = 1.0,
        prefix: str = "shard",
    ) -> Losses:
        losses = Losses()
        lines = []
        for record in records:
            losses.articles += 1
            lines.append(f"{record.article.title if titles else record.article.id}\n")
        lines = lines[: round(share * len(lines))]
        with writing_folder(path) as folder:
            for start in range(0, len(lines), per_file):
                with writing(folder / f"{prefix}-{start // per_file}.txt") as file:
                    file.writelines(lines[start : start + per_file])
        return losses


class Crooked(Before):
    name = "crooked"
    target = "cloud"


class Raising(Before):
    name = "raising"

    def export(self, records: Iterable[GoldRecord], ontology: Ontology, path: Path) -> Losses:
        path.write_text("half")
        raise ValueError("no luck.")


class RaisingFolder(Before):
    name = "raising-folder"
    target = "folder"

    def export(self, records: Iterable[GoldRecord], ontology: Ontology, path: Path) -> Losses:
        path.mkdir()
        (path / "half.txt").write_text("half")
        raise ValueError("no luck.")


class Leaving(Before):
    name = "leaving"

    def export(self, records: Iterable[GoldRecord], ontology: Ontology, path: Path) -> Losses:
        sys.exit(0)


class Silent(Before):
    name = "silent"

    def export(self, records: Iterable[GoldRecord], ontology: Ontology, path: Path) -> Losses:
        return None  # type: ignore[return-value]  # as an author who forgets it


class Demanding(Before):
    name = "demanding"

    def export(  # type: ignore[override]
        self, records: Iterable[GoldRecord], ontology: Ontology, path: Path, *, shards: int
    ) -> Losses:
        return Losses()


@pytest.fixture(autouse=True)
def third_parties(monkeypatch: pytest.MonkeyPatch) -> None:
    classes = (Before, Shards, Crooked, Raising, RaisingFolder, Leaving, Silent, Demanding)
    there = {exporter.name: exporter.__name__ for exporter in classes}

    def entry_points(group: str, name: str | None = None) -> list[metadata.EntryPoint]:
        found = [metadata.EntryPoint(key, f"{__name__}:{value}", group) for key, value in there.items()]
        found.append(metadata.EntryPoint("jsonl", "annotate.export.jsonl:JsonlExporter", group))
        return [point for point in found if name in (None, point.name)]

    monkeypatch.setattr(metadata, "entry_points", entry_points)


def test_an_exporter_for_the_former_protocol_writes_its_file(annotate: Annotate, tmp_path: Path) -> None:
    said(annotate("export", RELEASE, "--format", "before", "-o", tmp_path / "o.txt"), 0)
    assert len((tmp_path / "o.txt").read_text().splitlines()) > 5


def test_a_folder_is_written_with_the_options_that_were_given(annotate: Annotate, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    words = ["--split", "all", "--option", "per-file=4", "--option", "titles=true", "--option", "share=.5"]
    said(annotate("export", RELEASE, "--format", "shards", "-o", folder, *words), 0)
    files = sorted(folder.iterdir())
    assert files[0].name == "shard-0.txt"
    assert len(files[0].read_text(encoding="utf-8").splitlines()) == 4
    assert list(tmp_path.iterdir()) == [folder]
    again = annotate("export", RELEASE, "--format", "shards", "-o", folder)
    said(again, 2, "exists already", "Choose another -o")


@pytest.mark.parametrize(
    ("option", "parts"),
    [
        ("colour=red", ("no option 'colour'", "per_file, titles, share, prefix")),
        ("per_file=many", ("'many', not a whole number", "default is 5")),
        ("titles=perhaps", ("not true or false",)),
        ("titles", ("NAME=VALUE",)),
    ],
)
def test_an_unknown_option_is_refused_with_a_list_of_the_known_ones(
    annotate: Annotate, tmp_path: Path, option: str, parts: tuple[str, ...]
) -> None:
    output = tmp_path / "out"
    ended = annotate("export", RELEASE, "--format", "shards", "-o", output, "--option", option)
    said(ended, 2, *parts)
    assert not output.exists()


def test_a_format_without_options_says_so(annotate: Annotate, tmp_path: Path) -> None:
    ended = annotate("export", RELEASE, "--format", "jsonl", "-o", tmp_path / "o", "--option", "a=b")
    said(ended, 2, "jsonl has no option 'a'", "It has none")


def test_a_target_other_than_file_or_folder_is_an_error(annotate: Annotate, tmp_path: Path) -> None:
    ended = annotate("export", RELEASE, "--format", "crooked", "-o", tmp_path / "o")
    said(ended, 2, "'cloud'", "tell its author")


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("raising", ("format raising failed: ValueError: no luck.", "test_options.py, line ")),
        ("raising-folder", ("format raising-folder failed: ValueError: no luck.",)),
        ("leaving", ("format leaving failed: SystemExit: 0.", "test_options.py, line ")),
        ("silent", ("format silent returned NoneType instead of Losses", "tell its author")),
        ("demanding", ("format demanding needs the argument shards", "tell its author")),
    ],
)
def test_a_broken_exporter_is_named_with_the_line_of_its_code(
    annotate: Annotate, tmp_path: Path, name: str, parts: tuple[str, ...]
) -> None:
    said(annotate("export", RELEASE, "--format", name, "-o", tmp_path / "out"), 2, *parts)


def test_a_folder_that_an_exporter_leaves_half_done_does_not_block_the_next(
    annotate: Annotate, tmp_path: Path
) -> None:
    folder = tmp_path / "out"
    said(annotate("export", RELEASE, "--format", "raising-folder", "-o", folder), 2)
    assert not list(tmp_path.iterdir())
    folder.mkdir()  # an empty one is taken too
    said(annotate("export", RELEASE, "--format", "shards", "-o", folder), 0)
    assert list(tmp_path.iterdir()) == [folder]
    assert list((folder / "train").iterdir())


@pytest.mark.parametrize("place", ["gold.jsonl", "sub/deep", "README.md"])
def test_no_export_goes_into_a_release(annotate: Annotate, tmp_path: Path, place: str) -> None:
    release = tmp_path / "sample-1.0.0"
    shutil.copytree(RELEASE, release)
    before = tree(release)
    for name in ("jsonl", "shards"):
        ended = annotate("export", release, "--format", name, "-o", release / place)
        said(ended, 2, "lies in the release sample-1.0.0", "never changed")
    ended = annotate(
        "export", release, "--format", "jsonl", "-o", tmp_path / "o", "--losses", release / place
    )
    said(ended, 2, "lies in the release sample-1.0.0")
    assert tree(release) == before


def test_a_folder_that_fails_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError), writing_folder(tmp_path / "out") as folder:
        (folder / "half.txt").write_text("half")
        raise RuntimeError
    assert list(tmp_path.iterdir()) == []
