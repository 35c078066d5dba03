"""Any damage to a release is found, and any contradiction between its files, with file and article."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pyarrow.parquet
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotate.core.annotation import Status
from annotate.core.errors import InputError
from annotate.core.record import Record
from annotate.gold.checking.verify import Verified, verify_release
from annotate.gold.sums import parse_sums, write_sums
from annotate.gold.without_texts.join import join_release
from tests.builders import meeting
from tests.commands import Annotate, said, tree
from tests.gold.invented import BO, invented, marked
from tests.gold.releases import release
from tests.gold.test_no_text import hard_records

ROOT = Path(__file__).parents[2]
SAMPLE = ROOT / "exports" / "sample-1.0.0"
Edit = Callable[[Path], object]


def some_records() -> list[Record]:
    return [
        *(marked(invented(number)) for number in range(3)),
        marked(invented(3)),
        marked(invented(3), BO),
        meeting("skipped", Status.SKIPPED, BO),
    ]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return release(tmp_path_factory.mktemp("verify"), some_records()).folder


@pytest.fixture
def folder(made: Path, tmp_path: Path) -> Path:
    """A copy of a release that a test may change."""
    return shutil.copytree(made, tmp_path / made.name)


def sentences(verified: Verified) -> list[str]:
    return [str(item) for item in verified.found]


@pytest.mark.parametrize("no_text", [False, True])
@pytest.mark.parametrize("given", [some_records, hard_records])
def test_nothing_is_wrong_in_a_release_as_it_is_made(
    tmp_path: Path, no_text: bool, given: Callable[[], list[Record]]
) -> None:
    made = release(tmp_path, given(), no_text=no_text, with_losses=True)
    verified = verify_release(made.folder)
    assert sentences(verified) == []
    count = made.manifest["articles"]
    without = f"Near duplicates were not looked for: {count} article{'s' * (count != 1)} without text."
    assert verified.notes == ([without] if no_text else [])
    assert verified.files == len(tree(made.folder)) and verified.articles == made.manifest["articles"]


def test_nothing_is_wrong_in_a_joined_release(tmp_path: Path) -> None:
    bare = release(tmp_path, some_records(), no_text=True).folder
    articles = [record.article for record in some_records()]
    join_release(bare, articles, tmp_path / "whole")
    assert sentences(verify_release(tmp_path / "whole")) == []
    join_release(bare, articles[1:], tmp_path / "part", partial=True)
    assert sentences(verify_release(tmp_path / "part")) == []


def test_nothing_is_wrong_in_the_sample_release() -> None:
    verified = verify_release(SAMPLE)
    assert sentences(verified) == [] and verified.articles == 10


def test_a_release_of_an_earlier_version_lacks_files_and_is_not_damaged(
    folder: Path, annotate: Annotate
) -> None:
    """Without card, answers and a Parquet file for each split, and with the columns of before."""
    shutil.rmtree(folder / "data")
    for name in ("README.md", "croissant.json", "annotations.jsonl"):
        (folder / name).unlink()
    manifest = json.loads((folder / "manifest.json").read_text())
    for name in ("annotations", "articles_with_losses", "lost"):
        del manifest[name]
    (folder / "manifest.json").write_text(json.dumps(manifest))
    table = read_table(folder / "gold.parquet")
    kept = ["id", "text", "title", "digest", "author", "decision", "entities", "events"]
    write_table(table.select(kept), folder / "gold.parquet")
    write_sums(folder)
    verified = verify_release(folder)
    assert sentences(verified) == []
    assert verified.notes == [
        "An earlier version of annotate made this release, so it has no card (README.md, croissant.json), no"
        " answers of each person (annotations.jsonl) and no Parquet file for each split (data/). It can be"
        " used as before.",
        "gold.parquet has the columns of an earlier version of annotate, so only its ids, texts, digests and"
        " authors were compared.",
    ]
    ended = annotate("release", "verify", folder)
    assert ended.code == 0 and "nothing is wrong" in ended.out
    assert "An earlier version of annotate made this release" in ended.err
    write_table(table.select(kept).slice(1), folder / "gold.parquet")
    write_sums(folder)
    assert "its row is not what gold.jsonl says, in author, id, text" not in ended.err
    assert any("gold.parquet" in sentence for sentence in sentences(verify_release(folder)))


def flipped(path: Path, position: int, bits: int) -> Iterator[None]:
    """The file with the bits of one byte flipped, until the generator goes on."""
    content = path.read_bytes()
    changed = bytearray(content)
    changed[position] ^= bits
    path.write_bytes(changed)
    yield
    path.write_bytes(content)


def test_any_flipped_byte_in_any_file_is_found(folder: Path) -> None:
    names = sorted(tree(folder))
    assert {"SHA256SUMS", "provenance.json", "README.md", "croissant.json", "data/test.parquet"} <= {*names}

    @given(st.data())
    @settings(max_examples=20, deadline=None)
    def flip(data: st.DataObject) -> None:
        name = data.draw(st.sampled_from(names))
        position = data.draw(st.integers(0, (folder / name).stat().st_size - 1))
        for _ in flipped(folder / name, position, data.draw(st.integers(1, 255))):
            found = verify_release(folder).found
            assert any(item.check == "hashes" for item in found), (name, position)
            if name != "SHA256SUMS":
                assert [item.file for item in found if item.check == "hashes"] == [name]

    flip()
    assert sentences(verify_release(folder)) == []


def test_any_flipped_bit_of_the_checksums_changes_what_they_say(folder: Path) -> None:
    content = (folder / "SHA256SUMS").read_bytes()
    before = parse_sums(content).files
    for position, byte in enumerate(content):
        for bit in range(8):  # bit 5 turns upper into lower case, and a blank into a null character
            changed = content[:position] + bytes([byte ^ 1 << bit]) + content[position + 1 :]
            sums = parse_sums(changed)
            assert sums.bad or sums.files != before, (position, bit)


def edit_json(name: str, change: Callable[[Any], object]) -> Edit:
    def edit(folder: Path) -> None:
        data = json.loads((folder / name).read_text())
        change(data)
        (folder / name).write_text(json.dumps(data))

    return edit


def edit_line(name: str, number: int, change: Callable[[Any], object]) -> Edit:
    def edit(folder: Path) -> None:
        lines = (folder / name).read_text().splitlines()
        data = json.loads(lines[number])
        change(data)
        lines[number] = json.dumps(data)
        (folder / name).write_text("".join(f"{line}\n" for line in lines))

    return edit


def edit_text(name: str, old: str, new: str) -> Edit:
    def edit(folder: Path) -> None:
        text = (folder / name).read_text()
        assert old in text
        (folder / name).write_text(text.replace(old, new, 1))

    return edit


def repeat_line(name: str) -> Edit:
    def edit(folder: Path) -> None:
        lines = (folder / name).read_text().splitlines(keepends=True)
        (folder / name).write_text("".join([*lines, lines[0]]))

    return edit


def read_table(path: Path) -> Any:
    read: Any = pyarrow.parquet.read_table  # it has no type hints
    return read(path)


def write_table(table: Any, path: Path) -> None:
    write: Any = pyarrow.parquet.write_table
    write(table, path)


def edit_table(name: str, change: Callable[[Any], Any]) -> Edit:
    return lambda folder: write_table(change(read_table(folder / name)), folder / name)


def set_in(key: str, value: Any) -> Callable[[dict[str, Any]], object]:
    return lambda data: data.__setitem__(key, value)


def upper_author(table: Any) -> Any:
    rows = table.to_pylist()
    rows[1]["author"] = "ANNOTATOR-1"
    return pyarrow.Table.from_pylist(rows, schema=table.schema)


EDITS: list[tuple[Edit, str]] = [
    (
        edit_text("gold.jsonl", '"format":1', '"format":2'),
        "gold.jsonl, line 1: does not have the form of gold",
    ),
    (edit_text("gold.jsonl", "{", "["), "gold.jsonl, line 1: is not JSON at character"),
    (repeat_line("gold.jsonl"), "gold.jsonl, line 4, article a000: is there twice, in lines 1 and 4."),
    (
        edit_line("gold.jsonl", 0, lambda data: data["article"].update(text="Autre texte.")),
        "final annotation: the annotation is of another text of article a000",
    ),
    (
        edit_line("gold.jsonl", 1, lambda data: data["annotation"].update(author=BO)),
        "gold.jsonl, line 2, article a001: holds the e-mail address bo@example.org, not a pseudonym: author.",
    ),
    (
        edit_line(
            "annotations.jsonl",
            0,
            lambda data: data["annotation"]["entities"][0].update(provenance=[{"source": BO}]),
        ),
        "annotations.jsonl, line 1, article a000: holds the e-mail address bo@example.org, not a pseudonym",
    ),
    (
        edit_line("annotations.jsonl", 0, lambda data: data["annotation"].update(status="suggested")),
        "annotations.jsonl, line 1, article a000: is a suggested annotation, which is no answer.",
    ),
    (
        edit_line("annotations.jsonl", 0, lambda data: data["annotation"].update(author="annotator-9")),
        "annotations.jsonl, article a000: its gold is the answer of annotator-1, but",
    ),
    (
        edit_line("gold.jsonl", 2, lambda data: data["annotation"]["entities"][0].update(label="ANIMAL")),
        "(ANIMAL): diplomacy@1.1.0 has no entity type 'ANIMAL'.",
    ),
    (
        edit_line("gold.jsonl", 2, lambda data: data["annotation"].update(ontology="diplomacy@0.9.0")),
        "article a002: is annotated with diplomacy@0.9.0, and the release has diplomacy@1.1.0.",
    ),
    (
        edit_text("ontology.yaml", "version: 1.1.0", "version: 1.1.1"),
        "manifest.json: ontology: says diplomacy@1.1.0, and the files give diplomacy@1.1.1.",
    ),
    (edit_text("ontology.yaml", "entities:", "entitties:"), "ontology.yaml: is no ontology"),
    (edit_text("provenance.json", "{", ""), "provenance.json: cannot be read as JSON"),
    (edit_json("manifest.json", set_in("format", 2)), "manifest.json: has the format 2"),
    (edit_json("manifest.json", set_in("articles_in", 7)), "articles_in: says 7, and the files give 5."),
    (edit_json("manifest.json", set_in("annotators", 3)), "annotators: says 3, and the files give 1."),
    (
        edit_json("manifest.json", lambda data: data["entities"].update(PER=0)),
        "manifest.json: entities, PER: says 0, and the files give",
    ),
    (
        edit_json("manifest.json", lambda data: data["annotations"].update(skipped=2)),
        "manifest.json: annotations, skipped: says 2, and the files give 1.",
    ),
    (edit_json("manifest.json", lambda data: data.pop("decisions")), "manifest.json: has no decisions."),
    (
        edit_json("manifest.json", lambda data: data["left_out"].pop()),
        "manifest.json, article skipped: has an answer in annotations.jsonl, but is neither gold",
    ),
    (
        edit_json("manifest.json", lambda data: data["left_out"].append({**data["left_out"][0]})),
        "manifest.json, article a003: is left out 2 times.",
    ),
    (
        edit_json("manifest.json", lambda data: data["left_out"][0].update(article="a000")),
        "manifest.json, article a000: is left out, and in gold.jsonl.",
    ),
    (
        edit_json("splits.json", lambda data: data["splits"]["dev"].append("nosuch")),
        "splits.json, article nosuch: is not in gold.jsonl.",
    ),
    (
        edit_json("splits.json", lambda data: data["splits"].update(more=["a000"])),
        "splits.json, article a000: is in the split ",
    ),
    (
        edit_json("splits.json", lambda data: data.update(splits={"train": [], "dev": [], "test": []})),
        "splits.json, article a000: is in no split, and not listed as such.",
    ),
    (edit_json("splits.json", set_in("splits", [1])), "splits.json: does not list article ids by split."),
    (
        edit_table("gold.parquet", upper_author),
        "gold.parquet, article a001: its row is not what gold.jsonl says, in annotation.author.",
    ),
    (
        edit_table("gold.parquet", lambda table: table.slice(1)),
        "gold.parquet, article a002: has no row of it",
    ),
    (
        edit_table("gold.parquet", lambda table: pyarrow.concat_tables([table, table.slice(2)])),
        "gold.parquet: has more rows than gold.jsonl and the splits have articles.",
    ),
    (
        edit_table("gold.parquet", lambda table: table.drop(["extra"])),
        "gold.parquet: lacks the column extra.",
    ),
    (
        edit_table("gold.parquet", lambda table: table.drop(["unsure"]).append_column("x", table["id"])),
        "gold.parquet: lacks the column unsure and has other columns: x.",
    ),
    (lambda folder: (folder / "gold.parquet").write_text("PAR1"), "gold.parquet: cannot be read as Parquet"),
    (lambda folder: (folder / "data" / "dev.parquet").unlink(), "data/dev.parquet: is missing"),
    (
        lambda folder: shutil.copy(folder / "gold.parquet", folder / "data" / "more.parquet"),
        "data/more.parquet: is of no split in splits.json.",
    ),
    (lambda folder: (folder / "README.md").unlink(), "README.md: is missing; every release has it."),
    (lambda folder: (folder / "gold.jsonl").unlink(), "gold.jsonl: is missing; every release has it."),
]


@pytest.mark.parametrize(("edit", "sentence"), EDITS, ids=[sentence[:50] for _, sentence in EDITS])
def test_what_was_edited_is_named_although_the_checksums_fit(folder: Path, edit: Edit, sentence: str) -> None:
    edit(folder)
    write_sums(folder)
    verified = verify_release(folder)
    assert not [item for item in verified.found if item.check == "hashes"]
    assert any(sentence in found for found in sentences(verified)), sentences(verified)


def one_more(data: Any) -> Any:
    """The data with each number one larger."""
    if isinstance(data, dict):
        return {key: one_more(value) for key, value in data.items()}
    return data + 1 if isinstance(data, int) else data


def test_numbers_of_the_manifest_are_counted_again(folder: Path) -> None:
    """A number that is too large is found wherever it stands, but for two that no file can give."""
    whole = json.loads((folder / "manifest.json").read_text())
    larger = {key: value for key, value in one_more(whole).items() if value != whole[key]}
    assert {"articles", "splits", "entities", "events", "arguments", "decisions", "annotations"} <= {*larger}
    (folder / "manifest.json").write_text(json.dumps({**whole, **larger}))
    write_sums(folder)
    found = [item.what for item in verify_release(folder).found if item.file == "manifest.json"]
    for key in larger.keys() - {"findings", "unreviewed_left_out"}:
        assert any(re.match(rf"{key}\b|has the {key}", what) for what in found), (key, found)


def test_figures_that_another_version_worded_are_a_note_and_not_a_finding(folder: Path) -> None:
    edit_text("README.md", "submitted |", "handed in |")(folder)
    write_sums(folder)
    assert any(item.file == "README.md" for item in verify_release(folder).found)
    edit_json("provenance.json", lambda data: data["packages"].update({"annotate-gold": "0.0.9"}))(folder)
    write_sums(folder)
    verified = verify_release(folder)
    assert not [item for item in verified.found if item.file == "README.md"]
    assert any("annotate 0.0.9 wrote README.md" in note for note in verified.notes)


def test_missing_and_further_files_are_named(folder: Path) -> None:
    (folder / "data" / "dev.parquet").unlink()
    (folder / "notes.txt").write_text("x")
    (folder / "link").symlink_to(folder)
    (folder / "croissant.json").unlink()
    (folder / "croissant.json").mkdir()
    assert {
        "croissant.json: is a folder, not an ordinary file.",
        "data/dev.parquet: is missing; SHA256SUMS names it.",
        "link: is not in SHA256SUMS: it does not belong to the release.",
        "notes.txt: is not in SHA256SUMS: it does not belong to the release.",
    } <= set(sentences(verify_release(folder)))


def test_a_path_that_leaves_the_folder_is_not_followed(folder: Path) -> None:
    (folder.parent / "secret").write_text("x")
    with (folder / "SHA256SUMS").open("a") as file:
        file.write(f"{'0' * 64}  ../secret\n")
    (found,) = sentences(verify_release(folder))
    assert found.endswith("names '../secret', which is not a path inside the release.")


def test_the_command_tells_findings_from_what_is_no_release(folder: Path, annotate: Annotate) -> None:
    assert annotate("release", "verify", folder).code == 0
    (folder / "gold.jsonl").write_bytes((folder / "gold.jsonl").read_bytes()[:-1])
    ended = annotate("release", "verify", folder)
    said(ended, 1, "gold.jsonl: is not what SHA256SUMS says: it was changed or damaged.")
    ended = annotate("release", "verify", folder, "--json")
    assert ended.code == 1
    assert (
        ended.json["findings"][0]["check"] == "hashes" and ended.json["findings"][0]["file"] == "gold.jsonl"
    )
    quiet = annotate("release", "verify", folder, "-q")
    assert quiet.code == 1 and quiet.out == "" and "gold.jsonl" in quiet.err
    (folder / "SHA256SUMS").unlink()
    said(annotate("release", "verify", folder), 5, "has no SHA256SUMS")
    said(annotate("release", "verify", folder / "nosuch"), 5, "there is no such folder")
    said(annotate("release", "verify", folder / "gold.jsonl"), 5, "is not a folder")
    with pytest.raises(InputError):
        verify_release(folder)
