"""A new project on the real server for each test of push and pull, and an annotator on that server."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from annotate.studio.api.client import Studio
from tests.conftest import Server
from tests.loop.backup_stage import empty, fresh, kept
from tests.loop.campaign import ONTOLOGY, Campaign

__all__ = ["annotator", "campaign", "empty", "fresh", "kept"]


@pytest.fixture
def campaign(server: Server, studio: Studio, tmp_path: Path) -> Campaign:
    return Campaign(studio, server.project(ONTOLOGY, "push and pull"), tmp_path)


@pytest.fixture
def annotator(server: Server) -> Iterator[Studio]:
    with Studio(server.url, server.annotator.token) as client:
        yield client
