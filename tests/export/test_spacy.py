"""spaCy's DocBin: every mention is written with the right characters, or reported as lost."""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given

from annotate.core.annotation import Status
from annotate.core.errors import AnnotateError, MissingExtraError
from annotate.core.record import GoldRecord
from annotate.export.spacy import SpacyExporter
from annotate.export.splits import export_splits
from tests.builders import annotation, article, entity, event, meeting
from tests.examples import examples
from tests.export.gold import ONTOLOGY, as_gold, check_sums, corpora, gold_of, sample, without_text

spacy = pytest.importorskip("spacy")


def docs(path: Path, language: str = "fr") -> list[Any]:
    from spacy.tokens import DocBin

    return list(DocBin().from_disk(path).get_docs(spacy.blank(language).vocab))


@examples(40, suppress=[HealthCheck.function_scoped_fixture])
@given(gold=corpora)
def test_written_and_lost_are_the_gold(tmp_path: Path, gold: list[GoldRecord]) -> None:
    path = tmp_path / "gold.spacy"
    losses = SpacyExporter().export(iter(gold), ONTOLOGY, path)
    check_sums(losses, gold)
    lost = {(loss.article, loss.region): loss for loss in losses.lost if loss.what == "entity"}
    read = docs(path)
    assert [doc.user_data["article_id"] for doc in read] == [record.article.id for record in gold]
    for doc, record in zip(read, gold, strict=True):
        assert doc.text == record.text
        written = {
            (span.id_, span.start_char, span.end_char, span.label_, span.kb_id_)
            for span in doc.spans["entities"]
        }
        assert written == {
            (one.id, one.start, one.end, one.label, one.ref or "")
            for one in record.annotation.entities
            if (record.article.id, one.id) not in lost
        }
        flat = {(span.id_, span.start_char, span.end_char, span.label_, span.kb_id_) for span in doc.ents}
        assert flat <= written
        beside = {
            loss.region
            for loss in losses.lost
            if loss.what == "flat layer" and loss.article == record.article.id
        }
        assert {span.id_ for span in doc.spans["entities"]} - beside == {span.id_ for span in doc.ents}
        for span in doc.spans["entities"]:
            assert not span.text[0].isspace() and not span.text[-1].isspace()


def test_nested_mentions_are_in_spans_and_the_longest_in_ents(tmp_path: Path) -> None:
    gold = gold_of(
        "Le ministre du Vietnam Ana Pérez",
        ("ministre du Vietnam", "ROLE"),
        ("Vietnam", "LOC"),
        ("Ana", "PER"),
    )
    losses = SpacyExporter().export([gold], ONTOLOGY, tmp_path / "x.spacy")
    (doc,) = docs(tmp_path / "x.spacy")
    assert [span.text for span in doc.spans["entities"]] == ["ministre du Vietnam", "Vietnam", "Ana"]
    assert [span.text for span in doc.ents] == ["ministre du Vietnam", "Ana"]
    assert [str(loss) for loss in losses.lost] == [
        "article a1, flat layer e1 'Vietnam': not in doc.ents: nested in e0",
        "article a1, article fields author, status, ontology: the format holds no fields of articles",
    ]
    assert losses.entities_written == 3 and losses.entities_lost == 0


def test_mentions_off_token_edges_or_with_white_space_are_reported_as_lost(tmp_path: Path) -> None:
    gold = gold_of("levice-Premier rit à Hanoï\n\n", ("vice", "ROLE"), ("Hanoï\n\n", "LOC"), ("Hanoï", "LOC"))
    losses = SpacyExporter().export([gold], ONTOLOGY, tmp_path / "x.spacy")
    assert [(loss.region, loss.why) for loss in losses.lost] == [
        ("e0", "not at token edges"),
        ("e1", "begins or ends with white space"),
        ("author, status, ontology", "the format holds no fields of articles"),
    ]
    check_sums(losses, [gold])


