"""Every figure of a card is computed again by the command that the card names."""

from __future__ import annotations

import json
import re
import shlex
import statistics
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import yaml

from annotate.core.annotation import Status
from annotate.core.record import Record
from annotate.gold.checking.verify import verify_release
from annotate.gold.splitting.rule import SplitRule
from annotate.gold.sums import write_sums
from tests.builders import annotation, article, meeting
from tests.commands import Annotate
from tests.gold.card.generated import generated
from tests.gold.releases import release

BLOCK = re.compile(r"<!-- figure (\S+) (\S+)(?: (\S+))? -->\n(.*?)\n<!-- end \1 -->\n", re.DOTALL)
COMMAND = re.compile(r"^<sub>Computed by `(annotate release figures \S+ \S+)`</sub>$", re.MULTILINE)
FENCED = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
NUMBER = re.compile(r"\d(?:[\d,]*\d)?(?:\.\d+)*")


def numbers(text: str) -> list[str]:
    return [number.replace(",", "") for number in NUMBER.findall(text)]


def of_figure(figure: dict[str, Any]) -> list[str]:
    """The numbers of a figure as the command gives it, in the order in which a table shows them."""
    cells = [*figure["columns"], *(cell for row in figure["rows"] for cell in row), figure["note"]]
    return [number for cell in cells for number in numbers(str(cell))]


@pytest.mark.parametrize("seed", range(8))
def test_every_number_of_a_card_is_computed_again(
    seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, annotate: Annotate
) -> None:
    folder = generated(tmp_path, seed)
    monkeypatch.chdir(tmp_path)
    card = (folder / "README.md").read_text(encoding="utf-8")
    stated = json.loads((folder / "manifest.json").read_text()).get("about", {})
    _, matter, body = card.split("---\n", 2)
    shown = {name: text for name, _, row, text in BLOCK.findall(body) if not row}
    commands = [shlex.split(command) for text in shown.values() for command in COMMAND.findall(text)]
    assert [words[-1] for words in commands] == list(shown)
    assert {tuple(words[:-1]) for words in commands} == {tuple(commands[0][:-1])}
    # The first card types each command; the others type all names at once, which is much faster.
    typed = [words[1:] for words in commands] if seed == 0 else [[*commands[0][1:-1], *shown]]
    computed: dict[str, Any] = {}
    for words in typed:
        ended = annotate(*words, "--json")
        assert ended.code == 0, ended.err
        computed |= ended.json["figures"]
    for name, text in shown.items():
        assert numbers(COMMAND.sub("", text)) == of_figure(computed[name]), name
    for name, _, row, text in BLOCK.findall(body):
        assert not row or numbers(text) == numbers(stated[row]), name
    rest = BLOCK.sub("", body)
    heading, rest = rest.strip().split("\n", 1)
    assert numbers(heading) == numbers(stated.get("title", "generated"))
    for code in FENCED.findall(rest):
        without_names = re.sub(rf"exports/generated-{seed}\.2\.3|sha256sums?", "", code, flags=re.IGNORECASE)
        assert not numbers(without_names), code
    assert not numbers(FENCED.sub("", rest)), numbers(FENCED.sub("", rest))
    keys = yaml.safe_load(matter)
    assert keys.pop("size_categories") == ["n<1K"]
    assert keys.pop("pretty_name") == stated.get("title", "generated")
    assert keys.pop("license") == stated.get("licence", "unknown").lower()
    assert not numbers(json.dumps(keys))


