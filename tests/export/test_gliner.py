"""GLiNER's training data: words and mentions, nested ones too, in passages that GLiNER does not cut."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotate.core.errors import ConfigError, InputError
from annotate.core.ontology import Ontology
from annotate.core.record import GoldRecord
from annotate.export.base import Losses
from annotate.export.gliner import GlinerExporter
from tests.examples import examples
from tests.export.gold import ONTOLOGY, check_sums, corpora, gold_of, sample, without_text

NAMES: dict[str, Any] = {"label_names": "names"}


def exported(gold: list[GoldRecord], ontology: Ontology = ONTOLOGY, **options: Any) -> tuple[Any, Losses]:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "gold.jsonl"
        losses = GlinerExporter().export(iter(gold), ontology, path, **options)
        lines = path.read_text(encoding="utf-8").split("\n")[:-1]
        return [json.loads(line) for line in lines], losses


def mentions(line: Any) -> Counter[tuple[str, int, int, str]]:
    """The mentions of a line as GLiNER means them: first and last word, in the article's code points."""
    offsets = line["offsets"]
    return Counter(
        (line["article"], offsets[first][0], offsets[last][1], label) for first, last, label in line["ner"]
    )


def test_a_line_is_as_gliners_page_shows_it() -> None:
    gold = gold_of(
        "Ana Diaz, co-présidente du Pérou, rit.",
        *(("Ana Diaz", "PER"), ("co-présidente du Pérou", "ROLE"), ("Pérou", "LOC")),
        language="en",
    )
    (line,), losses = exported([gold])
    assert line["tokenized_text"] == ["Ana", "Diaz", ",", "co-présidente", "du", "Pérou", ",", "rit", "."]
    assert line["ner"] == [[0, 1, "Person"], [3, 5, "Function"], [5, 5, "Location"]]
    assert line["ner_negatives"] == ["Organisation", "Date"]
    assert not losses.entities_lost


def test_titles_are_in_the_articles_language_and_definitions_are_the_prompts_of_our_labeler() -> None:
    gold = gold_of("Lima rit.", ("Lima", "LOC"), language="fr")
    (line,), _ = exported([gold])
    assert line["ner"] == [[0, 0, "Lieu ou État"]]
    (line,), _ = exported([gold], label_names="definitions")
    assert line["ner"][0][2] == f"Lieu ou État: {ONTOLOGY.entities['LOC'].definition['fr']}"
    (line,), _ = exported([gold], label_names="names")
    assert line["ner"] == [[0, 0, "LOC"]]


def test_types_with_one_title_stay_two() -> None:
    raw = ONTOLOGY.model_dump(mode="json")
    raw["entities"]["ORG"]["title"]["fr"] = raw["entities"]["LOC"]["title"]["fr"] = "Groupe"
    gold = gold_of("Lima aide l'ONU.", ("Lima", "LOC"), ("ONU", "ORG"), language="fr")
    (line,), _ = exported([gold], Ontology.model_validate(raw))
    assert [label for *_, label in line["ner"]] == ["Groupe (LOC)", "Groupe (ORG)"]


def test_a_word_with_hyphens_is_cut_only_where_a_mention_ends_inside_it() -> None:
    gold = gold_of("Le sommet Cuba-Vietnam et le vice-ministre.", ("Cuba", "LOC"), ("Vietnam", "LOC"))
    (line,), losses = exported([gold], **NAMES)
    assert line["tokenized_text"] == [
        "Le",
        "sommet",
        "Cuba",
        "-",
        "Vietnam",
        "et",
        "le",
        "vice-ministre",
        ".",
    ]
    assert line["ner"] == [[2, 2, "LOC"], [4, 4, "LOC"]]
    assert not losses.entities_lost


@pytest.mark.parametrize(("misaligned", "found"), [("strict", []), ("expand", [1, 3]), ("contract", [2, 3])])
def test_what_is_inside_a_word_follows_the_policy(misaligned: str, found: list[int]) -> None:
    gold = gold_of("Il attachede l'ONU.", ("de l'ONU", "ORG"))
    (line,), losses = exported([gold], misaligned=misaligned, **NAMES)
    assert [one[:2] for one in line["ner"]] == ([[found[0], found[1] + 1]] if found else [])
    assert {loss.what for loss in losses.lost} >= {"position" if found else "entity"}


