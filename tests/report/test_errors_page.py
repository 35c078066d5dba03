"""The page of errors: every error in its sentence, nothing that could run, nothing from elsewhere."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from annotate.core.annotation import Annotation, Entity
from annotate.evaluate.errors import Kind, find_errors
from annotate.report.errors_page import PageSummary, WrongArticle, build_errors_page
from tests.builders import annotation, article, entity, meeting

EVIL = "<script>alert(1)</script> Ana & <img src=x onerror=alert(2)> Luis Gil à Hanoï."


def wrong(text: str | None, gold: Annotation, predicted: Annotation, **fields: str | None) -> WrongArticle:
    mistakes = find_errors(gold, predicted)
    return WrongArticle("a1", fields.get("title"), fields.get("language"), text, mistakes, len(gold.entities))


def page(*articles: WrongArticle, gold: str = "gold.jsonl") -> str:
    errors = Counter((str(m.layer), str(m.kind)) for article in articles for m in article.mistakes)
    scores = [("entities, strict", ".500 [.40, .60]", ".500", ".500")]
    summary = PageSummary(gold, "p.jsonl", 3, 1, dict(errors), scores, "seed 1", len(articles))
    return build_errors_page(summary, articles)


def said(*entities: Entity) -> Annotation:
    return annotation(article(EVIL), entities)


def test_text_of_an_article_never_becomes_markup() -> None:
    script = entity(EVIL, "<script>", "ORG")
    evil = wrong(EVIL, said(script), said(), title="<b>title</b>", language='"><script>')
    made = page(evil, gold="<i>gold</i>")
    for part in ("<script", "<img", "<b>title", "<i>gold", "http://", "https://", "url(", "@import"):
        assert part not in made
    assert '<mark class="gold gold-start gold-end">&lt;script&gt;</mark>' in made


def test_both_sides_are_marked_where_they_lie() -> None:
    made = page(wrong(EVIL, said(entity(EVIL, "Luis Gil", "PER")), said(entity(EVIL, "Luis", "PER"))))
    assert '<mark class="gold gold-start predicted predicted-start predicted-end">Luis</mark>' in made
    assert '<mark class="gold gold-end"> Gil</mark>' in made
    assert '<span class="tag gold">PER</span> <bdi class="gold">Luis Gil</bdi>' in made
    assert 'dir="auto"' in made


def test_the_groups_stand_in_one_order_with_their_numbers() -> None:
    gold = said(entity(EVIL, "Ana", "PER"), entity(EVIL, "Luis Gil", "PER"), entity(EVIL, "Hanoï", "LOC"))
    predicted = said(
        entity(EVIL, "Luis Gil", "ORG"), entity(EVIL, "alert", "PER"), entity(EVIL, "Han", "LOC")
    )
    made = page(wrong(EVIL, gold, predicted))
    headings = re.findall(r"<h3>(.+?) \((\d+)\)</h3>", made)
    assert headings == [("missed", "1"), ("spurious", "1"), ("wrong label", "1"), ("wrong boundary", "1")]
    assert "4 errors, 3 entities and triggers in gold" in made


def test_every_group_and_layer_can_be_hidden_without_a_script() -> None:
    made = page(wrong(EVIL, said(entity(EVIL, "Ana", "PER")), said()))
    for kind in Kind:
        name = kind.replace(" ", "-")
        assert f'id="show-{name}" checked' in made
        assert f"#show-{name}:not(:checked)) .kind-{name}" in made
    assert "prefers-color-scheme: dark" in made


def test_an_argument_is_shown_with_the_trigger_of_its_event() -> None:
    record = meeting()
    (meets,) = record.annotation.events
    without = record.annotation.with_(events=(meets.with_(arguments=meets.arguments[1:]),))
    made = page(wrong(record.article.text, record.annotation, without))
    assert "argument of <b>CONSULT</b> <bdi>rencontré</bdi>" in made
    assert '<mark class="trigger trigger-start trigger-end">rencontré</mark>' in made


@pytest.mark.parametrize("text", [None, EVIL])
def test_without_a_text_the_mentions_are_listed_all_the_same(text: str | None) -> None:
    made = page(wrong(text, said(entity(EVIL, "Hanoï", "LOC")), said()))
    assert ("The text is not in the release." in made) == (text is None)
    assert '<bdi class="gold">Hanoï</bdi>' in made


def test_without_errors_the_page_says_so() -> None:
    assert "No errors" in page()
