"""The output of `annotate lint`: each article with its findings, the sentences, and the sums by code."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import click

from annotate.cli.output import is_quiet
from annotate.cli.secrets import without_secrets
from annotate.cli.words.findings import given
from annotate.core.findings import Severity, kind_of
from annotate.core.wording import counted
from annotate.report.sentence import Cut, marked_pieces, sentence_around

if TYPE_CHECKING:
    from annotate.campaign.quality.lint import Found, LintedArticle, LintReport

_SENTENCES = 2  # shown of one finding
_ORDER = (Severity.LOST, Severity.HELD, Severity.SUSPECT, Severity.REPAIRED, Severity.NOTED)


def show_article(article: LintedArticle) -> None:
    """Prints an article with its findings: the code, the rule, who, and the words in their sentence."""
    _say("")
    _say(f"{article.id}{f'  {article.link}' if article.link else ''}")
    for found in article.found:
        _say(f"  {found.code}: {_one_line(found.sentence)} [{found.author}]")
        for sentence in sentences(article.text, found.places):
            _say(f"      {sentence}")


def show_summary(report: LintReport, view: Mapping[str, Any] | None, *, of_file: bool) -> None:
    """Prints the sums by code with what to do, and what became of the view."""
    if report.forgotten:
        _say(f"Not used, because it was forgotten: {counted(len(report.forgotten), 'article')}.")
    if not report.annotations:
        _say("No submitted annotation is there to look at.")
    elif not report.counts:
        request = report.request
        of_these = " by the codes that were asked for" if request.codes or request.ignored else ""
        _say(f"{counted(report.annotations, 'submitted annotation')}: nothing is odd{of_these}.")
    else:
        _say("")
        kinds = sorted(
            report.counts, key=lambda code: (_ORDER.index(kind_of(code).severity), -report.counts[code], code)
        )
        for code in kinds:
            kind = kind_of(code)
            _say(f"{kind.counted(report.counts[code])} ({code}, {kind.severity})")
            if remedy := kind.remedy_for(file=of_file):
                _say(f"    Do: {remedy}")
        _say(
            f"{counted(report.counts.total(), 'finding')} in {counted(report.odd_articles, 'article')};"
            f" {counted(report.annotations, 'submitted annotation')} looked at."
        )
    if view is not None:
        _say(_of_view(view, is_choice=_is_choice(report)))


def _is_choice(report: LintReport) -> bool:
    request = report.request
    return bool(request.codes or request.ignored or request.annotators or request.articles)


def _of_view(view: Mapping[str, Any], *, is_choice: bool) -> str:
    title = view["title"]
    none = "No task has a finding that these options choose" if is_choice else "No task has a finding"
    if view["outcome"] == "none":
        return f"{none}, so no view {title!r} was made."
    if view["outcome"] == "deleted":
        return f"{none}, so the view {title!r} was deleted."
    verb = "Made" if view["outcome"] == "made" else "Renewed"
    return f"{verb} the view {title!r} with {counted(view['tasks'], 'task')}: {view['address']}"


def as_dict(article: LintedArticle) -> dict[str, Any]:
    """An article of the object of ``--json``."""
    return {
        **given({"article": article.id, "task": article.task, "link": article.link}),
        "findings": [_of_found(article, found) for found in article.found],
    }


def _of_found(article: LintedArticle, found: Found) -> dict[str, Any]:
    fields = {
        "code": found.code,
        "severity": found.severity,
        "what": found.sentence,
        "author": found.author,
        "words": found.words,
        "label": found.label,
        "region": found.region,
        "annotation": found.annotation,
    }
    shown = sentences(article.text, found.places)
    places = [list(place) for place in found.places]
    return {**given(fields), "places": places, "sentences": shown}


def sentences(text: str, places: Sequence[tuple[int, int]]) -> list[str]:
    """The sentences around the places, at most two, each on a line with the words between [[ and ]]."""
    shown: list[str] = []
    left = list(places)
    while left and len(shown) < _SENTENCES:
        cut = sentence_around(text, *left[0])
        inside = [place for place in left if cut.start <= place[0] and place[1] <= cut.end] or left[:1]
        shown.append(_marked(text, cut, inside))
        left = [place for place in left if place not in inside]
    return shown


def _marked(text: str, cut: Cut, places: Sequence[tuple[int, int]]) -> str:
    names = [(start, end, str(number)) for number, (start, end) in enumerate(places)]
    parts = ["…" if cut.open_start else ""]
    for piece in marked_pieces(text, cut, names):
        opened = sum(mark.endswith("-start") for mark in piece.marks)
        closed = sum(mark.endswith("-end") for mark in piece.marks)
        parts.append(f"{'[[' * opened}{piece.text}{']]' * closed}")
    parts.append("…" if cut.open_end else "")
    return _one_line("".join(parts))


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _say(line: str) -> None:
    """Prints a line on standard output; with --quiet on standard error, which shows findings alone."""
    click.echo(without_secrets(line), err=is_quiet())
