"""Releases one after the other: articles stay in their splits, and the files say what is in none and why."""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path
from typing import Any

import pytest

import annotate
from annotate.core import jsonl
from annotate.core.annotation import Status
from annotate.core.errors import ConfigError, InputError
from annotate.core.record import Record
from annotate.corpus.near_duplicates import find_near_duplicates
from annotate.gold.checking.verify import verify_release
from annotate.gold.load import load_gold
from annotate.gold.making.release import Release
from annotate.gold.splitting.findings import near_duplicate_findings
from annotate.gold.splitting.rule import SplitRule
from annotate.gold.sums import write_sums
from benchmarks.news import News
from tests.builders import annotation, article
from tests.commands import Annotate, said
from tests.gold.releases import release

NEWS = News(11, characters=900)
TEXTS = {f"a{number:02}": NEWS.article() for number in range(20)}


def records(texts: dict[str, str], **fields: Any) -> list[Record]:
    articles = [article(text, id, **fields) for id, text in texts.items()]
    return [
        Record.of(one, annotation(one, status=Status.SUBMITTED, author="ana@example.org")) for one in articles
    ]


def splits_of(made: Release) -> dict[str, str]:
    return {id: name for name, ids in annotate.load_gold(made.folder).splits.items() for id in ids}


def file_of(made: Release) -> dict[str, Any]:
    data: dict[str, Any] = json.loads((made.folder / "splits.json").read_text())
    return data


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Release:
    return release(tmp_path_factory.mktemp("first"), records(TEXTS))


def test_a_later_release_keeps_the_splits_and_names_the_release_and_what_is_in_no_split(
    first: Release, tmp_path: Path
) -> None:
    before = splits_of(first)
    train, test = (next(id for id, split in before.items() if split == name) for name in ("train", "test"))
    more = {
        **{id: text for id, text in TEXTS.items() if id != "a07"},
        "a03": NEWS.article(),  # its text was changed
        "joins": TEXTS[test] + "\n" + NEWS.article(),
        "bridge": TEXTS[train] + "\n" + TEXTS[test],
        "new": NEWS.article(),
    }
    made = release(tmp_path, records(more), version="1.1.0", previous=first.folder)
    after = splits_of(made)
    assert {id: after[id] for id in before if id != "a07"} == {
        id: split for id, split in before.items() if id != "a07"
    }
    assert after["joins"] == "test" and "bridge" not in after and "new" in after
    file = file_of(made)
    sums = hashlib.sha256((first.folder / "SHA256SUMS").read_bytes()).hexdigest()
    assert file["previous"] == {"name": "tiny", "version": "1.0.0", "sha256sums": f"sha256:{sums}"}
    assert [item["article"] for item in file["left_out"]] == ["bridge"]
    assert file["left_out"][0]["near"] == {train: "train", test: "test"}
    assert file["clusters"] == [sorted(["bridge", "joins", train, test])]
    for key, there in (
        ("previous", "previous"),
        ("left_out", "articles_in_no_split"),
        ("rule", "split_rule"),
    ):
        assert made.manifest[there] == file[key]
    assert made.manifest["clusters_of_near_duplicates"] == 1
    assert annotate.load_gold(made.folder).in_no_split == ["bridge"]
    gold = annotate.load_gold(made.folder)
    near = find_near_duplicates((record.article.id, record.text or "") for record in gold)
    assert near_duplicate_findings(near, file["splits"]) == []
    moved = {**file["splits"], "train": [*file["splits"]["train"], "joins"]}
    moved["test"] = [id for id in moved["test"] if id != "joins"]
    (finding,) = near_duplicate_findings(near, moved)
    assert "joins (train)" in finding and f"{test} (test)" in finding
    assert near_duplicate_findings(near, moved, [{"joins": "train", test: "test"}]) == []
    again = release(tmp_path, records(more)[::-1], version="1.1.1", previous=first.folder)
    assert (again.folder / "splits.json").read_bytes() == (made.folder / "splits.json").read_bytes()


