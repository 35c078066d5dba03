"""Makes a release: the folder exports/NAME-VERSION/, in full or not at all. Never overwrites a release."""

from __future__ import annotations

import re
import shutil
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from annotate.core.errors import ConfigError, InputError
from annotate.core.files import write_errors
from annotate.core.ontology import Ontology
from annotate.core.record import Record
from annotate.gold.annotations_file import write_annotations
from annotate.gold.by_article import by_article
from annotate.gold.card.write import write_card
from annotate.gold.diff.next_version import FIRST, Proposal, last_release, proposed_for
from annotate.gold.gold import Gold
from annotate.gold.making.gold_file import kept, write_gold
from annotate.gold.making.manifest import Counts, listed
from annotate.gold.making.options import ReleaseOptions
from annotate.gold.making.provenance import provenance
from annotate.gold.making.split_file import split_plan, write_splits
from annotate.gold.parquet import write_parquet
from annotate.gold.policy import LeftOut, Policy, SinglePolicy
from annotate.gold.pseudonyms import Pseudonyms
from annotate.gold.release_files import (
    ANNOTATIONS_FILE,
    GOLD_FILE,
    MANIFEST_FILE,
    ONTOLOGY_FILE,
    PROVENANCE_FILE,
    write_json,
)
from annotate.gold.release_folder import NEXT, building
from annotate.gold.selection import Noted, Rules, Selection, select
from annotate.gold.sums import write_sums
from annotate.gold.without_texts.no_text_release import take_texts_out

Item = TypeVar("Item", str, LeftOut, str | LeftOut)
_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,60}")
_NUMBER = r"(?:0|[1-9][0-9]*)"  # as semantic versions have it: no zero before a digit
_VERSION = re.compile(rf"{_NUMBER}\.{_NUMBER}\.{_NUMBER}")


class NoGoldError(InputError):
    """No article is gold, so there is nothing to release."""


@dataclass(frozen=True)
class Release:
    """A finished release: the folder, the manifest, the articles left out, and findings in its gold.

    ``losses`` are the parts that gold has lost. ``repeated`` counts annotations that were there twice.
    ``proposal`` is the version that follows from the last release, if none was asked for.
    """

    folder: Path
    manifest: dict[str, Any]
    left_out: list[LeftOut]
    noted: list[Noted] = field(default_factory=list)
    losses: list[Noted] = field(default_factory=list)
    repeated: int = 0
    proposal: Proposal | None = None


