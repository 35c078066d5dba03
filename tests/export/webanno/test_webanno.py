"""WebAnno TSV: everything that is in the gold is in the files."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given

from annotate.core.annotation import Status
from annotate.core.errors import InputError
from annotate.core.record import GoldRecord
from annotate.export.layers import flat_layer
from annotate.export.webanno.exporter import WebannoExporter
from tests.builders import annotation, article, entity, event, meeting
from tests.examples import examples
from tests.export.gold import ONTOLOGY, as_gold, check_sums, gold_of, sample, without_text
from tests.export.webanno.format import Document, Span, decode, utf16
from tests.export.whole import whole_corpora


def exported(gold: list[GoldRecord], folder: Path) -> Path:
    losses = WebannoExporter().export(iter(gold), ONTOLOGY, folder)
    check_sums(losses, gold)
    assert not losses.lost.counts
    return folder


def decoded(record: GoldRecord) -> Document:
    with TemporaryDirectory() as name:
        (path,) = exported([record], Path(name) / "tsv").glob("*.tsv")
        return decode(path.read_bytes().decode())


def read_back(folder: Path) -> list[GoldRecord]:
    """The gold of a folder: the lists of files gives the fields, the decoder gives the annotations."""
    found = []
    for line in (folder / "articles.jsonl").read_text(encoding="utf-8").split("\n")[:-1]:
        entry = json.loads(line)
        document = decode((folder / entry["file"]).read_bytes().decode())
        spans = [document.spans[id] for id in sorted(document.spans)]
        ids = {id: span.features["identifier"] for id, span in document.spans.items()}
        entities = [mention(document, span) for span in spans if span.layer.endswith(".Mention")]
        events = [happening(document, span, ids) for span in spans if not span.layer.endswith(".Mention")]
        data = {
            **entry["record"],
            "article": {**entry["article"], "text": document.text},
            "annotation": {**entry["annotation"], "entities": entities, "events": events},
        }
        found.append(GoldRecord.model_validate(data))
    return found


def place(document: Document, span: Span) -> dict[str, Any]:
    start, end = (len(document.said(0, at)) for at in (span.begin, span.end))
    return {"start": start, "end": end, "text": document.text[start:end]}


def region(span: Span, label: str) -> dict[str, Any]:
    features = {name: value for name, value in span.features.items() if value is not None}
    other: dict[str, Any] = json.loads(features.pop("other", "{}"))
    data: dict[str, Any] = {
        label: features.pop("label", None) or other.pop("label"),
        "id": features.pop("identifier"),
    }
    for name in ("ref", "note"):
        if name in features:
            data[name] = features.pop(name)
    if "unreviewed" in features:
        data["unreviewed"] = features.pop("unreviewed").split(" ")
    for name, value in features.items():
        several = ONTOLOGY.attributes[name].kind == "multiple"
        data.setdefault("attributes", {})[name] = value.split(", ") if several else value
    if attributes := other.pop("attributes", None):
        data.setdefault("attributes", {}).update(attributes)
    return data | other


def mention(document: Document, span: Span) -> dict[str, Any]:
    return {**place(document, span), **region(span, "label")}


def happening(document: Document, span: Span, ids: dict[int, str | None]) -> dict[str, Any]:
    data = region(span, "type")
    if span.layer.endswith(".ArticleEvent"):
        assert span.begin == document.tokens[0][0] and span.end == document.tokens[0][1]
        return {**data, "trigger": None}
    more = data.pop("arguments", [{}] * len(span.links))
    data["arguments"] = [
        {"role": role, "entity": ids[target], **rest}
        for (role, target), rest in zip(span.links, more, strict=True)
    ]
    return {**data, "trigger": {**place(document, span), **data.pop("trigger", {})}}


@examples(60)
@given(gold=whole_corpora())
def test_any_gold_comes_back(gold: list[GoldRecord]) -> None:
    with TemporaryDirectory() as name:
        assert read_back(exported(gold, Path(name) / "tsv")) == gold


def test_the_sample_comes_back(tmp_path: Path) -> None:
    gold = sample()
    assert read_back(exported(gold, tmp_path / "tsv")) == gold
    again = exported(gold, tmp_path / "again")
    for path in (tmp_path / "tsv").iterdir():
        assert path.read_bytes() == (again / path.name).read_bytes()


def test_the_file_looks_like_this(tmp_path: Path) -> None:
    text = "Ana aide l'ONU.\nFin"
    source = article(text)
    entities = (
        entity(text, "Ana", "PER", "e1"),
        entity(text, "l'ONU", "ORG", "e2", ref="UN_1"),
        entity(text, "ONU", "ORG", "e3"),
    )
    events = (
        event(text, "aid", "AID", "v1", ("Agent", "e1"), ("Recipient", "e2")),
        event(text, None, "AGREE", "v2"),
    )
    gold = GoldRecord.of(source, annotation(source, entities, events, Status.ADJUDICATED))
    content = (exported([gold], tmp_path / "tsv") / "a1.tsv").read_text(encoding="utf-8")
    head, body = content.split("\n\n\n")
    assert head.split("\n")[:2] == [
        "#FORMAT=WebAnno TSV 3.3",
        "#T_SP=webanno.custom.Mention|label|ref|value|sector|mode|context|modality|polarity"
        "|note|unreviewed|identifier|other",
    ]
    assert head.split("\n")[2].startswith(
        "#T_SP=webanno.custom.Event|label|ROLE_webanno.custom.Event:arguments_webanno.custom.EventArgumentsLink"
        "|webanno.custom.Mention|value|"
    )
    rows = [row.split("\t") for row in body.split("\n")]
    # id, offsets, form; label and ref of mentions; label, roles and targets of events
    assert [[*row[:5], *row[15:18]] for row in rows] == [
        ["#Text=Ana aide l'ONU."],
        ["#Text="],
        ["1-1", "0-3", "Ana", "PER[1]", "*[1]", "_", "_", "_"],
        ["1-2", "4-8", "aide", "_", "_", "_", "_", "_"],
        ["1-2.1", "4-7", "aid", "_", "_", "AID[4]", "Agent;Recipient[4]", "1-1[1];1-3[2]"],
        ["1-3", "9-10", "l", "ORG[2]", "UN\\_1[2]", "_", "_", "_"],
        ["1-4", "10-11", "'", "ORG[2]", "UN\\_1[2]", "_", "_", "_"],
        ["1-5", "11-14", "ONU", "ORG[2]|ORG[3]", "UN\\_1[2]|*[3]", "_", "_", "_"],
        ["1-6", "14-15", ".", "_", "_", "_", "_", "_"],
        [""],
        ["#Text=Fin"],
        ["2-1", "16-19", "Fin", "_", "_", "_", "_", "_"],
        [""],
    ]


def test_offsets_count_utf_16_units() -> None:
    document = decoded(gold_of("👩‍👩‍👧 Ana 🇻🇳 rit", ("Ana", "PER"), ("🇻🇳", "LOC")))
    begin = len(utf16("👩‍👩‍👧 ")) // 2
    assert (document.spans[1].begin, document.spans[1].end) == (begin, begin + 3)
    assert document.said(document.spans[2].begin, document.spans[2].end) == "🇻🇳"


def test_white_space_is_a_token_only_where_a_region_begins_or_ends_in_it() -> None:
    text = "Ana  rit\n\nici"
    assert [decoded(gold_of(text)).said(*token) for token in decoded(gold_of(text)).tokens] == [
        "Ana",
        "rit",
        "ici",
    ]
    document = decoded(gold_of(text, ("Ana ", "PER")))
    assert [document.said(*token) for token in document.tokens] == ["Ana", "  ", "rit", "ici"]
    assert document.said(document.spans[1].begin, document.spans[1].end) == "Ana "
    assert document.text == text
    assert decoded(gold_of("\n Ana")).text == "\n Ana"


@pytest.mark.parametrize("label", ["PER", "LOC", "ORG"])
def test_webanno2spacy_reads_the_mentions(tmp_path: Path, label: str) -> None:
    """It counts disambiguation ids by label, reads no stacked mentions, and takes offsets as code points."""
    webanno2spacy = pytest.importorskip("webanno2spacy")
    import spacy

    nlp = spacy.blank("xx")
    gold = []
    for record in sample():
        if max(record.text or "") > "\uffff":
            continue
        layer, _ = flat_layer(one for one in record.annotation.entities if one.label == label)
        mentions = record.annotation.with_(entities=tuple(layer), events=())
        gold.append(GoldRecord.of(record.article, mentions))
    folder = exported(gold, tmp_path / "tsv")
    entries = map(json.loads, (folder / "articles.jsonl").read_text(encoding="utf-8").split("\n")[:-1])
    for entry, record in zip(entries, gold, strict=True):
        with (folder / entry["file"]).open(encoding="utf-8", newline="") as file:
            reader = csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
            doc = webanno2spacy.convert_rows(Spans(nlp), record.text, reader)
        assert doc.asked == [(one.start, one.end, one.label) for one in record.annotation.entities]
    assert len(gold) > 5 and sum(len(record.annotation.entities) for record in gold) > 20


class Spans:
    """Stands before a pipeline, and notes the spans that webanno2spacy asks its document for."""

    def __init__(self, nlp: Any) -> None:
        self._nlp = nlp
        self.asked: list[tuple[int, int, str]] = []

    def __call__(self, text: str) -> Spans:
        self._doc = self._nlp(text)
        return self

    def char_span(self, start: int, end: int, label: str, alignment_mode: str) -> Any:
        self.asked.append((start, end, label))
        return self._doc.char_span(start, end, label=label, alignment_mode=alignment_mode)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._doc, name)


def test_the_type_system_declares_every_layer_and_feature(tmp_path: Path) -> None:
    cassis = pytest.importorskip("cassis")
    folder = exported([as_gold(meeting())], tmp_path / "tsv")
    with (folder / "typesystem.xml").open("rb") as file:
        types = cassis.load_typesystem(file)
    for line in (folder / "a1.tsv").read_text(encoding="utf-8").split("\n")[1:4]:
        layer, *columns = line.removeprefix("#T_SP=").split("|")
        declared = [feature.name for feature in types.get_type(layer).features]
        slots = [name for name in columns if "." not in name]
        assert [name for name in declared if name != "arguments"] == slots
    (arguments,) = (one for one in types.get_type("webanno.custom.Event").features if one.name == "arguments")
    assert arguments.elementType.name == "webanno.custom.EventArgumentsLink"


def test_bad_input_is_refused_by_name_and_leaves_no_folder(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no text"):
        WebannoExporter().export([without_text(gold_of("Ana rit"))], ONTOLOGY, tmp_path / "tsv")
    with pytest.raises(InputError, match="comes twice"):
        WebannoExporter().export([gold_of("Ana"), gold_of("Ana")], ONTOLOGY, tmp_path / "tsv")
    assert list(tmp_path.iterdir()) == []
