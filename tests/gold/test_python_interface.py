"""What training scripts do with gold in Python: by number, by split, flat, as Docs, datasets and tables."""

from __future__ import annotations

import json
import pickle
import re
import shutil
import warnings
from collections import Counter
from copy import copy, deepcopy
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given

import annotate
from annotate.core import jsonl
from annotate.core.annotation import Annotation, Event, Status
from annotate.core.errors import ConfigError, InputError
from annotate.core.record import GoldRecord
from annotate.core.unreviewed import unreviewed_values
from annotate.export.conll import Scheme
from annotate.export.events import EventsExporter
from annotate.gold.gold import Gold
from annotate.gold.to_hf import dataset_dict
from annotate.gold.to_sentences import sentences_of
from tests.builders import meeting
from tests.examples import examples
from tests.export.gold import corpora

ROOT = Path(__file__).parents[2]
SAMPLE = ROOT / "exports" / "sample-1.0.0"
SAMPLE_GOLD = annotate.load_gold(SAMPLE)
PAGE = (ROOT / "docs" / "python.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def gold() -> Gold:
    return annotate.load_gold(SAMPLE)


@pytest.fixture(scope="module")
def without_texts(tmp_path_factory: pytest.TempPathFactory) -> Gold:
    """The sample's gold as a file without texts."""
    file = tmp_path_factory.mktemp("gold") / "gold.jsonl"
    with file.open("w", encoding="utf-8") as lines:
        for line in (SAMPLE / "gold.jsonl").read_text(encoding="utf-8").splitlines():
            record = json.loads(line)
            for name in ("text", "title", "url", "meta"):
                record["article"].pop(name, None)
            for region in (*record["annotation"]["entities"], *record["annotation"].get("events", ())):
                region.pop("text", None)
                (region.get("trigger") or {}).pop("text", None)
            lines.write(json.dumps(record) + "\n")
    return annotate.load_gold(file)


def test_each_block_of_the_page_runs(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(ROOT)
    blocks = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
    assert len(blocks) == 11
    names: dict[str, object] = {}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for block in blocks:
            exec(compile(block, "docs/python.md", "exec"), names)
    assert "CONSULT" in capsys.readouterr().out


def test_records_come_by_number_and_by_slice(gold: Gold) -> None:
    records = list(gold)
    assert len(gold) == len(records) == 10
    assert [gold[number] for number in range(-10, 10)] == records + records
    for part in (slice(2, 5), slice(None), slice(8, 100), slice(None, None, -3), slice(5, 2)):
        assert list(gold[part]) == records[part]
        assert len(gold[part]) == len(records[part])
    assert list(gold[2:8][1:4]) == records[2:8][1:4]
    assert gold[2:8][-1] == records[7]
    with pytest.raises(IndexError, match="no record 10; this gold has 10 records"):
        gold[10]


def test_a_split_has_numbers_and_slices_of_its_own(gold: Gold) -> None:
    train = gold.split("train")
    records = list(train)
    assert [record.article.id for record in records] == gold.splits["train"]
    assert len(train) == len(records)
    assert train[-1] == records[-1]
    assert list(train[1:3]) == records[1:3]
    with pytest.raises(ConfigError, match=r"Take the split first"):
        gold[:3].split("train")
    with pytest.raises(InputError, match="has no split 'valid'"):
        gold.split("valid")


def test_a_split_works_with_next_and_goes_on_from_there(gold: Gold) -> None:
    train = gold.split("train")
    assert next(train).article.id == gold.splits["train"][0]
    assert next(train).article.id == gold.splits["train"][1]
    assert [record.article.id for record in train] == gold.splits["train"][2:]
    assert len(list(train)) == len(gold.splits["train"])


def test_packed_gold_has_numbers_too(gold: Gold, tmp_path: Path) -> None:
    import gzip

    packed = tmp_path / "gold.jsonl.gz"
    packed.write_bytes(gzip.compress((SAMPLE / "gold.jsonl").read_bytes()))
    assert list(annotate.load_gold(packed)[7:2:-2]) == list(gold)[7:2:-2]


def test_what_is_shown_of_gold_helps(gold: Gold, without_texts: Gold, tmp_path: Path) -> None:
    assert repr(gold).startswith(
        "<Gold sample 1.0.0: 10 articles; train 8, dev 1, test 1; ontology diplomacy@"
    )
    assert "8 articles of the split train" in repr(gold.split("train"))
    assert "2 articles of a slice" in repr(gold[:2])
    assert "flat layer (innermost); reviewed values only" in repr(gold.flat("innermost").reviewed)
    assert "<Gold gold.jsonl: 10 articles; ontology" in repr(without_texts)
    assert "<Gold " in repr(Gold(tmp_path / "nowhere.jsonl"))


def test_a_flat_layer_has_no_overlaps_and_says_what_it_leaves_out(gold: Gold) -> None:
    for flatten in ("longest", "innermost", "strict"):
        flat = gold.flat(flatten)
        with pytest.warns(UserWarning, match="leaves out") as warned:
            records = list(flat)
        lost = list(flat.left_out().lost)
        assert sum("leaves out" in str(one.message) for one in warned) == 1
        for before, after in zip(gold, records, strict=True):
            in_order = sorted(after.entities, key=lambda entity: entity.start)
            assert all(one.end <= following.start for one, following in pairwise(in_order))
            assert [event.id for event in after.events] == [event.id for event in before.events]
        kept = {(record.article.id, entity.id) for record in records for entity in record.entities}
        everything = {(record.article.id, entity.id) for record in gold for entity in record.entities}
        assert kept | {(one.article, one.region) for one in lost if one.what == "flat layer"} == everything
        arguments = [
            sum(len(event.arguments) for one in some for event in one.events) for some in (gold, records)
        ]
        assert arguments[0] - arguments[1] == sum(one.what == "argument" for one in lost)
        assert all(one.words for one in lost)
    assert arguments[0] > arguments[1]  # with "strict", some arguments go


def test_what_reviewed_leaves_out_is_listed(gold: Gold) -> None:
    assert len(gold.left_out().lost) == 0
    listed = gold.reviewed.left_out()
    assert listed.articles == len(gold)
    wanted = sum((unreviewed_values(record.annotation) for record in gold), Counter())
    assert len(listed.lost) == wanted.total() > 0
    assert all(loss.words for loss in listed.lost)
    flat = gold.reviewed.flat().left_out()
    assert len(flat.lost) == len(listed.lost) + len(gold.flat().left_out().lost)


def test_gold_without_overlaps_gives_no_warning(tmp_path: Path) -> None:
    record = meeting(status=Status.ADJUDICATED)
    jsonl.write(tmp_path / "gold.jsonl", [record])
    with warnings.catch_warnings():
        warnings.simplefilter("error", UserWarning)
        (read,) = annotate.load_gold(tmp_path / "gold.jsonl").flat("strict")
    assert read.annotation == record.annotation


def test_each_persons_answer_is_read_if_the_release_has_it(gold: Gold, tmp_path: Path) -> None:
    lines = (SAMPLE / "annotations.jsonl").read_text(encoding="utf-8").splitlines()
    assert [answer.to_json() for answer in gold.annotations()] == lines
    assert lines
    file = tmp_path / "gold.jsonl"
    shutil.copy(SAMPLE / "gold.jsonl", file)
    with pytest.raises(InputError, match=r"has no annotations\.jsonl.*--no-annotations"):
        annotate.load_gold(file).annotations()


# An argument leads to its mention.


def agents(annotation: Annotation) -> list[str | None]:
    return [mention.note for mention in annotation.events[0].fillers["Agent"]]


def test_an_argument_leads_to_its_mention_by_role() -> None:
    event = meeting().events[0]
    assert {role: [one.text for one in some] for role, some in event.fillers.items()} == {
        "Agent": ["président cubain", "Ana Pérez"],
        "Place": ["Hanoï"],
        "Time": ["3 mars"],
    }
    assert Event(id="v1", type="CONSULT", trigger=None).fillers == {}


def test_every_event_of_the_sample_leads_to_its_mentions(gold: Gold) -> None:
    for record in gold:
        for event in record.events:
            found = [one.id for some in event.fillers.values() for one in some]
            assert sorted(found) == sorted(argument.entity for argument in event.arguments)
            assert all(one in record.entities for some in event.fillers.values() for one in some)


def test_a_changed_copy_leads_to_its_own_mentions_and_the_original_to_the_old_ones() -> None:
    old = meeting().annotation
    assert agents(old) == [None, None]
    changed = old.with_(entities=tuple(one.with_(note="new") for one in old.entities))
    updated = old.model_copy(update={"entities": changed.entities})
    assert agents(changed) == agents(updated) == ["new", "new"]
    assert agents(old) == [None, None]
    assert changed.events == old.events
    other = old.with_(events=old.events[:1])
    assert agents(other) == [None, None]


def test_copies_and_pickles_lead_to_mentions_and_nothing_of_a_model_changes() -> None:
    record = meeting()
    form = record.to_json()
    assert agents(record.annotation) == [None, None]  # the event has been led to its mentions
    for twin in (deepcopy(record), pickle.loads(pickle.dumps(record)), copy(record)):
        assert twin == record == meeting()
        assert agents(twin.annotation) == [None, None]
        assert twin.to_json() == record.to_json() == form
    event = record.events[0]
    assert event == meeting().annotation.__dict__["events"][0]
    assert set(event.to_dict()) == set(meeting().annotation.__dict__["events"][0].to_dict())
    assert repr(event) == repr(meeting().events[0])


def test_an_event_from_no_annotation_says_so() -> None:
    alone = Event.model_validate(meeting().events[0].to_dict())
    with pytest.raises(InputError, match="event v1: stands in no annotation"):
        _ = alone.fillers


# spaCy, datasets and pandas.


def test_docs_hold_nested_mentions_and_types_and_say_what_they_lack(gold: Gold) -> None:
    with pytest.warns(UserWarning, match="in no Doc"):
        docs = gold.to_spacy("train")
    assert [doc.user_data["article_id"] for doc in docs] == gold.splits["train"]
    for doc, record in zip(docs, gold.split("train"), strict=True):
        lost = {
            one.region
            for one in docs.losses.lost
            if one.article == record.article.id and one.what == "entity"
        }
        spans = {(one.start_char, one.end_char, one.label_) for one in doc.spans["sc"]}
        assert spans == {(e.start, e.end, e.label) for e in record.entities if e.id not in lost}
        assert {name for name, value in doc.cats.items() if value} == record.annotation.article_types
        assert set(doc.cats) == set(gold.ontology.events)
        assert len(doc.ents) <= len(spans)
    assert all(one.words for one in docs.losses.lost if one.what == "entity")


def test_docs_move_mentions_to_token_edges_if_asked(gold: Gold) -> None:
    with pytest.warns(UserWarning, match="moved to token edges"):
        docs = gold.to_spacy("train", misaligned="expand", flatten="innermost")
    assert not [one for one in docs.losses.lost if one.what == "entity"]
    with pytest.raises(ConfigError, match="flatten"):
        gold.to_spacy("train", flatten="shortest")  # type: ignore[arg-type]
    with pytest.raises(ConfigError, match=r"'inermost'.*\n?.*longest, innermost, strict"):
        gold.flat("inermost")  # type: ignore[arg-type]
    with pytest.raises(ConfigError, match="table"):
        gold.to_pandas("entity")  # type: ignore[arg-type]


def test_docs_need_texts_and_tables_do_not(without_texts: Gold) -> None:
    with pytest.raises(InputError, match="has no text in this release"):
        without_texts.to_spacy()
    entities = without_texts.to_pandas("entities")
    assert entities["text"].isna().all()
    assert len(entities) == sum(len(record.entities) for record in without_texts)
    assert without_texts.to_pandas("events")["Agent"].isna().all()
    assert without_texts.to_pandas("articles")["text"].isna().all()


@examples(30)
@given(gold=corpora)
def test_tagged_sentences_lead_back_to_the_mentions_that_are_not_lost(gold: list[GoldRecord]) -> None:
    schemes: tuple[Scheme, ...] = ("bio", "bioes")
    for scheme in schemes:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            sentences = sentences_of(gold, SAMPLE_GOLD.ontology, scheme=scheme)
        lost = {(one.article, one.region) for one in sentences.losses.lost}
        assert Counter((one.article, *mention) for one in sentences for mention in one.mentions()) == Counter(
            (record.article.id, e.start, e.end, e.label)
            for record in gold
            for e in record.entities
            if (record.article.id, e.id) not in lost
        )
        texts = {record.article.id: record.text or "" for record in gold}
        for one in sentences:
            assert [texts[one.article][start:end] for start, end in one.spans] == one.words
            assert {*one.tags} <= sentences.label2id.keys()
        assert len(lost) == sentences.losses.entities_lost


def test_tags_have_the_same_numbers_in_each_split_and_lost_mentions_are_named(gold: Gold) -> None:
    with pytest.warns(UserWarning, match="without tags"):
        train, test = gold.to_sentences("train"), gold.to_sentences("test")
    assert train.label2id == test.label2id
    assert list(train.label2id)[:3] == [
        "O",
        *(f"{prefix}-{next(iter(gold.ontology.entities))}" for prefix in "BI"),
    ]
    assert all(one.words for one in train.losses.lost)
    (first, *_) = train
    assert first.mentions(["O"] * len(first.words)) == []
    assert first.mentions(["I-X"] * len(first.words)) == [(first.spans[0][0], first.spans[-1][1], "X")]
    with pytest.raises(ConfigError, match="scheme"):
        gold.to_sentences("train", scheme="io")  # type: ignore[arg-type]


def test_datasets_hold_all_with_names_of_labels(gold: Gold) -> None:
    datasets = gold.to_hf()
    assert {name: len(part) for name, part in datasets.items()} == {k: len(v) for k, v in gold.splits.items()}
    features = datasets["train"].features
    assert features["entities"].feature["label"].names == list(gold.ontology.entities)
    for row, record in zip(datasets["train"], gold.split("train"), strict=True):
        assert row["text"] == record.text
        label = features["entities"].feature["label"].int2str
        assert [(e["start"], e["end"], label(e["label"])) for e in row["entities"]] == [
            (e.start, e.end, e.label) for e in record.entities
        ]
        role = features["events"].feature["arguments"].feature["role"].int2str
        assert [[(role(a["role"]), a["entity"]) for a in e["arguments"]] for e in row["events"]] == [
            [(a.role, a.entity) for a in e.arguments] for e in record.events
        ]
    assert list(gold[:2].to_hf()) == ["train"]
    assert list(gold.split("dev").to_hf()) == ["dev"]


def test_an_empty_split_is_a_dataset_without_rows_and_with_the_same_features(gold: Gold) -> None:
    datasets = dataset_dict({"train": list(gold)[:2], "dev": []}, gold.ontology)
    assert (len(datasets["train"]), len(datasets["dev"])) == (2, 0)
    assert datasets["dev"].features == datasets["train"].features
    assert list(datasets["dev"]) == []


def test_tables_hold_a_row_for_each_and_name_article_and_split(gold: Gold) -> None:
    records = list(gold)
    tables = {name: gold.to_pandas(name) for name in ("articles", "entities", "events", "arguments")}
    assert len(tables["articles"]) == len(records)
    assert len(tables["entities"]) == sum(len(one.entities) for one in records)
    assert len(tables["events"]) == sum(len(one.events) for one in records)
    assert len(tables["arguments"]) == sum(len(e.arguments) for one in records for e in one.events)
    split_of = {article: name for name, ids in gold.splits.items() for article in ids}
    for table in tables.values():
        assert [split_of[article] for article in table["article"]] == list(table["split"])
    texts = dict(zip(tables["articles"]["article"], tables["articles"]["text"], strict=True))
    for row in tables["entities"].to_dict("records"):
        assert texts[row["article"]][row["start"] : row["end"]] == row["text"]
    event = next(e for one in records for e in one.events if len(e.fillers.get("Agent", ())) > 1)
    (row,) = tables["events"][tables["events"]["event"] == event.id].to_dict("records")
    assert row["Agent"] == "; ".join(one.text for one in event.fillers["Agent"])
    assert str(tables["entities"]["start"].dtype) == "Int64"
    both = tables["arguments"].merge(tables["events"], on=["article", "event"], validate="many_to_one")
    assert len(both) == len(tables["arguments"]) and (both["type_x"] == both["type_y"]).all()


def test_the_table_of_events_is_the_one_that_is_exported(gold: Gold, tmp_path: Path) -> None:
    import pandas

    file = tmp_path / "events.csv"
    EventsExporter().export(gold, gold.ontology, file)
    exported = pandas.read_csv(file)
    table = gold.to_pandas("events")
    assert set(exported.columns) <= set(table.columns)
    for name in exported.columns:
        assert exported[name].fillna("").astype(str).tolist() == (
            table[name].astype(exported[name].dtype).fillna("").astype(str).tolist()
        ), name


def test_events_of_an_ontology_that_is_not_here_have_their_table(gold: Gold, tmp_path: Path) -> None:
    file = tmp_path / "gold.jsonl"
    content = (SAMPLE / "gold.jsonl").read_text(encoding="utf-8")
    file.write_text(content.replace('"ontology":"diplomacy@1.1.0"', '"ontology":"gone@1.0.0"'))
    table, known = annotate.load_gold(file).to_pandas("events"), gold.to_pandas("events")
    assert set(table.columns) == set(known.columns)
    for name in ("source", "target_country", "mode", "Agent", "unreviewed"):
        assert table[name].fillna("").tolist() == known[name].fillna("").tolist()


def test_tables_name_the_columns_that_nobody_reviewed(gold: Gold) -> None:
    mentions = {(one.article.id, e.id): e for one in gold for e in one.entities}
    tables = {name: gold.to_pandas(name) for name in ("entities", "events", "arguments")}
    seen = gold.reviewed.to_pandas("events")
    for table in tables.values():
        assert table["unreviewed"].notna().any()
        for row in table.dropna(subset="unreviewed").to_dict("records"):
            assert all(row[name] for name in row["unreviewed"].split("; "))
    for row in tables["arguments"].to_dict("records"):
        filler = mentions[row["article"], row["entity"]]
        assert ("ref" in str(row["unreviewed"])) == ("ref" in filler.unreviewed and filler.ref is not None)
    assert seen["unreviewed"].isna().all()
    assert tables["events"]["source_country"].notna().sum() > seen["source_country"].notna().sum()


def test_an_empty_part_has_the_same_columns(gold: Gold) -> None:
    for name in ("articles", "entities", "events", "arguments"):
        empty = gold[:0].to_pandas(name)
        assert len(empty) == 0
        assert list(empty.columns) == list(gold.to_pandas(name).columns)
    with pytest.raises(ConfigError, match="articles, entities, events, arguments"):
        gold.to_pandas("tokens")  # type: ignore[arg-type]