def test_verify_finds_near_duplicates_in_different_splits_again(tmp_path: Path) -> None:
    train, test = "a00", "a01"
    pair = {"copy": TEXTS[train] + "\n" + NEWS.article()[:200], **TEXTS}
    made = release(tmp_path, records(pair), version="2.0.0")
    assert verify_release(made.folder).found == []
    data = file_of(made)
    (cluster,) = data["clusters"]
    assert cluster == [train, "copy"]
    home = next(name for name, ids in data["splits"].items() if "copy" in ids)
    other = next(name for name in data["splits"] if name != home)

    def found() -> list[str]:
        (made.folder / "splits.json").write_text(json.dumps(data))
        write_sums(made.folder)
        lines = [one for one in verify_release(made.folder).found if one.file == "splits.json"]
        return [f"{one.check}: {one.what}" for one in lines]

    data["splits"][home].remove("copy")
    data["splits"][other].append("copy")
    places = sorted([f"copy ({other})", f"{train} ({home})"])
    (finding,) = found()
    assert finding.startswith("invariants: near duplicates are in different splits: ")
    assert sorted(finding.removesuffix(".").split(": ")[-1].split(", ")) == places
    data["known_leaks"] = [{"copy": other, train: home}]
    assert found() == []
    differ = "invariants: clusters is not the list of near duplicates: the texts give"
    data["clusters"] = [[train, test]]
    assert found() == [f"{differ} this one, too: {train}, copy."]
    data["clusters"] = [[train, "copy"], ["a05", test]]
    assert found() == [f"{differ} other ones."]
    provenance = json.loads((made.folder / "provenance.json").read_text())
    provenance["packages"]["annotate-gold"] = "0.0.9"
    (made.folder / "provenance.json").write_text(json.dumps(provenance))
    assert found() == []
    assert any("0.0.9 found other near duplicates" in note for note in verify_release(made.folder).notes)


def test_a_release_with_another_rule_than_the_previous_is_refused(first: Release, tmp_path: Path) -> None:
    with pytest.raises(
        ConfigError, match=r"tiny-1\.0\.0 was split by --split 80/10/10, not --split 70/20/10"
    ):
        release(tmp_path, records(TEXTS), previous=first.folder, split=SplitRule((70, 20, 10)))
    assert not (tmp_path / "exports").exists(), "nothing is left"
    rule = SplitRule((50, 25, 25), seed=4)
    one = release(tmp_path, records(TEXTS), split=rule)
    two = release(tmp_path, records(TEXTS), version="2.0.0", previous=one.folder)
    assert file_of(two)["rule"] == rule.to_dict() and splits_of(two) == splits_of(one)


def test_a_previous_release_of_an_earlier_version_is_kept_with_its_leaks(
    first: Release, tmp_path: Path
) -> None:
    old = tmp_path / "old-1.0.0"
    shutil.copytree(first.folder, old)
    splits = {name: list(ids) for name, ids in file_of(first)["splits"].items()}
    (old / "splits.json").write_text(json.dumps({"seed": 0, "splits": splits}))
    write_sums(old)
    leaking = {**TEXTS, splits["test"][0]: TEXTS[splits["train"][0]] + " Fin."}
    made = release(tmp_path, records(leaking), previous=old)
    assert file_of(made)["splits"] == splits
    assert file_of(made)["known_leaks"] == [{splits["test"][0]: "test", splits["train"][0]: "train"}]
    assert file_of(made)["rule"] == SplitRule().to_dict()


