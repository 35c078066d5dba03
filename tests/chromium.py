"""A real Chromium, started once, for the tests of several packages."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from annotate.campaign.setup.doctor import find_chromium

if TYPE_CHECKING:
    from playwright.sync_api import Browser

_QUIET = ("--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync")


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    from playwright.sync_api import expect, sync_playwright

    with sync_playwright() as playwright:
        installed = Path(playwright.chromium.executable_path)  # where 'playwright install' puts one
        path = find_chromium() or (str(installed) if installed.exists() else None)
        if path is None:
            missing = "no Chromium: apt-get install chromium, or python -m playwright install chromium"
            if os.environ.get("CI"):
                pytest.fail(missing)
            pytest.skip(missing)
        expect.set_options(timeout=20_000)  # like clicks; on a busy machine 5 s are short
        browser = playwright.chromium.launch(executable_path=path, args=_QUIET)
        yield browser
        browser.close()
