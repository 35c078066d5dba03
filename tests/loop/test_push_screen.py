"""A screen that shows annotators another text: nothing is pushed or pulled, and the column is named."""

from __future__ import annotations

import pytest

from annotate.campaign.server.progress import ask_server
from annotate.core.errors import ConfigError
from tests.builders import meeting
from tests.loop.campaign import Campaign, submit

pytestmark = pytest.mark.studio


def test_a_text_tag_with_another_column_stops_push_and_pull_until_it_is_restored(campaign: Campaign) -> None:
    campaign.push(meeting("a1"))
    live = campaign.studio.project(campaign.project_id)["label_config"]
    submit(campaign.studio, campaign.task("a1"))
    for column in ("$header", "$body"):
        changed = live.replace('value="$text"', f'value="{column}"')
        campaign.studio.sdk.projects.update(id=campaign.project_id, label_config=changed)
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

    campaign.studio.sdk.projects.update(id=campaign.project_id, label_config=live)
    assert ask_server(campaign.workspace).screen_fault is None
    assert campaign.push(meeting("a1"), meeting("a2")).added == 1
    assert [record.article.id for record in campaign.pull()] == ["a1"]