def test_a_long_article_is_passages_of_whole_sentences_and_no_mention_is_cut() -> None:
    text = "Ana rit à Lima. " * 300
    start = text.index("Lima", 2000)
    gold = gold_of(text, ("Ana", "PER"))
    wide = gold.annotation.entities[0].with_(id="w", start=start, end=start + 9, text=text[start : start + 9])
    gold = GoldRecord.of(gold.article, gold.annotation.with_(entities=(*gold.annotation.entities, wide)))
    lines, losses = exported([gold], max_tokens=20, **NAMES)
    assert {len(line["tokenized_text"]) for line in lines} == {20}
    assert sum((mentions(line) for line in lines), Counter()) == {
        ("a1", 0, 3, "PER"): 1,
        ("a1", start, start + 9, "PER"): 1,
    }
    assert not losses.entities_lost
    assert len(exported([gold], max_tokens=0)[0]) == 1


def test_a_long_sentence_is_cut_outside_mentions_and_a_longer_mention_is_listed() -> None:
    text = "Ana voit l'ONU, " * 100
    gold = gold_of(
        text, ("Ana voit", "PER"), ("voit l'ONU, Ana voit", "ORG"), ("Ana voit l'ONU, " * 9 + "Ana", "LOC")
    )
    lines, losses = exported([gold], max_tokens=10, **NAMES)
    lengths = [len(line["tokenized_text"]) for line in lines]
    assert max(lengths) <= 10 and min(lengths[:-1]) > 1
    assert sum((mentions(line) for line in lines), Counter()) == {
        ("a1", 0, 8, "PER"): 1,
        ("a1", 4, 24, "ORG"): 1,
    }
    lost = [(loss.region, loss.reason) for loss in losses.lost if loss.what == "entity"]
    assert lost == [("e2", "longer than max_tokens=10")]


def test_a_chain_of_overlapping_mentions_is_cut_and_the_cut_mention_listed() -> None:
    gold = gold_of("un deux trois quatre cinq", ("un deux trois", "ORG"), ("trois quatre cinq", "LOC"))
    lines, losses = exported([gold], max_tokens=3, **NAMES)
    assert [len(line["tokenized_text"]) for line in lines] == [3, 2]
    lost = [(loss.region, loss.reason) for loss in losses.lost if loss.what == "entity"]
    assert lost == [("e1", "in overlapping mentions longer than max_tokens")]


@examples(60)
@given(gold=corpora, most=st.sampled_from([0, 3, 384]))
def test_written_and_listed_are_the_gold(gold: list[GoldRecord], most: int) -> None:
    lines, losses = exported(gold, max_tokens=most, **NAMES)
    check_sums(losses, gold)
    lost = {(loss.article, loss.region) for loss in losses.lost if loss.what == "entity"}
    assert sum((mentions(line) for line in lines), Counter()) == Counter(
        (record.article.id, one.start, one.end, one.label)
        for record in gold
        for one in record.annotation.entities
        if (record.article.id, one.id) not in lost
    )
    for record in gold:
        mine = [line for line in lines if line["article"] == record.article.id]
        text = record.text or ""
        words = [text[slice(*at)] for line in mine for at in line["offsets"]]
        assert words == [word for line in mine for word in line["tokenized_text"]]
        assert "".join(words) == "".join(text.split())
        assert not most or all(len(line["tokenized_text"]) <= most for line in mine)


def test_the_sample_loses_only_what_is_inside_a_word() -> None:
    gold = sample()
    lines, losses = exported(gold)
    assert (lines, losses.counts) == (exported(gold)[0], losses.counts)
    assert {why for (what, why) in losses.counts if what == "entity"} <= {"not at token edges"}


def test_bad_input_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no text"):
        GlinerExporter().export([without_text(gold_of("Ana rit"))], ONTOLOGY, tmp_path / "x.jsonl")
    for options in ({"misaligned": "x"}, {"label_names": "x"}, {"max_tokens": -1}):
        with pytest.raises(ConfigError, match=next(iter(options))):
            exported([], **options)
    assert list(tmp_path.iterdir()) == []