@pytest.mark.parametrize("seed", range(8, 12))
def test_figures_are_those_of_the_files(seed: int, tmp_path: Path, annotate: Annotate) -> None:
    folder = generated(tmp_path, seed, articles=25)
    figures = annotate("release", "figures", str(folder), "--all", "--json").json["figures"]
    gold = [json.loads(line) for line in (folder / "gold.jsonl").read_text().splitlines()]
    splits = json.loads((folder / "splits.json").read_text())["splits"]
    place = {one: name for name, ids in splits.items() for one in ids}

    def rows(name: str) -> list[list[Any]]:
        return list(figures[name]["rows"])

    def by_split(items: list[tuple[str, str]]) -> dict[str, Counter[str]]:
        counts: dict[str, Counter[str]] = {}
        for one, label in items:
            counts.setdefault(label, Counter())[place.get(one, "no split")] += 1
        return counts

    def check_by_split(name: str, items: list[tuple[str, str]]) -> None:
        expected = by_split(items)
        columns = figures[name]["columns"][2:-1]
        for label, total, *counts, _ in rows(name):
            assert dict(zip(columns, counts, strict=True)) == {
                column: expected.get(label, Counter())[column] for column in columns
            }
            assert total == expected.get(label, Counter()).total()
        assert sum(row[1] for row in rows(name)) == len(items)

    events = [
        (line["article"]["id"], event) for line in gold for event in line["annotation"].get("events", [])
    ]
    entities = [
        (line["article"]["id"], entity) for line in gold for entity in line["annotation"].get("entities", [])
    ]
    check_by_split("entities", [(one, entity["label"]) for one, entity in entities])
    check_by_split("events", [(one, event["type"]) for one, event in events])
    check_by_split("roles", [(one, a["role"]) for one, event in events for a in event.get("arguments", [])])
    check_by_split(
        "attributes", [(one, n) for one, r in [*entities, *events] for n in r.get("attributes", {})]
    )
    sources = Counter(line["article"].get("source", "not stated") for line in gold)
    assert dict(rows("sources")) == sources
    assert dict(rows("decisions")) == Counter(line["annotation"]["decision"] for line in gold)
    file = folder / "annotations.jsonl"
    answers = gold if not file.exists() else [json.loads(line) for line in file.read_text().splitlines()]
    people = Counter(line["annotation"]["author"] for line in answers)
    assert {row[0]: sum(row[1:4]) for row in rows("people")} == people
    times = [line["annotation"]["lead_time_s"] for line in answers if "lead_time_s" in line["annotation"]]
    effort = dict(rows("effort"))
    assert effort["annotations with known working time"] == len(times)
    if times:
        assert effort["working time, sum"] == f"{sum(times) / 60:,.1f} min"
        assert effort["working time, median"] == f"{statistics.median(times) / 60:,.1f} min"
    manifest = json.loads((folder / "manifest.json").read_text())
    assert {row[0]: row[1] for row in rows("entities")} == manifest["entities"]
    assert {row[0]: row[2] for row in rows("left-out")} == manifest["left_out_by_reason"]
    assert sum(row[1] for row in rows("unreviewed")) == sum(manifest["unreviewed"].values())


def test_a_figure_is_asked_for_by_name(tmp_path: Path, annotate: Annotate) -> None:
    folder = generated(tmp_path, 3)
    ended = annotate("release", "figures", str(folder), "people", "effort")
    assert ended.code == 0
    assert "Annotators (people)" in ended.out and "Effort (effort)" in ended.out
    assert "overview" not in ended.out
    ended = annotate("release", "figures", str(folder), "peopel")
    assert ended.code == 2
    assert "there is no figure 'peopel'" in ended.err and "people" in ended.err


def test_a_folder_that_is_no_release_has_no_figures(tmp_path: Path, annotate: Annotate) -> None:
    folder = generated(tmp_path, 3)
    (folder / "SHA256SUMS").unlink()
    ended = annotate("release", "figures", str(folder))
    assert ended.code == 5
    assert "SHA256SUMS" in ended.err


def test_a_damaged_release_is_named_by_file_and_line(tmp_path: Path, annotate: Annotate) -> None:
    folder = generated(tmp_path, 3)
    file = folder / "gold.jsonl"
    file.write_text(file.read_text().replace('"entities":[', '"entities":[7,', 1))
    damaged = annotate("release", "figures", str(folder))
    assert damaged.code == 5 and "gold.jsonl: is not what SHA256SUMS says" in damaged.err
    write_sums(folder)  # as if the release had been made so
    ended = annotate("release", "figures", str(folder))
    assert ended.code == 5
    assert "gold.jsonl, line 1" in ended.err


def test_gaps_say_what_a_reader_must_know(tmp_path: Path, annotate: Annotate) -> None:
    made = release(tmp_path, [meeting("a1", Status.SUBMITTED, "ana@example.org")])
    gaps = annotate("release", "figures", str(made.folder), "gaps", "--json").json["figures"]["gaps"]["rows"]
    text = " ".join(gap for (gap,) in gaps)
    assert "One annotator has annotated everything" in text
    assert "The split dev is empty." in text
    assert "Without an example: 15 event types, AGREE, SUPPORT" in text
    assert "The working time of 1 of 1 annotation (1 submitted) is not known." in text
    assert "SANCTION and 3 more." in text and "MOBILIZE" not in text
    whole = annotate("release", "figures", made.folder, "gaps", "--all").out
    assert "MOBILIZE" in whole and " more." not in whole
    assert "Without a source: 1 article." in text


