"""provenance.json: when and with which software a release was made. The one file that differs by run."""

from __future__ import annotations

import platform
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from typing import Any

_PACKAGES = ("annotate-gold", "pydantic", "pyarrow", "label-studio-sdk", "spacy")


def provenance() -> dict[str, Any]:
    """The time of now in UTC, the version of Python, and those of the packages that are installed."""
    installed = {}
    for package in _PACKAGES:
        try:
            installed[package] = version(package)
        except PackageNotFoundError:
            continue
    return {
        "created_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "python": platform.python_version(),
        "packages": installed,
    }
