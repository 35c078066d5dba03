"""Labels that are no longer asked, or that have no key, shift no other key."""

from __future__ import annotations

import json

import pytest

from annotate.core.ontology import Ontology
from annotate.studio.api.client import Studio
from annotate.studio.screen.carried import carried
from tests.browser.conftest import Pushed
from tests.browser.screen import Screen
from tests.builders import meeting
from tests.conftest import Server

pytestmark = [pytest.mark.studio, pytest.mark.browser]
_KEYS = "all => all.map(one => one.textContent.trim())"


def test_a_number_changes_nothing_whatever_labels_have_no_key(
    signed_in: Screen, pushed: Pushed, server: Server
) -> None:
    old = Ontology.load("diplomacy")
    form = json.loads(old.model_dump_json(exclude_defaults=True))
    del form["entities"]["DATE"], form["entities"]["LOC"]["hotkey"]
    for role in form["roles"].values():
        role["fillers"] = [name for name in role["fillers"] if name != "DATE"]
    for attribute in form["attributes"].values():
        attribute["on"] = [name for name in attribute["on"] if name != "DATE"]
    form["attributes"] = {name: entry for name, entry in form["attributes"].items() if entry["on"]}
    form["mapping"] = {}
    form["renamed"] = {}
    new = Ontology.model_validate({**form, "version": "9.0.0"})
    campaign = pushed([meeting()])
    with Studio(server.url, server.token) as studio:
        live = studio.project(campaign.project_id)["label_config"]
        screen = carried(live, new, "fr", None, [old])
        assert "DATE" in screen.kept
        studio.update_project(campaign.project_id, label_config=screen.config)
    signed_in.open_queue(campaign.project_id)
    signed_in.close_instructions()
    page = signed_in.page
    keys = page.locator(".annotate-tools .lsf-label__hotkey").evaluate_all(_KEYS)
    own = [entry.hotkey or "–" for entries in (new.entities, new.events) for entry in entries.values()]
    assert sorted(keys) == sorted([*own, "–"]), "DATE stays, and has no key either"

    def shown() -> list[str]:
        return signed_in.mentions.evaluate_all("all => all.map(one => one.dataset.label)")  # type: ignore[no-any-return]

    signed_in.select("rencontré")
    before = shown()
    boxes = page.locator(".annotate-attributes input:checked")
    checked = boxes.count()
    page.keyboard.press(next(key for key in "1234567890" if key not in own))
    page.keyboard.press("-")
    assert shown() == before, "a number relabels nothing"
    assert boxes.count() == checked, "and gives no value"
