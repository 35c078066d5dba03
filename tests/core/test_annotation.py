"""What an article and an annotation may hold, and what is refused with a sentence that says why."""

from __future__ import annotations

import json
from typing import Any

import pytest
from pydantic import ValidationError

from annotate.core.annotation import Annotation, Entity, Event, Status
from annotate.core.article import Article
from annotate.core.record import GoldRecord, Record
from tests.builders import TEXT, annotation, article, entity, event, meeting


@pytest.mark.parametrize("character", ["\0", "\x07", "\r", "\x7f", "\x85", "\ud800"])
def test_characters_that_break_label_studio_are_refused_with_their_place(character: str) -> None:
    with pytest.raises(ValidationError, match="at code point 3"):
        article(f"abc{character}d")


@pytest.mark.parametrize("text", ["a", "👩‍👩‍👧", "e\u0301", "السلام", "a\tb\nc", "\u200f\u202bx", "\u2028x"])
def test_every_other_character_is_kept_as_it_is(text: str) -> None:
    assert article(text).text == text


@pytest.mark.parametrize("text", ["", " \n\t "])
def test_an_empty_text_is_refused(text: str) -> None:
    with pytest.raises(ValidationError, match="the text is empty"):
        article(text)


@pytest.mark.parametrize("published", ["2024", "2024-09", "2024-09-30"])
def test_a_date_keeps_the_precision_given(published: str) -> None:
    assert article(published=published).published == published


@pytest.mark.parametrize(
    "published", ["24", "2024-13", "2024-9", "2024-09-31T", "September 2024", "2024-09-32"]
)
def test_another_form_of_date_is_refused(published: str) -> None:
    with pytest.raises(ValidationError, match="YYYY-MM-DD"):
        article(published=published)


@pytest.mark.parametrize("id", ["", "  ", "a\nb", "a\0b", "x" * 201])
def test_an_id_that_cannot_name_an_article_is_refused(id: str) -> None:
    with pytest.raises(ValidationError, match="id"):
        article(id=id)


def test_text_that_could_never_be_written_is_refused_in_every_field() -> None:
    for fields in ({"title": "a\ud800"}, {"source": "\0"}, {"url": "\ud800"}, {"meta": {"a": ["\ud800"]}}):
        with pytest.raises(ValidationError, match=r"surrogate|control"):
            article(**fields)


def test_a_tab_in_an_id_is_named_as_what_it_is() -> None:
    with pytest.raises(ValidationError, match=r"control character \(U\+0009\), here at offset 1"):
        article(id="a\tb")


def test_the_digest_is_of_the_text_alone() -> None:
    assert article(id="a").digest == article(id="b", title="t").digest
    assert article("x").digest == "sha256:2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881"


@pytest.mark.parametrize(("start", "end"), [(3, 3), (4, 3), (-1, 2)])
def test_a_span_is_a_half_open_range_that_is_not_empty(start: int, end: int) -> None:
    with pytest.raises(ValidationError, match=r"start|end|range"):
        Entity(id="e", start=start, end=end, label="PER", text="x")


@pytest.mark.parametrize("id", ["", "a b", "e#1", "x" * 65, "a\n"])
def test_a_region_id_that_label_studio_would_cut_is_refused(id: str) -> None:
    with pytest.raises(ValidationError, match="region id"):
        Entity(id=id, start=0, end=1, label="PER", text="x")


def test_nouns_are_frozen() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        setattr(article(), "text", "other")  # noqa: B010  # a plain assignment is what mypy refuses


def test_unknown_keys_are_kept_and_absent_optional_ones_are_left_out() -> None:
    line = json.loads(meeting().to_json())
    line["annotation"]["entities"][0]["colour"] = None
    line["annotation"]["note"] = {"by": "ana"}
    line["article"]["words"] = 12
    line["newer"] = [1]
    assert json.loads(Record.model_validate(line).to_json()) == line
    assert "url" not in line["article"]
    assert "decision" not in line["annotation"]


