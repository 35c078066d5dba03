"""Texts that screens stumble over: each opens, shows what was suggested, and comes back as it went."""

from __future__ import annotations

import json
import time
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from annotate.campaign.demo.demo import SAMPLE
from annotate.core import jsonl
from annotate.core.annotation import Status
from annotate.core.record import Record
from tests.browser import articles
from tests.browser.conftest import Pushed
from tests.browser.screen import ARTIFACTS, Screen

pytestmark = [pytest.mark.studio, pytest.mark.browser]


def opened(screen: Screen, pushed: Pushed, record: Record) -> Callable[[], None]:
    """Opens the article and keeps a picture; gives what submits it and compares what comes back."""
    campaign = pushed([record])
    screen.open_task(campaign.project_id, campaign.task_of[record.article.id])
    screen.keep(f"text-{record.article.id}")

    def submit_and_compare() -> None:
        screen.submit()
        back = campaign.pulled()[record.article.id]
        assert back.article == record.article
        assert back.annotation.entities == record.annotation.entities
        assert back.annotation.events == record.annotation.events

    return submit_and_compare


def test_an_article_of_our_samples_looks_as_the_readme_shows_it(signed_in: Screen, pushed: Pushed) -> None:
    gold = next(
        record
        for record in jsonl.read_records(SAMPLE / "gold.jsonl")
        if record.article.id == "abidjan-greve-port"
    )
    suggestion = gold.annotation.with_(status=Status.SUGGESTED, author="sample", decision=None)
    campaign = pushed([Record.of(gold.article, suggestion)])
    signed_in.open_queue(campaign.project_id)
    signed_in.close_instructions()
    signed_in.select("rencontrer")
    expect(signed_in.attributes.get_by_role("radio", name="prévu")).to_be_checked()
    signed_in.keep("labelling-screen")
    assert ("CONSULT", "rencontrer") in signed_in.labels()


def test_names_inside_a_function_are_both_seen_and_kept(signed_in: Screen, pushed: Pushed) -> None:
    compare = opened(signed_in, pushed, articles.nested())
    labels = signed_in.labels()
    assert ("ROLE", "ministre laotien des Affaires étrangères du Laos") in labels
    assert ("LOC", "Laos") in labels
    outer = signed_in.mention("ministre laotien des Affaires étrangères du Laos")
    expect(outer.locator(".htx-highlight", has_text="Laos")).to_be_visible()
    compare()


def test_arabic_and_vietnamese_are_marked_where_they_stand(signed_in: Screen, pushed: Pushed) -> None:
    record = articles.arabic_and_vietnamese()
    compare = opened(signed_in, pushed, record)
    marked = [(entity.label, entity.text) for entity in record.annotation.entities]
    assert sorted(signed_in.labels()) == sorted(marked)
    compare()


def test_html_in_a_text_is_shown_and_never_run(signed_in: Screen, pushed: Pushed) -> None:
    record = articles.markup()
    compare = opened(signed_in, pushed, record)
    expect(signed_in.text).to_contain_text("<script>window.ran = 'script'</script><img src=x")
    expect(signed_in.text).to_contain_text("{{ 7 * 7 }} ${text}")
    assert signed_in.text.locator("script, img, b, textarea").count() == 0
    assert signed_in.page.evaluate("typeof window.ran") == "undefined"
    assert signed_in.dialogs == []
    compare()


def test_a_text_that_begins_with_an_address_is_shown_as_text(signed_in: Screen, pushed: Pushed) -> None:
    compare = opened(signed_in, pushed, articles.address())
    expect(signed_in.text).to_contain_text("http://example.org/depeche.txt dit que Lima attend.")
    compare()


def test_thirty_thousand_characters_open_and_can_be_worked_on(
    signed_in: Screen, pushed: Pushed, record_property: Callable[[str, object], None]
) -> None:
    record = articles.long()
    assert 29_900 < len(record.article.text) < 30_100
    campaign = pushed([record])
    began = time.perf_counter()
    signed_in.page.goto(
        f"{signed_in.url}/projects/{campaign.project_id}/data?task={campaign.task_of['long']}"
    )
    signed_in.mention("province 000").click(position={"x": 3, "y": 8})
    expect(signed_in.page.locator(".htx-highlight.__active").first).to_be_visible()
    seconds = round(time.perf_counter() - began, 2)
    record_property("seconds_until_a_mention_could_be_selected", seconds)
    ARTIFACTS.mkdir(parents=True, exist_ok=True)
    measured = {"characters": len(record.article.text), "seconds_until_a_mention_could_be_selected": seconds}
    (ARTIFACTS / "long-article.json").write_text(json.dumps(measured) + "\n")
    signed_in.leave()
    expect(signed_in.mentions).to_have_count(len(record.annotation.entities))
    signed_in.select("Cuzco")  # the last line: the tools are still in sight
    expect(signed_in.page.locator(".annotate-tools")).to_be_in_viewport()
    signed_in.keep("text-long")
    signed_in.leave()
    signed_in.submit()
    assert campaign.pulled()["long"].annotation.entities == record.annotation.entities


def test_sixty_suggestions_in_one_article_can_be_told_apart(signed_in: Screen, pushed: Pushed) -> None:
    compare = opened(signed_in, pushed, articles.sixty())
    expect(signed_in.mentions).to_have_count(60)
    signed_in.select("rencontré19")
    expect(signed_in.attributes.get_by_text("Polarité")).to_be_visible()
    expect(signed_in.attributes).to_be_in_viewport()
    signed_in.keep("text-sixty-selected")
    signed_in.leave()
    compare()