def test_events_and_attributes_are_counted_as_lost_and_refs_are_kept(tmp_path: Path) -> None:
    losses = SpacyExporter().export([as_gold(meeting())], ONTOLOGY, tmp_path / "x.spacy")
    assert [(loss.region, loss.what) for loss in losses.lost if loss.what != "scores"] == [
        ("e4", "attributes"),
        ("v1 Agent e1", "argument"),
        ("v1 Agent e2", "argument"),
        ("v1 Place e3", "argument"),
        ("v1 Time e4", "argument"),
        ("v1", "attributes"),
        ("published, author, status, ontology", "article fields"),
    ]
    assert (losses.events_written, losses.triggers_written, losses.arguments_lost) == (1, 1, 4)
    (doc,) = docs(tmp_path / "x.spacy")
    assert [span.kb_id_ for span in doc.ents] == ["", "", "VNM", ""]
    assert [(span.text, span.label_, span.id_) for span in doc.spans["triggers"]] == [
        ("rencontré", "CONSULT", "v1")
    ]
    assert [type_ for type_, value in doc.cats.items() if value] == ["CONSULT"]
    assert set(doc.cats) == set(ONTOLOGY.events)


@pytest.mark.parametrize("language", [None, "fr", "vi", "ja", "qq", "nonsense"])
def test_every_language_has_tokens(tmp_path: Path, language: str | None) -> None:
    gold = gold_of("Ana rit à Hanoï.", ("Hanoï", "LOC"), language=language)
    losses = SpacyExporter().export([gold], ONTOLOGY, tmp_path / "x.spacy")
    assert losses.entities_written == 1


def test_long_articles_are_written(tmp_path: Path) -> None:
    gold = gold_of("mot " * 300_000 + "Hanoï", ("Hanoï", "LOC"))
    losses = SpacyExporter().export([gold], ONTOLOGY, tmp_path / "x.spacy")
    assert losses.entities_written == 1


def test_a_recogniser_can_be_trained_on_it(tmp_path: Path) -> None:
    """Like `spacy train`: reads the file, learns `doc.ents`, and finds them again."""
    from spacy.training import Example
    from thinc.api import fix_random_seed

    fix_random_seed(0)
    gold = [
        gold_of(
            "Ana Pérez est à Hanoï depuis lundi.",
            ("Ana Pérez", "PER"),
            ("Hanoï", "LOC"),
            id="a1",
            language="fr",
        ),
        gold_of("Le FMI a salué Ana Pérez.", ("FMI", "ORG"), ("Ana Pérez", "PER"), id="a2", language="fr"),
        gold_of("À Lima, la pluie tombe.", ("Lima", "LOC"), id="a3", language="fr"),
        gold_of("Rien ne bouge.", id="a4", language="fr"),
    ]
    SpacyExporter().export(gold, ONTOLOGY, tmp_path / "x.spacy")
    exported = docs(tmp_path / "x.spacy")
    model = spacy.blank("fr")
    recogniser = model.add_pipe("ner")
    examples = [Example(model.make_doc(doc.text), doc) for doc in exported]
    optimizer = model.initialize(lambda: examples)
    optimizer.learn_rate = 0.01
    assert {*recogniser.labels} == {"PER", "LOC", "ORG"}
    for _ in range(30):
        model.update(examples, sgd=optimizer, drop=0.0)
    found = [{(span.text, span.label_) for span in model(record.text).ents} for record in gold]
    assert found == [
        {(entity.text, entity.label) for entity in record.annotation.entities} for record in gold
    ]


def test_the_same_gold_gives_the_same_bytes(tmp_path: Path) -> None:
    gold = sample()
    losses = SpacyExporter().export(gold, ONTOLOGY, tmp_path / "1.spacy")
    SpacyExporter().export(gold, ONTOLOGY, tmp_path / "2.spacy")
    assert (tmp_path / "1.spacy").read_bytes() == (tmp_path / "2.spacy").read_bytes()
    check_sums(losses, gold)


def test_no_records_give_an_empty_file(tmp_path: Path) -> None:
    assert SpacyExporter().export([], ONTOLOGY, tmp_path / "x.spacy").articles == 0
    assert docs(tmp_path / "x.spacy") == []


