"""The output of `annotate import`: what came in, the labels, and what was not imported."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from annotate.cli.output import listing, table
from annotate.core.errors import one_line
from annotate.core.wording import counted
from annotate.export.importing.problems import KINDS

if TYPE_CHECKING:
    from annotate.campaign.import_gold import ImportReport, ImportRequest


def show(request: ImportRequest, report: ImportReport) -> None:
    """Prints the numbers, the table of labels, and the lists."""
    click.echo(
        f"Imported {counted(report.records, 'annotation')} of {counted(len(report.articles), 'article')}:"
        f" {counted(report.mentions, 'mention')}, {counted(report.events, 'event')},"
        f" {counted(report.arguments, 'argument')}."
    )
    click.echo(f"Wrote {one_line(request.output)}. Authors: {_first(report)}.")
    rows = [
        (seen.foreign if seen.kind == "label" else f"{seen.kind} {seen.foreign}", seen.ours, number)
        for seen, number in sorted(report.names.items(), key=lambda item: (-item[1], item[0][:2]))
        if seen.ours
    ]
    if rows:
        table(("in the file", request.ontology.id, "number"), rows)
    for sentence in notices(report):
        click.echo(sentence, err=True)
    listing(
        "Unknown names, with the --map to add",
        [
            f"{seen.kind} {seen.foreign}: {number}. Add {fix} with a name of {request.ontology.id};"
            " without a name, it is left out."
            for seen, number, fix in report.unknown
        ],
    )
    listing("Articles that could not be read", report.refused)
    listing("Imported, to be checked", report.to_check, report.checks)
    listing("Not imported", report.tally.problems, report.tally.listed.total())
    if (report.tally.listed.total() or report.checks) and request.problems is None:
        click.echo("--problems FILE writes all of them to a file.", err=True)


def notices(report: ImportReport) -> list[str]:
    """Sentences about what was left out on purpose, moved, or needless."""
    found = list(report.notices)
    if report.moved:
        found.append(
            f"The text of {counted(report.moved, 'document')} differs from its article (white space, tokens,"
            " quotes or words). The mentions were moved to the same words of the article."
        )
    found += [
        f"Left out: {counted(number, 'item')}, {why}." for why, number in report.tally.reasons.most_common()
    ]
    found += [f"--map {word} was not needed: the file has no such name." for word in report.unused]
    return found


def as_dict(request: ImportRequest, report: ImportReport) -> dict[str, Any]:
    """The object of ``--json``."""
    tally = report.tally
    return {
        "file": str(request.output),
        "ontology": request.ontology.id,
        "annotations": report.records,
        "articles": len(report.articles),
        "authors": dict(report.authors),
        "mentions": report.mentions,
        "events": report.events,
        "arguments": report.arguments,
        "counts": {
            kind: {
                "read": tally.came_in[kind],
                "imported": tally.kept[kind],
                "listed": tally.listed[kind],
                "left_out": tally.left_out[kind],
            }
            for kind in KINDS
        },
        "names": [
            {"kind": seen.kind, "foreign": seen.foreign, "ours": seen.ours, "number": number}
            for seen, number in sorted(report.names.items(), key=lambda item: item[0][:2])
        ],
        "unknown": [
            {"kind": seen.kind, "foreign": seen.foreign, "number": number, "add": fix}
            for seen, number, fix in report.unknown
        ],
        "left_out": dict(tally.reasons),
        "notices": notices(report),
        "to_check": [str(item) for item in report.to_check],
        "refused": [str(item) for item in report.refused],
        "problems": [vars_of(item) for item in tally.problems],
    }


def vars_of(problem: Any) -> dict[str, str]:
    """The fields of a problem."""
    return {name: getattr(problem, name) for name in ("kind", "where", "article", "region", "words", "why")}


def _first(report: ImportReport) -> str:
    most = report.authors.most_common(5)
    said = ", ".join(f"{author} {number}" for author, number in most)
    return said + (f" and {len(report.authors) - 5} more" if len(report.authors) > 5 else "")
