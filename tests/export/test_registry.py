"""Exporters by name: built-in ones and plug-ins."""

from __future__ import annotations

from collections.abc import Iterable
from importlib import metadata
from pathlib import Path

import pytest

from annotate.core.errors import ConfigError
from annotate.core.ontology import Ontology
from annotate.core.record import GoldRecord
from annotate.export.base import Exporter, Losses, target_of
from annotate.export.registry import GROUP, get_exporter, known_formats, run_exporter
from tests.builders import meeting
from tests.export.gold import ONTOLOGY, as_gold, sample

OURS = ("brat", "cas", "conll", "dygie", "jsonl", "spacy", "webanno")


class Silent:
    """A third-party exporter."""

    name = "silent"
    suffix = ".nothing"
    cannot_hold = frozenset({"everything"})

    def export(self, records: Iterable[GoldRecord], ontology: Ontology, path: Path) -> Losses:
        return Losses()


SILENT = Silent()


def make_silent() -> Silent:
    return SILENT


def broken() -> Silent:
    raise RuntimeError("no luck")


@pytest.fixture
def plugins(monkeypatch: pytest.MonkeyPatch) -> dict[str, list[str]]:
    """Installs only these entry points (name and value), instead of ours."""
    there: dict[str, list[str]] = {}

    def entry_points(group: str, name: str | None = None) -> list[metadata.EntryPoint]:
        assert group == GROUP
        return [
            metadata.EntryPoint(key, f"{__name__}:{value}", group)
            for key, values in there.items()
            for value in values
            if name in (None, key)
        ]

    monkeypatch.setattr(metadata, "entry_points", entry_points)
    return there


@pytest.mark.parametrize("name", OURS)
def test_built_in_exporters_are_registered_under_their_own_names(name: str) -> None:
    exporter = get_exporter(name)
    assert isinstance(exporter, Exporter)
    assert exporter.name == name and exporter.suffix.startswith(".") == (target_of(exporter) == "file")
    assert name in known_formats()


@pytest.mark.parametrize("name", OURS)
def test_a_format_loses_exactly_what_it_says_it_cannot_hold(name: str, tmp_path: Path) -> None:
    if name == "spacy":
        pytest.importorskip("spacy")
    exporter = get_exporter(name)
    losses = exporter.export([*sample(), as_gold(meeting())], ONTOLOGY, tmp_path / f"x{exporter.suffix}")
    lost = {loss.what for loss in losses.lost}
    for what, said in (("event", "events"), ("attributes", "attributes"), ("ref", "ref")):
        held = what == "event" and losses.events_written > 0  # some formats hold events with a trigger alone
        assert (what in lost and not held) == (said in exporter.cannot_hold)
    nested = {loss.what for loss in losses.lost if loss.reason.startswith("nested")}
    assert ("entity" in nested) == ("nesting" in exporter.cannot_hold)


def test_an_unknown_format_is_refused_with_a_list_of_the_known_ones() -> None:
    with pytest.raises(ConfigError, match="no export format 'word'") as raised:
        get_exporter("word")
    assert all(name in str(raised.value) for name in OURS)


@pytest.mark.parametrize("value", ["Silent", "SILENT", "make_silent"])
def test_a_plug_in_is_a_class_an_instance_or_a_function(plugins: dict[str, list[str]], value: str) -> None:
    plugins["silent"] = [value]
    assert isinstance(get_exporter("silent"), Silent)


def test_the_same_plug_in_listed_twice_is_one(plugins: dict[str, list[str]]) -> None:
    plugins["silent"] = ["Silent", "Silent"]
    assert isinstance(get_exporter("silent"), Silent)
    assert known_formats() == ["silent"]


def test_two_plug_ins_of_one_name_are_refused(plugins: dict[str, list[str]]) -> None:
    plugins["silent"] = ["Silent", "make_silent"]
    with pytest.raises(ConfigError, match="two plug-ins"):
        get_exporter("silent")


@pytest.mark.parametrize(
    ("value", "message"),
    [("broken", "RuntimeError: no luck"), ("absent", "cannot be imported"), ("OURS", "cannot be made")],
)
def test_a_plug_in_that_does_not_work_is_named(
    plugins: dict[str, list[str]], value: str, message: str
) -> None:
    plugins["bad"] = [value]
    with pytest.raises(ConfigError, match=message) as raised:
        get_exporter("bad")
    assert "bad" in str(raised.value) and raised.value.remedy


def test_an_object_that_is_no_exporter_is_refused(plugins: dict[str, list[str]]) -> None:
    plugins["bad"] = ["known_formats"]
    with pytest.raises(ConfigError, match="which is no exporter"):
        get_exporter("bad")


class HalfWay(Silent):
    """A third-party exporter that fails on the second article, or not at all."""

    name = "half-way"

    def __init__(self, *, fails: bool) -> None:
        self.fails = fails

    def export(self, records: Iterable[GoldRecord], ontology: Ontology, path: Path) -> Losses:
        with path.open("w", encoding="utf-8") as file:
            for number, record in enumerate(records):
                file.write(record.article.id + "\n")
                if number and self.fails:
                    raise ValueError("no luck")
        return Losses()


def test_an_exporter_that_fails_leaves_the_file_of_before(tmp_path: Path) -> None:
    target = tmp_path / "gold.txt"
    target.write_text("before")
    records = [as_gold(meeting(id)) for id in ("a", "b", "c")]
    with pytest.raises(ConfigError, match="the export format half-way failed: ValueError: no luck"):
        run_exporter(HalfWay(fails=True), records, ONTOLOGY, target, {})
    assert [path.name for path in tmp_path.iterdir()] == ["gold.txt"]
    assert target.read_text() == "before"
    run_exporter(HalfWay(fails=False), records, ONTOLOGY, target, {})
    assert [path.name for path in tmp_path.iterdir()] == ["gold.txt"]
    assert target.read_text() == "a\nb\nc\n"
