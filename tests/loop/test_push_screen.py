"""A screen that shows annotators another text: nothing is pushed or pulled, and the column is named."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

from annotate.campaign.server.progress import ask_server
from annotate.core.errors import ConfigError
from annotate.studio.api.client import Studio
from annotate.studio.pull.pull import pull
from annotate.studio.push.push import push
from annotate.studio.screen.adopt import infer
from annotate.studio.store.mirror import Mirror
from annotate.studio.store.plan import Plan
from annotate.studio.workspace import Workspace
from tests.builders import meeting
from tests.loop.campaign import Campaign, submit

pytestmark = pytest.mark.studio
LABELS = '<Labels name="ner" toName="doc"><Label value="PER" /></Labels>'
BY_HAND = f'<View>{LABELS}<Text name="doc" value="$body" /></View>'


def test_a_text_tag_with_another_column_stops_push_and_pull_until_it_is_restored(campaign: Campaign) -> None:
    campaign.push(meeting("a1"))
    live = campaign.studio.project(campaign.project_id)["label_config"]
    submit(campaign.studio, campaign.task("a1"))
    for column in ("$header", "$body"):
        changed = live.replace('value="$text"', f'value="{column}"')
        campaign.studio.update_project(campaign.project_id, label_config=changed)
        for act in (
            lambda: campaign.push(meeting("a1"), meeting("a2")),
            lambda: campaign.preview([meeting("a2")]),
            campaign.update,
        ):
            with pytest.raises(ConfigError, match=rf"shows the column \{column}"):
                act()
        fault = ask_server(campaign.workspace).screen_fault
        assert fault is not None
        assert f"shows the column {column}" in fault
    assert [task["data"]["article_id"] for task in campaign.tasks()] == ["a1"]
    assert campaign.read() == [], "nothing was pulled"

    campaign.studio.update_project(campaign.project_id, label_config=live)
    assert ask_server(campaign.workspace).screen_fault is None
    assert campaign.push(meeting("a1"), meeting("a2")).added == 1
    assert [record.article.id for record in campaign.pull()] == ["a1"]


def test_the_column_of_an_adopted_project_is_the_one_of_the_first_use(studio: Studio, tmp_path: Path) -> None:
    ontology = infer(BY_HAND, "news").ontology
    made = studio.create_project("by hand", BY_HAND, "")["id"]
    with (
        closing(Plan(tmp_path / "plan.sqlite")) as plan,
        closing(Mirror(tmp_path / "mirror.sqlite")) as mirror,
    ):
        workspace = Workspace(studio, made, ontology, plan, mirror)
        assert workspace.binding.text_key == "body"
        studio.update_project(made, label_config=BY_HAND.replace("$body", "$teaser"))
        for act in (pull, lambda workspace: push(workspace, [])):
            with pytest.raises(ConfigError, match=r"the column \$teaser, but the articles .* \$body"):
                act(Workspace(studio, made, ontology, plan, mirror))
        studio.update_project(made, label_config=BY_HAND)
        assert pull(Workspace(studio, made, ontology, plan, mirror)).tasks == 0
