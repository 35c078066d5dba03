"""Whose annotation it is: what is unusual about the author, for pull and release."""

from __future__ import annotations

from collections.abc import Iterator

from annotate.core.annotation import Annotation
from annotate.core.findings import Finding

UNKNOWN = "unknown"  # the author of an annotation whose account was deleted before anybody read it


def authorship_findings(annotation: Annotation) -> Iterator[Finding]:
    """Yields what is unusual about who made and who last saved an annotation."""
    if annotation.author == UNKNOWN:
        yield Finding("unknown-author", "the account of its author was deleted before the first pull")
    if annotation.rewritten_by is not None:
        yield Finding("rewritten", "another person than its author saved this annotation last")
