"""How pages are rendered: their templates, with everything from outside escaped."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jinja2 import Environment


def environment() -> Environment:
    """The templates of this package. A missing value is an error, not an empty text."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    return Environment(loader=PackageLoader("annotate.report"), autoescape=True, undefined=StrictUndefined)
