"""Joins a release without texts with its articles, except those that the campaign has forgotten."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from annotate.campaign.release import not_forgetting
from annotate.core.article import Article
from annotate.gold.without_texts.join import Joined, join_release
from annotate.project import Project
from annotate.studio.store.forgotten import FORGOTTEN_FILE, Forgotten


def join(
    project: Project, release: Path, articles: Iterable[Article], output: Path, *, partial: bool = False
) -> Joined:
    """Makes the release in ``output``. A forgotten article stays without text and is listed.

    Raises `ConfigError` if something is being forgotten at the same time, and what `join_release` raises.
    """
    with not_forgetting(project):
        forgotten = Forgotten(project.local / FORGOTTEN_FILE)
        return join_release(release, articles, output, partial=partial, forgotten=forgotten.has)
