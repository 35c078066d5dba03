"""A project of gestures: articles pushed to it, opened in Label Studio's queue, and pulled afterwards."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import expect

from annotate.core.annotation import Annotation
from annotate.core.configs import configs_folder
from annotate.core.ontology import Ontology
from annotate.core.record import Record
from annotate.report.guidelines import build_instructions
from annotate.studio.api.client import Studio
from tests.browser.conftest import Campaign, Pushed
from tests.browser.gestures.former import CONFIG, FormerJobs
from tests.browser.gestures.hand import Hand
from tests.browser.gestures.jobs import Jobs
from tests.browser.screen import Screen
from tests.conftest import Server

ONTOLOGY = Ontology.load("diplomacy")
_FORMER = configs_folder() / "former" / "diplomacy-1.0.0.yaml"  # without directions of arrows
FORMER_ONTOLOGY = Ontology.load(_FORMER)


@dataclass
class Session:
    """An annotator at work: the jobs that can be done, and what they bring."""

    jobs: Jobs
    campaign: Campaign
    sent: dict[str, Record]

    def count(self, do: Callable[[], None]) -> int:
        """The gestures of ``do``."""
        before = self.jobs.hand.count
        do()
        return self.jobs.hand.count - before

    def wait_for(self, article: str) -> None:
        """Waits until the queue shows the article."""
        screen = self.jobs.screen
        expect(screen.text).to_contain_text(self.sent[article].article.text.splitlines()[0])
        screen.page.wait_for_load_state("networkidle")

    def pulled(self) -> dict[str, Annotation]:
        """What the annotator submitted, by article."""
        return {id: record.annotation for id, record in self.campaign.pulled().items()}


def begin(
    server: Server, screen: Screen, pushed: Pushed, records: Sequence[Record], *, former: bool = False
) -> Session:
    """Pushes the suggestions, opens the queue and closes the instructions, which counts nothing.

    With ``former``, the project's screen is the one that the toolkit made before, and so is its ontology: all
    suggested arrows have their roles in words.
    """
    ontology = FORMER_ONTOLOGY if former else ONTOLOGY
    if former:
        shutil.copyfile(_FORMER, Path("configs") / "diplomacy.yaml")
        with Studio(server.url, server.token) as studio:
            config, guide = CONFIG.read_text(encoding="utf-8"), build_instructions(ontology)
            made = studio.create_project("former screen", config, guide)
        with Path("annotate.yaml").open("a", encoding="utf-8") as file:
            file.write(f"  project: {made['id']}\n")  # below studio:
    campaign = pushed(records)
    with Studio(server.url, server.token) as studio:
        config = studio.get(f"/api/projects/{campaign.project_id}")["label_config"]
    screen.open_queue(campaign.project_id)
    expect(screen.instructions()).to_be_visible()
    screen.close_instructions()
    jobs = (FormerJobs if former else Jobs)(screen, Hand(screen.page), ontology, config)
    return Session(jobs, campaign, {record.article.id: record for record in records})
