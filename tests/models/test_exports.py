"""Exports in the hands of the libraries that train on them: GLiNER's collator and that of `transformers`."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from annotate.core.ontology import Ontology
from annotate.export.gliner import GlinerExporter, gliner_words
from annotate.export.hf_tokens import HfTokensExporter, labels_file
from tests.export.gold import sample
from tests.prelabel.builders import small_ontology

pytest.importorskip("torch", reason="torch is not installed; 'make test-models' runs these")
pytestmark = pytest.mark.models

ONTOLOGY = Ontology.load("diplomacy")


def lines(path: Path) -> list[Any]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n")[:-1]]


def test_gliners_own_collator_holds_the_spans_of_the_file(tmp_path: Path) -> None:
    from gliner import GLiNERConfig
    from gliner.data_processing import UniEncoderSpanProcessor, WordsSplitter
    from gliner.data_processing.collator import UniEncoderSpanDataCollator

    from tests.models import tiny

    gold = sample()
    losses = GlinerExporter().export(gold, ONTOLOGY, tmp_path / "gold.jsonl")
    data = lines(tmp_path / "gold.jsonl")
    # As wide as any mention of the sample, so that GLiNER leaves none out.
    widest = max(last - first for line in data for first, last, _ in line["ner"]) + 1
    config = GLiNERConfig(max_len=384, max_width=widest)
    pieces = tiny.tokenizer(*small_ontology().entities, config.ent_token, config.sep_token, length=100_000)
    processor = UniEncoderSpanProcessor(config, pieces, WordsSplitter())
    collate = UniEncoderSpanDataCollator(
        config, data_processor=processor, return_id_to_classes=True, prepare_labels=True
    )
    batch = collate(data)
    found: Counter[tuple[int, int, int, str]] = Counter()
    for row, names in enumerate(batch["id_to_classes"]):
        for span, kind in batch["labels"][row].nonzero().tolist():
            first, last = batch["span_idx"][row][span].tolist()
            found[row, first, last, names[kind + 1]] += 1
    assert found == Counter((row, *mention) for row, line in enumerate(data) for mention in line["ner"])
    assert found.total() == losses.entities_written
    labels = {entry.titled(label, "fr") for label, entry in ONTOLOGY.entities.items()}
    assert all(set(names.values()) == labels for names in batch["id_to_classes"])  # with the negatives


def test_words_are_those_that_gliner_sees_in_a_text() -> None:
    from gliner.data_processing import WordsSplitter

    for record in sample():
        text = record.text or ""
        assert gliner_words(text, ()) == [(start, end) for _, start, end in WordsSplitter("whitespace")(text)]


def test_a_collator_of_transformers_aligns_the_tags_and_the_mentions_come_back(tmp_path: Path) -> None:
    from transformers import DataCollatorForTokenClassification

    from tests.models import tiny

    path = tmp_path / "gold.jsonl"
    losses = HfTokensExporter().export(sample(), ONTOLOGY, path)
    data, names = lines(path), json.loads(labels_file(path).read_bytes())
    pieces = tiny.tokenizer("a", "##a", "##e", "##s", "l", "##l", length=100_000)
    features, words = [], []
    for line in data:
        encoded = pieces(line["tokens"], is_split_into_words=True, truncation=True)
        words.append(encoded.word_ids())
        labels = [
            -100 if word is None or word == before else line["ner_tags"][word]
            for before, word in zip([None, *words[-1]], words[-1], strict=False)
        ]
        features.append({"input_ids": encoded["input_ids"], "labels": labels})
    batch = DataCollatorForTokenClassification(pieces)(features)
    assert batch["labels"].shape == batch["input_ids"].shape
    mentions = 0
    for row, line in enumerate(data):
        tags: dict[int, str] = {}
        for word, number in zip(words[row], batch["labels"][row].tolist(), strict=False):
            if number != -100:
                tags[word] = names[number]
        assert [tags[word] for word in range(len(line["tokens"]))] == [
            names[number] for number in line["ner_tags"]
        ]
        mentions += sum(tag.startswith("B-") for tag in tags.values())
    assert mentions == losses.entities_written
