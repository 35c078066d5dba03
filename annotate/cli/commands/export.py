"""annotate export: gold -> a training format."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from annotate.cli.format_option import FormatOption
from annotate.cli.output import emit_json, listing, output_options
from annotate.cli.progress import progress, progress_option, watched
from annotate.core.wording import counted

if TYPE_CHECKING:
    from annotate.core.record import GoldRecord
    from annotate.export.base import Exporter, Losses
    from annotate.gold.load import Gold


_ALL = "all"
_NAMED = 10_000  # losses that --json lists; --losses lists all


@click.command()
@click.argument("release", type=click.Path(path_type=Path))
@click.option(
    "--format",
    "format_name",
    required=True,
    cls=FormatOption,
    group="annotate.exporters",
    page="docs/exports.md",
)
@click.option(
    "-o",
    "--output",
    required=True,
    help="The file to write; or the new folder, for all splits of a release or for a format of many files.",
)
@click.option("--split", help="Only this split: train, dev or test; 'all' puts all articles together.")
@click.option("--reviewed-only", is_flag=True, help="Leave out the values that nobody saw on a screen.")
@click.option(
    "--flatten",
    type=click.Choice(["longest", "innermost", "strict"]),
    help="Which mention to keep where mentions overlap and the format cannot hold both; strict: neither.",
)
@click.option(
    "--misaligned",
    type=click.Choice(["strict", "expand", "contract"]),
    help="What to do with a mention that is not at token edges: leave it out, widen it, or narrow it.",
)
@click.option("--columns", type=click.Choice(["2", "4"]), help="CoNLL: token and tag, or as CoNLL-2003.")
@click.option("--scheme", type=click.Choice(["bio", "bioes"]), help="CoNLL: the scheme of the tags.")
@click.option(
    "--option",
    "given_options",
    multiple=True,
    metavar="NAME=VALUE",
    help="An option of the format; repeatable.",
)
@click.option(
    "--ontology",
    metavar="NAME",
    help="For a .jsonl: an ontology file, or the name of a built-in one. Default: the one that its records"
    " name.",
)
@click.option(
    "--losses",
    "losses_file",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write what the format cannot hold, and what --reviewed-only leaves out, to this file, a line each.",
)
@progress_option
@output_options
def export(
    release: Path,
    format_name: str,
    output: str,
    split: str | None,
    reviewed_only: bool,
    given_options: tuple[str, ...],
    ontology: str | None,
    losses_file: Path | None,
    as_json: bool,
    **shared: str | None,
) -> None:
    """Write RELEASE (a release folder or a gold .jsonl) in another format.

    With a folder as -o, each split of a release gets its own file there. Reports how much was written, and
    examples of what the format cannot hold. --losses lists all losses.

    \b
    Example: annotate export exports/sample-1.0.0 --format conll -o conll
    """
    from annotate.core.errors import ConfigError
    from annotate.core.files import check_new_folder, writing
    from annotate.export.base import target_of
    from annotate.export.options import read_options
    from annotate.export.registry import get_exporter
    from annotate.export.suffixes import check_has_suffix, check_suffix
    from annotate.gold.load import load_gold

    path = Path(output)
    exporter = get_exporter(format_name)
    options = read_options(exporter, given_options, shared)
    if folder_format := target_of(exporter) == "folder":
        check_new_folder(path)
    if not path.is_dir():
        check_suffix(exporter, output, options)
    gold = load_gold(release, ontology=ontology)
    all_splits = split is None and bool(gold.splits) and (folder_format or _names_folder(output))
    if all_splits:
        check_new_folder(path)
    elif not folder_format and output.endswith("/"):
        raise ConfigError(
            "is a folder, but one file is written: "
            + ("--split was given." if split else "the gold has no splits."),
            where=output,
            remedy=f"Name a file, for instance {path / (split or 'gold')}{exporter.suffix}.",
        )
    chosen = None if split == _ALL and _ALL not in gold.splits else split
    _check_not_empty(gold, chosen)
    if not all_splits:
        check_has_suffix(exporter, output, options)
    done = _Done(gold, exporter, path, options, chosen, reviewed_only=reviewed_only)
    what = f"{{done}} articles were read, but {output} was not written."
    with progress("exporting", what) as advance:
        losses = done.write_splits(advance) if all_splits else done.write(advance)
    if losses_file is not None:
        with writing(losses_file) as file:
            file.writelines(f"{loss}\n" for loss in chain(losses.lost, done.left_out.lost))
    _tell(done, losses, as_json=as_json)


class _Done:
    """One run of the command: what it writes, and what to say about it."""

    def __init__(
        self,
        gold: Gold,
        exporter: Exporter,
        path: Path,
        options: dict[str, Any],
        split: str | None,
        *,
        reviewed_only: bool,
    ) -> None:
        from annotate.export.losses import Losses

        self.gold, self.exporter, self.path, self.options, self.split = gold, exporter, path, options, split
        self.ontology = gold.ontology
        self.articles: dict[str, int] = {}
        self.files: dict[str, str] = {}
        self._reviewed_only = reviewed_only
        self.left_out = Losses()  # what --reviewed-only leaves out
        self._unreviewed: Counter[str] = Counter()  # the same by name of the value
        self._regions = self._read = 0
        self._notices: list[str] = []

    def write(self, advance: Callable[[int], None]) -> Losses:
        """Writes one file or folder: all articles, or one split."""
        from annotate.export.registry import run_exporter

        records = self._records(self.split, advance)
        return run_exporter(self.exporter, records, self.ontology, self.path, self.options)

    def write_splits(self, advance: Callable[[int], None]) -> Losses:
        """Writes all splits into a new folder."""
        from annotate.core.jsonl import read_raw_records
        from annotate.export.splits import export_splits, file_name

        parts = {name: partial(self._records, name, advance) for name in self.gold.splits}
        losses, self.articles = export_splits(self.exporter, parts, self.ontology, self.path, self.options)
        self.files = {name: str(self.path / file_name(self.exporter, name, self.options)) for name in parts}
        articles = sum(1 for _ in read_raw_records(self.gold.file))
        if left := articles - sum(map(len, self.gold.splits.values())):
            self._notices.append(
                f"{counted(left, 'article')} of {self.gold.path} {'is' if left == 1 else 'are'} in no split,"
                " so not written; '--split all' writes them."
            )
        return losses

    @property
    def notices(self) -> list[str]:
        """What the user may not expect, a sentence each."""
        found = list(self._notices)
        if not self._regions:
            found.insert(0, f"{self.split or self.gold.path}: no article has a mention or an event.")
        if number := self._unreviewed.total():
            names = ", ".join(f"{name} {count}" for name, count in sorted(self._unreviewed.items()))
            found.append(
                f"--reviewed-only left out {counted(number, 'value')} that nobody saw on a screen: {names}."
                " --losses FILE lists them."
            )
        if self.split is None:
            found += [f"the split {name} is empty." for name, ids in self.gold.splits.items() if not ids]
        return found

    def _records(self, split: str | None, advance: Callable[[int], None]) -> Iterator[GoldRecord]:
        from annotate.core.unreviewed import unreviewed_values
        from annotate.gold.reviewed import reviewed_record

        before = self._read
        records = self.gold.split(split) if split else iter(self.gold)
        for record in watched(records, lambda done: advance(before + done)):
            self._regions += len(record.annotation.regions)
            self._read += 1
            if self._reviewed_only:
                self._unreviewed += unreviewed_values(record.annotation)
                yield reviewed_record(record, self.left_out)
            else:
                yield record


def _names_folder(output: str) -> bool:
    """Whether -o names a folder: it exists, or ends with a slash, or is a new name without suffix."""
    path = Path(output)
    if output.endswith(("/", os.sep)):
        return True
    return path.is_dir() if path.exists() else not path.suffix and output != "-"


def _check_not_empty(gold: Gold, split: str | None) -> None:
    from annotate.core.errors import InputError

    if next(iter(gold.split(split) if split else gold), None) is None:
        raise InputError(
            f"the split {split} is empty, so nothing was exported." if split else "has no records to export.",
            where=str(gold.path),
            remedy="Export another split." if split else "Name a release with articles.",
        )


def _tell(done: _Done, losses: Losses, *, as_json: bool) -> None:
    if as_json:
        emit_json(_as_json(done, losses))
        return
    where = str(done.path)
    if done.articles:
        counts = ", ".join(f"{name} {number}" for name, number in done.articles.items())
        where = f"{done.path} (articles by split: {counts})"
    click.echo(
        f"Wrote {counted(losses.articles, 'article')} with {counted(losses.entities_written, 'entity')} and"
        f" {counted(losses.events_written, 'event')} to {where}."
    )
    listing("Notices", done.notices)
    listing(
        f"{done.exporter.name} cannot hold", losses.lines(most=5, where="--losses FILE"), losses.gold_lost
    )


def _as_json(done: _Done, losses: Losses) -> dict[str, Any]:
    splits = {
        name: {"output": done.files[name], "articles": number} for name, number in done.articles.items()
    }
    left_out = done.left_out
    return {
        "output": str(done.path),
        **({"splits": splits} if splits else {}),
        "notices": done.notices,
        "articles": losses.articles,
        "entities": losses.entities_written,
        "events": losses.events_written,
        "triggers": losses.triggers_written,
        "arguments": losses.arguments_written,
        "entities_lost": losses.entities_lost,
        "events_lost": losses.events_lost,
        "triggers_lost": losses.triggers_lost,
        "arguments_lost": losses.arguments_lost,
        "provenance_lost": losses.provenance_lost,
        "lost_total": len(losses.lost),
        "lost_by_reason": _by_reason(losses),
        "lost": _named(losses),
        "arguments_left_out": left_out.arguments_lost,
        "left_out_total": len(left_out.lost),
        "left_out_by_reason": _by_reason(left_out),
        "left_out": _named(left_out),
    }


def _by_reason(losses: Losses) -> list[dict[str, Any]]:
    counts = losses.counts.items()
    return [{"what": what, "reason": reason, "count": count} for (what, reason), count in counts]


def _named(losses: Losses) -> list[str]:
    """The first losses; --losses FILE lists all."""
    return [str(loss) for loss in islice(losses.lost, _NAMED)]