def create_release(
    records: Callable[[], Iterable[Record]],
    ontology: Ontology,
    ontology_file: Path,
    exports: Path,
    pseudonyms: Pseudonyms,
    name: str,
    release_version: str | None = None,
    untouched: Iterable[str | LeftOut] = (),
    policy: Policy | None = None,
    *,
    unreadable: Iterable[LeftOut] = (),
    options: ReleaseOptions | None = None,
) -> Release:
    """Makes ``exports/NAME-VERSION/`` from annotations, by ``policy`` (None: `SinglePolicy`).

    Without a version, the first release is 1.0.0. The version of a later one follows from its difference to
    the last release (`annotate.gold.diff.next_version.propose`).

    Every article is gold or listed as left out, exactly once. ``untouched`` are articles that nobody
    annotated. ``unreadable`` are articles to leave out whatever else is known of them, because annotations of
    theirs could not be read. Both are read after ``records``.

    Raises `ConfigError` for a bad name, an existing release, a wrong answer of the policy or a rule of the
    splits that does not fit, `InputError` if no article is gold or the previous release cannot be used, and
    `WriteError` if the release cannot be written. After an error no files are left.
    """
    _check_name(name, release_version)
    last = last_release(exports, name) if release_version is None else None
    if last is None:
        release_version = release_version or FIRST
    proposal: Proposal | None = None
    options = options or ReleaseOptions()
    policy = policy or SinglePolicy(ontology)
    selection = Selection(policy.name)
    rules = Rules(
        ontology,
        options.with_losses,
        options.reviewed_only,
        options.formers,
        options.of_file,
        options.earlier,
        options.hold_back_unsure,
    )
    counts = Counts()
    plan = split_plan(options)
    with (
        building(exports / f"{name}-{release_version or NEXT}") as made,
        by_article(records(), made.work) as articles,
    ):
        folder = made.release
        # All names are added at once, so that pseudonyms do not depend on the order of the records.
        pseudonyms.add(articles.people)
        ids = set(articles.ids)
        selected = select(
            articles.groups,
            policy,
            rules,
            selection,
            pseudonyms,
            _noting(untouched, ids),
            _noting(unreadable, ids),
        )
        with kept(selected, made.work) as gold:
            for record in write_gold(folder / GOLD_FILE, gold()):
                counts.take(record)
            _check_some_gold(counts, selection)
            _check_each_article_once(ids, counts.ids, selection)
            if options.annotations:
                for answer in write_annotations(
                    folder / ANNOTATIONS_FILE, articles.records(), rules, pseudonyms
                ):
                    counts.take_answer(answer)
            splits = write_splits(folder, gold, plan)
            write_parquet(folder, gold(), splits.articles)
        with write_errors(folder):
            shutil.copyfile(ontology_file, folder / ONTOLOGY_FILE)
        manifest = counts.manifest(name, release_version or NEXT, rules, selection, splits, len(ids), options)
        if pseudonyms.withheld:
            manifest["addresses_withheld"] = pseudonyms.withheld
        write_json(folder / MANIFEST_FILE, manifest)
        write_json(folder / PROVENANCE_FILE, provenance())
        if options.no_text:
            manifest = take_texts_out(folder, made.work)
        if last is not None:  # compared as it will be, so after the texts are taken out
            proposal = proposed_for(*last, Gold(folder))
            manifest["version"] = proposal.version
            write_json(folder / MANIFEST_FILE, manifest)
            made.target = exports / f"{name}-{proposal.version}"
        write_card(folder)
        write_sums(folder)
    return Release(
        made.target,
        manifest,
        selection.left_out,
        selection.noted,
        selection.losses,
        selection.repeated,
        proposal,
    )


def _check_name(name: str, release_version: str | None) -> None:
    if not _NAME.fullmatch(name):
        raise ConfigError(
            f"{name!r} cannot name a release.", remedy="Use lower-case letters, digits and hyphens."
        )
    if release_version is not None and not _VERSION.fullmatch(release_version):
        raise ConfigError(f"{release_version!r} is not a version.", remedy="Use MAJOR.MINOR.PATCH, as 1.0.0.")


def _check_some_gold(counts: Counts, selection: Selection) -> None:
    if not counts.ids:
        error = NoGoldError(
            f"no article can be released{_named(selection.left_out)}.",
            remedy=_ways_on(selection.left_out),
        )
        error.details["left_out"] = listed(selection.left_out)
        raise error


def _noting(items: Iterable[Item], ids: set[str]) -> Iterator[Item]:
    for item in items:
        ids.add(item.article if isinstance(item, LeftOut) else str(item))
        yield item


def _check_each_article_once(ids: set[str], gold: Sequence[str], selection: Selection) -> None:
    """Raises an error, which is a fault of this toolkit, unless each article is gold or left out, once."""
    given = Counter([*gold, *(item.article for item in selection.left_out)])
    wrong = [article for article in sorted(ids | given.keys()) if given[article] != (article in ids)]
    if wrong:
        raise RuntimeError(
            f"{len(ids)} articles came in, {len(gold)} are gold and {len(selection.left_out)} are left out;"
            f" wrong: {', '.join(wrong[:5])}"
        )


def _named(left_out: Sequence[LeftOut], most: int = 3) -> str:
    named = "; ".join(f"{item.article}: {item.reason}" for item in left_out[:most])
    more = f"; and {len(left_out) - most} more" if len(left_out) > most else ""
    return f" ({named}{more})" if named else ""


def _ways_on(left_out: Sequence[LeftOut]) -> str:
    remedies = dict.fromkeys(item.remedy for item in left_out if item.remedy)
    return " ".join(remedies) or "Submit annotations in Label Studio and run 'annotate pull' first."