def test_near_duplicates_since_a_text_changed_are_known_gaps_and_notes_and_counted(
    first: Release, annotate: Annotate, project: Path
) -> None:
    splits = file_of(first)["splits"]
    train, test = splits["train"], splits["test"][0]
    texts = {
        **TEXTS,
        test: TEXTS[train[0]] + " Fin.",
        "joins": TEXTS[train[1]] + " Fin.",
        "bridge": TEXTS[train[2]] + "\n" + TEXTS[splits["dev"][0]],
        "chain": TEXTS[splits["dev"][0]] + "\n" + TEXTS[train[2]] + "\n" + NEWS.article()[:200],
    }
    jsonl.write(project / "texts.jsonl", records(texts))
    ended = annotate(
        *("release", "create", "later", "--from", "texts.jsonl", "--previous", str(first.folder))
    )
    named = ", ".join(sorted([f"{test} (test)", f"{train[0]} (train)"]))
    said(
        ended,
        0,
        "3 clusters of several articles, 1 in one split, 1 partly in no split, 1 in different splits (listed",
        f"in different splits, because articles of the previous release keep theirs: {named}.",
    )
    folder = project / "exports" / "later-1.0.0"
    gap = "1 cluster of near duplicates is in different splits, because articles of an earlier release keep"
    assert gap in (folder / "README.md").read_text()
    limitations = json.loads((folder / "croissant.json").read_text())["rai:dataLimitations"]
    assert any(gap in item and named in item for item in limitations)
    verified = verify_release(folder)
    assert verified.found == []
    assert [note for note in verified.notes if named in note]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ({"rule": {"by": "moon"}}, "names no rule that this version knows"),
        ({"splits": {"train": [], "eval": sorted(TEXTS)}}, "has the split 'eval'"),
        ({"splits": {}}, "has no splits"),
    ],
)
def test_a_previous_release_that_cannot_be_kept_is_refused(
    first: Release, tmp_path: Path, content: dict[str, Any], message: str
) -> None:
    old = tmp_path / "old-1.0.0"
    shutil.copytree(first.folder, old)
    (old / "splits.json").write_text(json.dumps({**file_of(first), **content}))
    write_sums(old)
    with pytest.raises(InputError, match=message):
        release(tmp_path, records(TEXTS), previous=old)
    with pytest.raises(InputError):
        release(tmp_path, records(TEXTS), previous=first.folder / "gold.jsonl")


def test_create_names_the_articles_in_another_split_than_before_and_only_if_there_are_some(
    annotate: Annotate, project: Path
) -> None:
    jsonl.write(project / "all.jsonl", records(TEXTS))
    make = ("release", "create", "many", "--from", "all.jsonl", "--version")
    said(annotate(*make, "1.0.0"), 0)
    same = annotate(*make, "1.0.1")
    assert "another split" not in same.err and "--previous" not in same.err
    other = annotate(*make, "2.0.0", "--split", "10/10/80", "--json")
    shown = annotate(*make, "2.0.1", "--split", "80/10/10")
    old, new = (
        {
            one: name
            for name, ids in load_gold(project / "exports" / f"many-{version}").splits.items()
            for one in ids
        }
        for version in ("2.0.0", "2.0.1")
    )
    moved = [one for one in old if old[one] != new[one]]
    assert other.code == 0 and f"In another split than in many-2.0.0: {len(moved)} articles, " in shown.err
    assert f"{min(moved)} ({old[min(moved)]} → {new[min(moved)]})" in shown.err


def test_the_command_says_what_is_near_what_is_empty_and_how_to_keep_splits(
    annotate: Annotate, project: Path
) -> None:
    texts = {id: TEXTS[id] for id in ("a00", "a01", "a02")}
    update = {"update": TEXTS["a00"] + "\n" + TEXTS["a01"][:200], "undated": TEXTS["a05"]}
    dated = records(texts, published="2025-03") + records(update, published="2025")
    jsonl.write(project / "few.jsonl", dated)
    ended = annotate("release", "create", "few", "--from", "few.jsonl")
    said(ended, 0, "Near duplicates: 1 cluster of several articles")
    assert "Without articles: dev" in ended.err
    options = ("--test-from", "2025-02", "--problems", "problems.jsonl")
    ended = annotate("release", "create", "few", "--version", "1.1.0", "--from", "few.jsonl", *options)
    said(ended, 0, "In no split (2)", "In another split than in few-1.0.0: ", "--previous")
    listed = [json.loads(line) for line in (project / "problems.jsonl").read_text().splitlines()]
    assert {line["article"] for line in listed if line["outcome"] == "in no split"} == {"undated", "update"}
    ended = annotate(
        *("release", "create", "few", "--version", "1.2.0", "--from", "few.jsonl"),
        *("--previous", "exports/few-1.1.0", "--json"),
    )
    assert ended.json["manifest"]["split_rule"]["test_from"] == "2025-02"
    assert "previous" not in ended.err
    for wrong in (("--split", "8/1/1"), ("--test-from", "soon"), ("--test-source", "AFP")):
        said(annotate("release", "create", "x", "--from", "few.jsonl", *wrong), 2, wrong[1])
    said(annotate("release", "create", "x", "--from", "few.jsonl", "--previous", "nowhere"), 5, "nowhere")