def test_the_rule_of_the_splits_is_a_sentence(tmp_path: Path, annotate: Annotate) -> None:
    def rule(number: int, **split: Any) -> list[list[str]]:
        record = meeting("a1", Status.SUBMITTED, "ana@example.org")
        dated = record.with_(article=record.article.with_(published="2025-03-01", source="AFP"))
        made = release(tmp_path / str(number), [dated], split=SplitRule(**split))
        rows = annotate("release", "figures", made.folder, "split-rule", "--json")
        return list(rows.json["figures"]["split-rule"]["rows"])

    assert rule(1) == [["80/10/10 by clusters of near duplicates (0 found), seed 0"]]
    assert rule(2, shares=(60, 20, 20), seed=3, by_source=True) == [
        ["60/20/20 by source, and by clusters of near duplicates (0 found), seed 3"]
    ]
    (dated,) = rule(3, test_from="2026")
    assert dated == ["80/10/10 by clusters of near duplicates (0 found), test: articles from 2026 on, seed 0"]


@pytest.mark.parametrize(
    ("based_on", "sentence"),
    [
        (("s@1", "s@1"), "Annotators started from suggestions of programs and corrected them."),
        (("s@1", None), "In part of the articles, annotators started from suggestions"),
        (
            (None, None),
            "Annotators worked without suggestions of programs, or the release does not name them",
        ),
    ],
)
def test_the_card_says_whether_annotators_started_from_suggestions(
    based_on: tuple[str | None, ...], sentence: str, tmp_path: Path
) -> None:
    given = [meeting(f"a{number}", Status.SUBMITTED, "ana@example.org") for number in range(2)]
    records = [
        one.with_(annotation=one.annotation.with_(based_on=start))
        for one, start in zip(given, based_on, strict=True)
    ]
    folder = release(tmp_path, records).folder
    for name in ("README.md", "croissant.json"):
        assert sentence in (folder / name).read_text(encoding="utf-8")


def test_what_a_person_added_is_told_from_what_a_labeler_proposed(tmp_path: Path, annotate: Annotate) -> None:
    source = article("Ana et Bo.")
    from tests.builders import entity

    entities = (
        entity(source.text, "Ana", "PER", provenance=[{"source": "spacy@1"}]),
        entity(source.text, "Bo", "PER", provenance=[{"source": "ana@example.org"}]),
    )
    record = Record.of(source, annotation(source, entities, (), Status.SUBMITTED, "ana@example.org"))
    made = release(tmp_path, [record])
    figures = annotate("release", "figures", str(made.folder), "origin", "labelers", "--json").json["figures"]
    assert figures["origin"]["rows"] == [
        ["proposed by a labeler; label and boundaries kept", 1],
        ["added, relabelled or moved by an annotator", 1],
    ]
    assert figures["labelers"]["rows"] == [["spacy", 1]]


def test_annotators_of_gold_and_those_who_answered_are_two_figures_everywhere(tmp_path: Path) -> None:
    given = [meeting(name, Status.SUBMITTED, "ana@example.org") for name in ("a1", "a2", "a3")]
    given.append(meeting("a3", Status.SUBMITTED, "bo@example.org"))  # left out: two answers
    for answered in (True, False):
        made = release(tmp_path / str(answered), given, annotations=answered)
        card = (made.folder / "README.md").read_text(encoding="utf-8")
        assert made.manifest["annotators"] == 1 and "| annotators of gold | 1 |" in card
        assert ("| annotators who answered | 2 |" in card) is answered
        people = json.loads((made.folder / "croissant.json").read_text())["rai:annotatorDemographics"]
        assert people.startswith("Annotators of gold: 1")
        assert ("annotators who answered: 2" in people.lower()) is answered
        assert made.manifest.get("effort", {}).get("people") == (2 if answered else None)


def test_names_that_differ_only_in_blanks_are_one_row_with_a_note(tmp_path: Path) -> None:
    sources = ("AFP", "AFP ", "Agence  X", "Agence X", None)
    given = []
    for number, source in enumerate(sources):
        record = meeting(f"a{number}", Status.SUBMITTED, "ana@example.org")
        given.append(Record.of(record.article.with_(source=source), record.annotation))
    made = release(tmp_path, given)
    card = (made.folder / "README.md").read_text(encoding="utf-8")
    assert card.count("| AFP | 2 |") == card.count("| Agence X | 2 |") == card.count("| sources | 2 |") == 1
    assert card.count("Names that differ only in blanks are one row.") == 1
    assert verify_release(made.folder).found == []
