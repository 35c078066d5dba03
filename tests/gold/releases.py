"""A small release of given records, for the tests of this folder."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields
from pathlib import Path
from typing import Any

from annotate.core.configs import find_config
from annotate.core.ontology import Ontology
from annotate.core.record import Record
from annotate.gold.making.options import ReleaseOptions
from annotate.gold.making.release import Release, create_release
from annotate.gold.pseudonyms import Pseudonyms

ONTOLOGY = Ontology.load("diplomacy")


def release(
    folder: Path, records: Iterable[Record], name: str = "tiny", version: str | None = "1.0.0", **options: Any
) -> Release:
    """Makes a release in ``folder``. ``options`` are those of `create_release` and of `ReleaseOptions`."""
    given = list(records)
    names = {field.name for field in fields(ReleaseOptions)}
    chosen = ReleaseOptions(**{key: options.pop(key) for key in names & options.keys()})
    return create_release(
        lambda: given,
        ONTOLOGY,
        find_config("diplomacy"),
        folder / "exports",
        Pseudonyms(folder / "pseudonyms.json"),
        name,
        version,
        options=chosen,
        **options,
    )
