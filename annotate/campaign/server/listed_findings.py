"""Remembers in the mirror which findings a pull has listed, so that the next pull lists only new ones."""

from __future__ import annotations

from contextlib import closing, suppress

from annotate.campaign.server.connect import open_mirror
from annotate.core.errors import AnnotateError
from annotate.project import Project
from annotate.studio.pull.decode_report import DecodeReport

_LISTED = "listed_findings"


def listed_before(project: Project) -> frozenset[str]:
    """The keys of the findings that the last pull listed, or knew to be listed. Empty if it is unknown."""
    with suppress(AnnotateError), closing(open_mirror(project)) as mirror:
        return frozenset(mirror.setting(_LISTED) or ())
    return frozenset()


def note_listed(project: Project, decoded: DecodeReport) -> None:
    """Notes the findings of a pull as listed. If the mirror is locked, the next pull lists them again."""
    listed = (*decoded.problems, *decoded.held, *decoded.noted, *decoded.dropped)
    keys = sorted({trouble.key for trouble in listed})
    with suppress(AnnotateError), closing(open_mirror(project)) as mirror:
        mirror.set_settings(**{_LISTED: keys})