def test_a_record_without_text_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(AnnotateError, match="no text") as raised:
        SpacyExporter().export([without_text(gold_of("Ana rit"))], ONTOLOGY, tmp_path / "x.spacy")
    assert raised.value.where == "article a1"


def test_without_spacy_the_error_names_the_command_that_installs_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "spacy.tokens", None)
    with pytest.raises(MissingExtraError, match=r"pip install 'annotate-gold\[export\]'"):
        SpacyExporter().export([], ONTOLOGY, tmp_path / "x.spacy")


def test_large_gold_is_a_folder_of_parts_that_spacy_reads_alike(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from spacy.training import Corpus

    gold = sample()
    SpacyExporter().export(gold, ONTOLOGY, tmp_path / "one.spacy")
    monkeypatch.setattr("annotate.export.spacy._PART", 400)
    losses = SpacyExporter().export(gold, ONTOLOGY, tmp_path / "many.spacy")
    parts = sorted(path.name for path in (tmp_path / "many.spacy").iterdir())
    assert len(parts) > 3 and parts[0] == "000.spacy"
    check_sums(losses, gold)
    nlp = spacy.blank("fr")
    one, many = (
        [example.reference.to_bytes() for example in Corpus(tmp_path / f"{name}.spacy")(nlp)]
        for name in ("one", "many")
    )
    assert one == many and len(one) == len(gold)
    with pytest.raises(AnnotateError, match="exists already"):
        SpacyExporter().export(gold, ONTOLOGY, tmp_path / "one.spacy")


def generated(count: int) -> list[GoldRecord]:
    """Articles of invented people, with nested mentions and an event."""
    found = []
    for number in range(count):
        person, place = f"Ana{number % 37} Pérez{number}", ("Hanoï", "Lima", "Quito", "Dakar")[number % 4]
        verb, type_ = (("rencontre", "CONSULT"), ("menace", "THREATEN"))[number % 2]
        text = f"Le maire de {place} {verb} {person}. L'article {number} finit là."
        entities = (
            entity(text, f"maire de {place}", "ROLE", "e1"),
            entity(text, place, "LOC", "e2"),
            entity(text, person, "PER", "e3"),
        )
        source = article(text, id=f"a{number}", language="fr")
        events = (event(text, verb, type_, "v1", ("Agent", "e1")),)
        found.append(GoldRecord.of(source, annotation(source, entities, events, status=Status.ADJUDICATED)))
    return found


def test_spacy_checks_and_trains_with_the_config_beside(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from spacy.cli.debug_data import debug_data
    from spacy.cli.train import train

    gold = generated(190)
    splits = {"train": gold[:150], "dev": gold[150:170], "test": gold[170:]}
    parts = {name: partial(iter, records) for name, records in splits.items()}
    export_splits(SpacyExporter(), parts, ONTOLOGY, tmp_path / "out", {})
    monkeypatch.chdir(tmp_path / "out")
    try:
        debug_data(Path("config.cfg"), silent=False, no_format=True)
    except SystemExit as ended:
        assert not ended.code, capsys.readouterr().out
    said = capsys.readouterr().out
    assert "150 training docs" in said and "Spans Key" in said and "Text Classification" in said
    assert spacy.util.load_config("config.cfg")["training"]["eval_frequency"] == 150
    options = {"training.max_steps": 1, "training.eval_frequency": 1}
    train(Path("config.cfg"), Path("model"), overrides=options)
    nlp = spacy.load("model/model-last")
    assert nlp.pipe_names == ["tok2vec", "ner", "spancat", "textcat_multilabel"]
    assert {*nlp.get_pipe("ner").labels} == {"ROLE", "PER"}  # a LOC is always nested here
    assert {*nlp.get_pipe("spancat").labels} == {"ROLE", "PER", "LOC"}
    assert {*nlp.get_pipe("textcat_multilabel").labels} == set(ONTOLOGY.events)
