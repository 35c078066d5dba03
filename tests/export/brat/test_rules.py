"""brat: what brat's own server checks when it opens a folder, and what an independent reader finds there."""

from __future__ import annotations

import importlib.util
import re
from collections import Counter
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given

from annotate.core.annotation import Argument, Event, Trigger
from annotate.core.errors import InputError
from annotate.core.record import GoldRecord
from annotate.export.brat.exporter import BratExporter
from tests.builders import meeting
from tests.examples import examples
from tests.export.gold import ONTOLOGY, as_gold, check_sums, gold_of, sample, without_text
from tests.export.whole import whole_corpora


def brat_peek() -> Any:
    """The module of brat-peek that reads. The package also imports unidecode, which it does not bring."""
    package = importlib.util.find_spec("peek")
    assert package is not None and package.submodule_search_locations
    path = Path(package.submodule_search_locations[0]) / "ann_structure.py"
    spec = importlib.util.spec_from_file_location("peek_ann_structure", path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


NAME = re.compile(r"[A-Za-z0-9_-]+")


def exported(gold: list[GoldRecord], folder: Path) -> Path:
    BratExporter().export(gold, ONTOLOGY, folder)
    return folder


def check_as_brat_does(ann: Path) -> None:
    """Unique ids, references to lines that exist, texts as in the article, triggers that only events name."""
    text = ann.with_suffix(".txt").read_bytes().decode()
    lines = [line.split("\t", 2) for line in ann.read_bytes().decode().splitlines()]
    assert len({line[0] for line in lines}) == len(lines)
    types = {}
    triggers = set()
    for key, data, *tail in lines:
        assert re.fullmatch(r"[TENA#][1-9][0-9]*", key)
        if key[0] == "T":
            label, where = data.split(" ", 1)
            parts = [tuple(map(int, part.split(" "))) for part in where.split(";")]
            assert tail == [" ".join(text[start:end] for start, end in parts)]
            assert all(one[1] < other[0] for one, other in pairwise(parts))
            types[key] = label
        elif key[0] == "E":
            types[key], trigger = data.split(" ")[0].split(":")
            triggers.add(trigger)
            assert types[trigger] == types[key]
            roles = [argument.split(":") for argument in data.split(" ")[1:]]
            assert len({role for role, _ in roles}) == len(roles)  # numbered
            assert all(filler in types and filler[0] == "T" for _, filler in roles)
            assert all(NAME.fullmatch(role) for role, _ in roles)
    for key, data, *_ in lines:
        if key[0] in "NA#":
            kind, target = data.split(" ")[:2]
            assert NAME.fullmatch(kind)
            assert target in types or (target == "*" and not types)
            assert target not in triggers
    assert all(NAME.fullmatch(label) for label in types.values())


@examples(60)
@given(gold=whole_corpora())
def test_every_file_passes_the_checks_of_brat(gold: list[GoldRecord]) -> None:
    with TemporaryDirectory() as name:
        folder = exported(gold, Path(name) / "brat")
        found = sorted(path.stem for path in folder.glob("*.ann"))
        assert len(found) == len({stem.lower() for stem in found}) == len(gold)
        assert found == sorted(path.stem for path in folder.glob("*.txt"))
        for path in folder.glob("*.ann"):
            check_as_brat_does(path)


def test_brat_peek_finds_the_same_mentions_and_events(tmp_path: Path) -> None:
    gold = sample()
    corpus = brat_peek().AnnCorpus(str(exported(gold, tmp_path / "brat")), txt=True)
    assert len(corpus) == len(gold)
    regions = [region for record in gold for region in record.annotation.regions]
    labels = Counter(getattr(region, "label", None) for region in regions) - Counter({None: len(regions)})
    types = Counter(
        event.type for record in gold for event in record.annotation.events if event.trigger is not None
    )
    assert corpus.count["entities"] == labels + types  # triggers are text-bound too
    assert corpus.count["events"] == types
    by_text = {"\n".join(document.txt): document for document in corpus.docs}
    for record in gold:
        document = by_text[record.text or ""]
        found = {one.name: (one.span[0][0], one.span[-1][1], one.text) for one in document.anns["entities"]}
        mentions = {one.id: (one.start, one.end, one.text) for one in record.annotation.entities}
        assert list(mentions.values()) == [found[f"T{n}"] for n in range(1, len(mentions) + 1)]
        events = [event for event in record.annotation.events if event.trigger is not None]
        for event, one in zip(events, document.anns["events"], strict=True):
            assert event.trigger is not None and found[one.trigger][:2] == (
                event.trigger.start,
                event.trigger.end,
            )
            assert [found[said.split(":")[1]] for said in one.arguments] == [
                mentions[argument.entity] for argument in event.arguments
            ]


def test_the_files_look_like_this(tmp_path: Path) -> None:
    record = as_gold(meeting())
    folder = exported([record], tmp_path / "brat")
    assert (folder / "a1.txt").read_text(encoding="utf-8") == record.text
    assert (folder / "a1.ann").read_text(encoding="utf-8").splitlines() == [
        "T1\tROLE 3 19\tprésident cubain",
        "T2\tPER 32 41\tAna Pérez",
        "T3\tLOC 44 49\tHanoï",
        "N1\tReference T3 ref:VNM\tHanoï",
        "T4\tDATE 53 59\t3 mars",
        "#1\tvalue T4\t2024-03-03",
        "T5\tCONSULT 22 31\trencontré",
        "E1\tCONSULT:T5 Agent:T1 Agent2:T2 Place:T3 Time:T4",
        "A1\tmodality E1 asserted",
        "A2\tpolarity E1 positive",
    ]
    conf = (folder / "annotation.conf").read_text(encoding="utf-8").splitlines()
    assert conf[:2] == ["[entities]", "PER"]
    assert any(line.startswith("CONSULT\tAgent*:") for line in conf)
    assert any(line.startswith("polarity\tArg:") and line.endswith("Value:positive|negated") for line in conf)
    assert any(line.startswith("ENTITY-NESTING\tArg1:ORG, Arg2:LOC") for line in conf)
    visual = (folder / "visual.conf").read_text(encoding="utf-8").splitlines()
    assert "PER | Personne" in visual
    assert "PER\tbgColor:#0072B2, fgColor:white, borderColor:darken" in visual


def test_a_mention_over_a_line_break_has_a_fragment_per_line(tmp_path: Path) -> None:
    folder = exported(
        [gold_of("Ministère\n\ndes Finances", ("Ministère\n\ndes Finances", "ORG"))], tmp_path / "b"
    )
    assert (folder / "a1.ann").read_text(encoding="utf-8") == "T1\tORG 0 9;11 23\tMinistère des Finances\n"


def test_the_same_gold_gives_the_same_bytes(tmp_path: Path) -> None:
    one, other = exported(sample(), tmp_path / "one"), exported(sample(), tmp_path / "other")
    files = sorted(path.name for path in one.iterdir())
    assert files == sorted(path.name for path in other.iterdir())
    assert all((one / name).read_bytes() == (other / name).read_bytes() for name in files)


def test_bad_input_is_refused_by_name_and_leaves_no_folder(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no text"):
        exported([without_text(gold_of("Ana rit"))], tmp_path / "b")
    with pytest.raises(InputError, match="comes twice") as raised:
        exported([gold_of("Ana rit"), gold_of("Ana dort")], tmp_path / "b")
    assert raised.value.where == "article a1" and raised.value.remedy
    assert list(tmp_path.iterdir()) == []


def test_a_mention_or_trigger_of_line_breaks_alone_is_listed_and_no_empty_span_written(
    tmp_path: Path,
) -> None:
    text = "Ana rit.\n\nLe Chili aide."
    gold = gold_of(text, ("Ana", "PER"), ("\n\n", "ORG"))
    events = (
        Event(
            id="v0",
            type="AID",
            trigger=Trigger(start=19, end=23, text="aide"),
            arguments=(Argument(role="Agent", entity="e0"), Argument(role="Recipient", entity="e1")),
        ),
        Event(id="v1", type="AID", trigger=Trigger(start=8, end=9, text="\n")),
    )
    gold = GoldRecord.of(gold.article, gold.annotation.with_(events=events))
    losses = BratExporter().export([gold], ONTOLOGY, tmp_path / "brat")
    check_sums(losses, [gold])
    assert [(loss.region, loss.what, loss.words) for loss in losses.lost] == [
        ("e1", "entity", "\n\n"),
        ("v0 Recipient e1", "argument", "aide ← \n\n"),
        ("v1", "event", "\n"),
        ("v1", "trigger", "\n"),
    ]
    assert (tmp_path / "brat" / "a1.ann").read_text("utf-8").splitlines() == [
        "T1\tPER 0 3\tAna",
        "T2\tAID 19 23\taide",
        "E1\tAID:T2 Agent:T1",
    ]
