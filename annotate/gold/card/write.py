"""Writes README.md and croissant.json of a release from its other files."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from annotate.core.files import writing
from annotate.gold.card.croissant import write_croissant
from annotate.gold.card.figure import Figure
from annotate.gold.card.figures import figures_of
from annotate.gold.card.front_matter import front_matter
from annotate.gold.card.markdown import block, escaped, visible
from annotate.gold.card.release_data import ReleaseData
from annotate.gold.card.tally import Tallies, tallies

if TYPE_CHECKING:
    from jinja2 import Environment

CARD_FILE = "README.md"
CROISSANT_FILE = "croissant.json"


def write_card(folder: Path) -> None:
    """Writes the card of the release in ``folder``. Reads nothing but the other files of ``folder``.

    The Parquet files must be there: croissant.json holds their checksums. Raises `InputError` for a missing
    or damaged file.
    """
    counted = tallies(ReleaseData(folder))
    figures = figures_of(counted)
    with writing(folder / CARD_FILE) as file:
        file.write(card_text(counted, figures))
    write_croissant(folder / CROISSANT_FILE, counted, figures)


def card_text(counted: Tallies, figures: dict[str, Figure]) -> str:
    """The dataset card: YAML for the Hugging Face hub, then Markdown."""
    release = counted.release
    path = f"exports/{release.name}-{release.version}"
    command = f"annotate release figures {path}"

    def shown(name: str, style: str = "table", row: str | None = None) -> str:
        return block(figures[name], style, command, row)

    return (
        _environment()
        .get_template("card.md.j2")
        .render(
            front_matter=front_matter(counted),
            title=escaped(release.title),
            path=visible(path),
            figure=shown,
            has=lambda name: bool(figures[name].rows),
            release=release,
            gold=counted.gold,
        )
    )


@cache
def _environment() -> Environment:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    return Environment(
        loader=PackageLoader("annotate.gold.card"),
        autoescape=False,  # noqa: S701  # Markdown: `escaped` and `block` escape what comes from the data
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
