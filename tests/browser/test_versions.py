"""Which suggestions the queue shows when a new version comes: the old until every open task has the new."""

from __future__ import annotations

import pytest

from annotate.core.annotation import Entity
from annotate.core.record import Record
from tests.browser.conftest import Pushed
from tests.browser.screen import Screen
from tests.builders import meeting

pytestmark = [pytest.mark.studio, pytest.mark.browser]


def newer(id: str) -> Record:
    """The meeting with one mention fewer and another label, by another model."""
    record = meeting(id, author="m2")
    first, second, *_ = record.annotation.entities
    kept: tuple[Entity, ...] = (first.with_(label="PER"), second)
    return Record.of(record.article, record.annotation.with_(entities=kept, events=()))


def test_the_queue_shows_a_new_version_once_every_open_task_has_it(signed_in: Screen, pushed: Pushed) -> None:
    campaign = pushed([meeting("a1"), meeting("a2")])
    before = [("ROLE", "président cubain"), ("CONSULT", "rencontré"), ("PER", "Ana Pérez")]
    signed_in.open_queue(campaign.project_id)
    signed_in.close_instructions()
    assert signed_in.labels()[:3] == before

    pushed([newer("a1")])
    signed_in.open_queue(campaign.project_id)
    signed_in.close_instructions()
    assert signed_in.labels()[:3] == before, "a2 has none of the new ones yet"

    pushed([newer("a2")])
    signed_in.open_queue(campaign.project_id)
    signed_in.close_instructions()
    signed_in.keep("new-version")
    assert signed_in.labels() == [("PER", "président cubain"), ("PER", "Ana Pérez")]
