"""What 'annotate ontology apply' says when a version is lower than the changes ask for."""

from __future__ import annotations

import json
import re

import pytest

from annotate.campaign.ontology.apply import Application
from annotate.campaign.ontology.effects import Effects
from annotate.cli.words.ontology import application, asking, show_application
from annotate.core.errors import ConfigError
from annotate.core.ontology import Ontology
from annotate.core.ontology_changes import changes
from annotate.studio.screen.carried import Carried

OLD = Ontology.load("diplomacy").model_copy(update={"version": "2.1.0"})


def applied(version: str) -> Application:
    form = json.loads(OLD.model_dump_json(exclude_defaults=True))
    form["entities"]["QUAY"] = {}
    new = Ontology.model_validate({**form, "version": version})
    screen = Carried("", (), {"BARGE": "QUAY"})
    found = changes(OLD, new)
    made = Application(7, "http://x", "t", OLD, new, screen, found, Effects(), True, True, True, True)
    made.done = ["version"]
    return made


def test_a_version_that_is_too_low_is_said_before_and_after(capsys: pytest.CaptureFixture[str]) -> None:
    small = "Its version is 2.1.1, although the changes since diplomacy@2.1.0 ask for 2.2.0."
    with pytest.raises(ConfigError, match=re.escape(small)):
        asking(yes=False, as_json=True)(applied("2.1.1"))
    show_application(applied("2.1.1"), dry_run=False)
    said = capsys.readouterr().out
    assert small in said
    assert "BARGE stays on the screen for what has it, without a key. It is read as QUAY." in said
    assert application(applied("2.1.1"), dry_run=True)["suggested_version"] == "2.2.0"
    show_application(applied("2.2.0"), dry_run=False)
    assert "although the changes" not in capsys.readouterr().out
