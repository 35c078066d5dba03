"""The table of events: pandas and DuckDB read what the articles say; formula signs are escaped."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given

from annotate.core.annotation import Argument, Decision, Status
from annotate.core.record import GoldRecord
from annotate.export.countries import COUNTRIES, ORGANIZATIONS
from annotate.export.event_rows import EventTable
from annotate.export.events import EventsExporter
from annotate.export.losses import Losses
from tests.builders import annotation, article, entity, event, meeting
from tests.commands import Annotate, said
from tests.examples import examples
from tests.export.gold import ONTOLOGY, as_gold, check_sums, corpora, gold_of, sample, without_text

RELEASE = Path(__file__).parents[2] / "exports" / "sample-1.0.0"
TEXT = "Avant.\nCuba et l'ONU; ont menacé Lima à Quito lundi. Après."


def threat(**fields: Any) -> GoldRecord:
    source = article(TEXT, id="a1", published="2024-03", title="=1+1", url="http://x.example", source="AIP")
    entities = (
        entity(TEXT, "Cuba", "LOC", "e1", ref="CUB", unreviewed=("ref",)),
        entity(TEXT, "l'ONU;", "ORG", "e2", ref="UN", attributes={"sector": "GOV"}),
        entity(TEXT, "Lima", "LOC", "e3", ref="PER"),
        entity(TEXT, "Quito", "LOC", "e4", ref="ECU"),
        entity(TEXT, "lundi", "DATE", "e5", attributes={"value": "2024-03-04"}),
        entity(TEXT, "Après", "ORG", "e6"),
    )
    roles = [("Agent", "e1"), ("Agent", "e2"), ("Recipient", "e3"), ("Place", "e4"), ("Time", "e5")]
    attributes = {"mode": "sanction", "context": ("military", "legal"), "modality": "asserted"}
    events = (
        event(
            TEXT,
            "menacé",
            "THREATEN",
            "v1",
            *roles,
            attributes=attributes,
            unreviewed=("attributes.context",),
        ),
        event(TEXT, None, "AID", "v2"),
    )
    return GoldRecord.of(
        source, annotation(source, entities, events, Status.ADJUDICATED, decision=Decision.MAJORITY)
    )


WANTED = {
    "date": "2024-03-04",
    "published": "2024-03",
    "source": "Cuba; l'ONU\\;",
    "source_country": "CUB; ",
    "source_ref": "CUB; UN",
    "source_sector": "; GOV",
    "sources": 2,
    "target": "Lima",
    "target_country": "PER",
    "targets": 1,
    "type": "THREATEN",
    "mode": "sanction",
    "context": "military; legal",
    "modality": "asserted",
    "polarity": None,
    "place": "Quito",
    "place_ref": "ECU",
    "time_words": "lundi",
    "trigger": "menacé",
    "trigger_start": TEXT.index("menacé"),
    "sentence": "Cuba et l'ONU; ont menacé Lima à Quito lundi.",
    "article": "a1",
    "article_source": "AIP",
    "title": "=1+1",
    "event": "v1",
    "decision": "majority",
    "author": "m1",
    "unreviewed": "source_country; source_ref; context",
}


def test_a_row_says_who_did_what_to_whom(tmp_path: Path) -> None:
    import pandas

    losses = EventsExporter().export([threat()], ONTOLOGY, tmp_path / "x.parquet")
    check_sums(losses, [threat()])
    whole = [(loss.region, loss.what, loss.words) for loss in losses.lost if loss.what != "position"]
    assert whole == [("e6", "entity", "Après"), ("status, ontology, text", "article fields", "")]
    row, article_level = pandas.read_parquet(tmp_path / "x.parquet").astype(object).to_dict("records")
    assert {name: None if pandas.isna(row[name]) else row[name] for name in WANTED} == WANTED
    assert (article_level["type"], article_level["sources"], article_level["article"]) == ("AID", 0, "a1")
    assert pandas.isna(article_level["trigger"]) and pandas.isna(article_level["sentence"])


def test_unreviewed_names_columns_of_the_row_in_their_order() -> None:
    source = article(TEXT, id="a1")
    entities = (
        entity(TEXT, "Cuba", "LOC", "e1", ref="CUB", unreviewed=("ref",)),
        entity(
            TEXT,
            "l'ONU;",
            "ORG",
            "e2",
            ref="UN",
            attributes={"sector": "GOV"},
            unreviewed=("attributes.sector",),
        ),
        entity(TEXT, "Quito", "LOC", "e4", ref="ECU", unreviewed=("ref",)),
        entity(TEXT, "lundi", "DATE", "e5", attributes={"value": "2024"}, unreviewed=("attributes.value",)),
        entity(TEXT, "Après", "ORG", "e6", unreviewed=("ref",)),  # a mark without a value
    )
    arguments = (
        Argument(role="Agent", entity="e2"),
        Argument(role="Recipient", entity="e1", unreviewed=("role",)),
        Argument(role="Recipient", entity="e6"),
        Argument(role="Place", entity="e4"),
        Argument(role="Time", entity="e5"),
        Argument(role="Theme", entity="e1", unreviewed=("role",)),
    )
    act = event(TEXT, "menacé", "THREATEN", "v1").with_(arguments=arguments)
    gold = GoldRecord.of(source, annotation(source, entities, (act,), Status.ADJUDICATED))
    table = EventTable(ONTOLOGY, Losses())
    (row,) = table.rows(gold)
    named = ["date", "source_sector", "target", "target_country", "target_ref", "place_ref", "others"]
    assert str(row["unreviewed"]).split("; ") == named
    assert all(row[name] for name in named)


def test_pandas_and_duckdb_read_the_same_rows_from_both_forms(tmp_path: Path) -> None:
    import duckdb
    import pandas

    gold = [*sample(), threat()]
    for name in ("x.csv", "x.parquet"):
        check_sums(EventsExporter().export(gold, ONTOLOGY, tmp_path / name), gold)
    events = sum(len(record.annotation.events) for record in gold)
    table = pandas.read_parquet(tmp_path / "x.parquet")
    text = pandas.read_csv(tmp_path / "x.csv", dtype=str, keep_default_na=False)
    assert len(table) == len(text) == events and list(table.columns) == list(text.columns)
    plain = table.astype(object).where(table.notna(), "").astype(str).replace(r"\.0$", "", regex=True)
    unescaped = text.map(lambda cell: cell[1:] if cell.startswith("'") else cell)
    assert unescaped.equals(plain)
    sql = "SELECT type, count(*) FROM '{}' GROUP BY type ORDER BY type"
    with duckdb.connect() as database:
        counts = [database.execute(sql.format(tmp_path / name)).fetchall() for name in ("x.csv", "x.parquet")]
    assert counts[0] == counts[1] and sum(count for _, count in counts[0]) == events


def test_the_pasted_lines_read_words_and_ids_that_look_like_something_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = ["NA", "null", "None", "nan", "NULL", "true", "1e5", "2024"]
    text = "".join(f"{word} aide. " for word in words)
    gold = []
    for number, word in enumerate(words):
        source = article(text, id=f"00{number}", title=word)
        actor = entity(text, word, "ORG", "e1")
        act = event(text, "aide", "AID", "v1", ("Agent", "e1"))
        gold.append(GoldRecord.of(source, annotation(source, (actor,), (act,), Status.ADJUDICATED)))
    (tmp_path / "events").mkdir()
    EventsExporter().export(gold, ONTOLOGY, tmp_path / "events" / "train.csv")
    monkeypatch.chdir(tmp_path)
    names: dict[str, Any] = {}
    exec(EventsExporter.reads, names)
    wanted = [(f"00{number}", word, word) for number, word in enumerate(words)]
    columns = ["article", "title", "source"]
    assert list(names["events"][columns].itertuples(index=False, name=None)) == wanted
    assert names["rows"].project(", ".join(columns)).fetchall() == wanted


@examples(60, suppress=[HealthCheck.function_scoped_fixture])
@given(gold=corpora)
def test_a_csv_holds_no_formula_and_each_value(tmp_path: Path, gold: list[GoldRecord]) -> None:
    check_sums(EventsExporter().export(gold, ONTOLOGY, tmp_path / "x.csv"), gold)
    with (tmp_path / "x.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    events = [(record, one) for record in gold for one in record.annotation.events]
    assert [row["event"] for row in rows] == [one.id for _, one in events]
    for row, (record, one) in zip(rows, events, strict=True):
        assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n")) for cell in row.values())
        if one.trigger is not None:
            cell = row["trigger"]
            assert (cell[1:] if cell.startswith("'") else cell) == one.trigger.text
            assert one.trigger.text.strip() in (record.text or "")


def test_formula_signs_and_the_mark_for_excel(tmp_path: Path) -> None:
    EventsExporter().export([threat()], ONTOLOGY, tmp_path / "x.csv", bom=True)
    assert (tmp_path / "x.csv").read_bytes().startswith(b"\xef\xbb\xbfdate,published,")
    assert ",'=1+1," in (tmp_path / "x.csv").read_text(encoding="utf-8")


def test_a_release_without_texts_has_rows_without_words(tmp_path: Path) -> None:
    losses = EventsExporter().export([without_text(as_gold(meeting()))], ONTOLOGY, tmp_path / "x.csv")
    assert losses.events_written == 1
    (row,) = csv.DictReader((tmp_path / "x.csv").read_text(encoding="utf-8").splitlines())
    assert row["type"] == "CONSULT" and row["sentence"] == "" and row["place_ref"] == "VNM"


def test_no_events_are_a_table_without_rows(tmp_path: Path) -> None:
    losses = EventsExporter().export([gold_of("Ana rit", ("Ana", "PER"))], ONTOLOGY, tmp_path / "x.csv")
    assert losses.entities_lost == 1
    assert len((tmp_path / "x.csv").read_text().splitlines()) == 1


@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_all_splits_have_the_suffix_of_their_form(annotate: Annotate, tmp_path: Path, form: str) -> None:
    words = ("export", RELEASE, "--format", "events", "-o", tmp_path / "out", "--option", f"form={form}")
    said(annotate(*words), 0)
    names = {path.name for path in (tmp_path / "out").iterdir()}
    assert names == {f"{split}.{form}" for split in ("train", "dev", "test")}


@pytest.mark.parametrize(
    ("words", "label", "ref", "country", "by"),
    [
        ("Cuba", "LOC", "CUB", "CUB", "ref"),
        ("président du Pérou", "ROLE", "PER", "PER", "ref"),
        ("président du Pérou", "ROLE", None, "PER", "nested place"),
        ("ambassadeur de Cuba au Pérou", "ROLE", None, "", ""),  # two countries
        ("président du Pérou", "PER", "PER", "", ""),  # a person's key
        ("président du Pérou", "ORG", "UN", "", ""),
        ("Comunidad Andina", "ORG", "CAN", "", ""),  # Canada has the same code
        ("Canada", "LOC", "CAN", "CAN", "ref"),
    ],
)
def test_a_country_is_a_code_of_a_country_and_never_another_key(
    tmp_path: Path, words: str, label: str, ref: str | None, country: str, by: str
) -> None:
    text = f"Hier, {words} a aidé."
    source = article(text, id="a1")
    found = [("Cuba", "CUB"), ("Pérou", "PER")]
    places = [
        entity(text, name, "LOC", f"p{code}", ref=code)
        for name, code in found
        if name in words and name != words
    ]
    actor = entity(text, words, label, "e1", ref=ref)
    done = event(text, "aidé", "AID", "v1", ("Agent", "e1"), attributes={"modality": "planned"})
    gold = GoldRecord.of(source, annotation(source, (actor, *places), (done,), Status.ADJUDICATED))
    EventsExporter().export([gold], ONTOLOGY, tmp_path / "x.csv", coding="plover")
    (row,) = csv.DictReader((tmp_path / "x.csv").read_text(encoding="utf-8").splitlines())
    assert (row["source_country"], row["source_country_by"], row["source_label"]) == (country, by, label)
    assert (row["type"], row["type_plover"]) == ("AID", "AGREE")


def test_keys_of_organizations_that_are_codes_of_countries_are_known() -> None:
    path = Path(__file__).parents[2] / "configs" / "gazetteers" / "organizations.yaml"
    known = yaml.safe_load(path.read_text(encoding="utf-8"))["organizations"]
    assert {one["key"] for one in known} & COUNTRIES == ORGANIZATIONS