def test_an_event_without_a_trigger_is_written_with_null_and_read_without_the_key() -> None:
    said = event(TEXT, None, "AID", "v1")
    assert json.loads(said.to_json()) == {"id": "v1", "type": "AID", "trigger": None}
    assert Event.model_validate({"id": "v1", "type": "AID"}) == said


def wrong(**changes: Any) -> str:
    record = meeting()
    with pytest.raises(ValidationError) as refused:
        record.annotation.with_(**changes)
    return str(refused.value)


def test_what_contradicts_itself_in_an_annotation_is_refused() -> None:
    one, *others = meeting().annotation.entities
    said = meeting().annotation.events[0]
    aid = event(TEXT, None, "AID", "t1")
    assert "two regions have the id e1" in wrong(entities=(one, one))
    assert "two regions have the id e1" in wrong(events=(said.with_(id="e1"),))
    assert "there is no such entity" in wrong(entities=tuple(others))
    assert "without a trigger" in wrong(events=(aid, aid.with_(id="t2")))
    assert "a suggested annotation has the decision single" in wrong(decision="single")
    assert "only a suggestion has an uncertainty" in wrong(status=Status.SUBMITTED, uncertainty=0.5)
    with pytest.raises(ValidationError, match="arguments but no trigger"):
        event(TEXT, None, "AID", "t1", ("Agent", "e1"))


def test_article_level_types_are_those_of_triggered_and_untriggered_events_together() -> None:
    source = article()
    made = annotation(source, (), (event(TEXT, "rencontré", "CONSULT", "v1"), event(TEXT, None, "AID", "v2")))
    assert made.article_types == {"CONSULT", "AID"}


def test_a_span_that_does_not_fit_the_text_is_named_with_article_and_region() -> None:
    source = article()
    moved = entity(TEXT, "Hanoï", "LOC", "e9").with_(start=0, end=5)
    with pytest.raises(ValidationError, match=r"article a1: region e9 says 'Hanoï' but 0:5"):
        Record.of(source, annotation(source, (moved,)))
    beyond = Entity(id="e9", start=0, end=999, label="LOC", text="x")
    with pytest.raises(ValidationError, match="e9 ends at 999"):
        Record.of(source, annotation(source, (beyond,)))


def test_an_annotation_of_another_text_is_refused() -> None:
    with pytest.raises(ValidationError, match="another text"):
        Record.of(article("Autre texte."), meeting().annotation)


def test_gold_may_lack_its_text_but_a_bad_text_is_still_refused() -> None:
    made = GoldRecord.of(article(), annotation(article(), status=Status.ADJUDICATED))
    line = json.loads(made.to_json())
    assert isinstance(GoldRecord.model_validate(line).article, Article)
    del line["article"]["text"]
    assert GoldRecord.model_validate(line).text is None
    line["article"]["text"] = "a\0"
    with pytest.raises(ValidationError, match="control character"):
        GoldRecord.model_validate(line)


def test_gold_is_adjudicated() -> None:
    with pytest.raises(ValidationError, match="gold is adjudicated"):
        GoldRecord.of(article(), meeting().annotation)
    assert Annotation(author="x", status=Status.SKIPPED).entities == ()


def test_a_loss_without_a_sentence_is_refused() -> None:
    fields = {"author": "ana", "status": "submitted"}
    with pytest.raises(ValidationError, match=r"lost\.arrow-to-nothing"):
        Annotation.model_validate({**fields, "lost": {"arrow-to-nothing": []}})
    assert Annotation.model_validate({**fields, "lost": {"arrow-to-nothing": ["x"]}}).lost


def test_a_changed_copy_takes_over_no_value_that_was_computed_from_the_fields() -> None:
    source = article("Un texte.", extra="kept")
    assert source.digest
    copy = source.with_(text="Un autre.")
    assert copy.digest == article("Un autre.").digest
    assert copy.to_dict() == {"id": "a1", "text": "Un autre.", "extra": "kept"}
