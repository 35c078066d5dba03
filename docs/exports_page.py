"""Writes docs/exports.md: each export format, what it may lose, what reads it. Run it with 'make pages'."""

from __future__ import annotations

import inspect
import re
import sys
import tempfile
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

PAGE = Path(__file__).with_name("exports.md")
_ROOT = str(PAGE.parents[1])
sys.path.insert(0, _ROOT)

# Of the checkout that the page is in.
from annotate.core.annotation import (  # noqa: E402
    Annotation,
    Argument,
    Decision,
    Entity,
    Event,
    Provenance,
    Status,
    Trigger,
)
from annotate.core.article import Article  # noqa: E402
from annotate.core.errors import MissingExtraError  # noqa: E402
from annotate.core.ontology import Ontology  # noqa: E402
from annotate.core.record import GoldRecord  # noqa: E402
from annotate.export.base import Exporter, target_of  # noqa: E402
from annotate.export.options import known_options  # noqa: E402
from annotate.export.registry import get_exporter, known_formats, run_exporter  # noqa: E402

_INTRODUCTION = """# Export formats: what each holds, what it loses, and what reads it

`annotate export RELEASE --format NAME -o FOLDER` writes all splits of a release in one call: a file or folder
for each split. Some formats add files that serve all splits, such as `config.cfg` for spaCy. `-o FILE`, with
the suffix of the format, writes all articles into one file; `--split NAME` writes one split into such a
file. The export appears in full or not at all, and a folder with files is never written to. An empty split is
an empty file.

The command counts what a format cannot hold, and `--losses FILE` lists each loss with its article and its
words. Every mention, event and value of the gold is either in the export or in this list. `--reviewed-only`
leaves out the values that nobody saw on a screen: refs, attributes, and arguments by their role. `--losses`
lists them, too; `--json` counts them as `left_out`, apart from what the format lost. With the screens that
`annotate` makes, nobody sees `ref` (the ISO code of a country, the key of an organization), so this option
leaves out every `ref` that nobody reviewed elsewhere. `--flatten` and `--misaligned` say what becomes of
overlapping mentions, and of mentions that are not at token edges, in the formats that have these options.

This page is made from the code: `make pages`.

## What each format may lose

The table shows what became of a small gold with one of everything: nested mentions, a mention inside a token,
a mention of a line break alone, an event without a trigger, attributes, marks of what nobody reviewed or what
somebody was unsure of, notes, scores, fields that another program added. A dash: nothing is lost. "in part":
only in some cases, which the paragraph on the format names.
"""
_KINDS = {
    "entity": "mention",
    "flat layer": "flat layer",
    "event": "event",
    "trigger": "trigger",
    "argument": "argument",
    "attributes": "attributes",
    "ref": "`ref`",
    "unreviewed": "unreviewed",
    "unsure": "unsure",
    "note": "note",
    "other fields": "other fields",
    "position": "position",
    "article fields": "article's fields",
    "scores": "scores",
    "provenance": "provenance",
}
_TEXT = (
    "Madrid : la présidente du Pérou a menacélevice-consul de Lima lundi.\nFin de la visite, prise en charge."
)


def page() -> str:
    """The page, from the exporters that are registered, in alphabetical order."""
    exporters = [get_exporter(name) for name in known_formats()]
    parts = [_INTRODUCTION, "\n".join(_table(exporters)) + "\n"]
    parts += ["\n".join(_section(exporter)) for exporter in exporters]
    return "\n".join(parts)


def example() -> list[GoldRecord]:
    """Gold with one of everything that a format may be unable to hold."""
    article = Article(
        id="a1",
        text=_TEXT,
        title="Menace",
        published="2025-06",
        language="fr",
        source="agency",
        meta={"page": 1},
    )
    seen = Provenance(source="gazetteer@1", score=0.9)
    entities = (
        _entity(
            "e1", "présidente du Pérou", "ROLE", attributes={"sector": "GOV"}, note="à revoir", unsure="une ?"
        ),
        _entity("e2", "Pérou", "LOC", ref="PER"),
        _entity("e7", "Madrid", "LOC", ref="ESP", score=0.5, provenance=(seen,), unreviewed=("ref",)),
        _entity("e3", "vice-consul de Lima", "ROLE"),
        _entity("e4", "Lima", "LOC", attributes={"kind": "city"}, colour="red"),
        _entity("e5", "lundi", "DATE", attributes={"value": "2025-06-02"}, ref="2025-W23"),
        _entity("e6", "lundi.\nFin", "ORG"),
        _entity("e8", "\n", "ORG"),
    )
    events = (
        Event(
            id="v1",
            type="CONSULT",
            trigger=_trigger("visite"),
            arguments=tuple(
                Argument(role=role, entity=id)
                for role, id in (("Agent", "e1"), ("Place", "e4"), ("Time", "e5"))
            ),
            attributes={"modality": "asserted", "context": ("military",)},
            unreviewed=("attributes.context",),
        ),
        Event(
            id="v2",
            type="THREATEN",
            trigger=_trigger("menacé"),
            arguments=(Argument(role="Agent", entity="e2"), Argument(role="Recipient", entity="e7")),
        ),
        Event(id="v3", type="AID", trigger=None),
        Event(id="v4", type="SUPPORT", trigger=_trigger("prise en charge")),
    )
    annotation = Annotation(
        author="annotator-1",
        status=Status.ADJUDICATED,
        decision=Decision.MAJORITY,
        ontology="diplomacy@1.1.0",
        digest=article.digest,
        entities=entities,
        events=events,
    )
    return [GoldRecord.of(article, annotation)]


def _trigger(words: str) -> Trigger:
    start = _TEXT.index(words)
    return Trigger(start=start, end=start + len(words), text=words)


def _entity(id: str, words: str, label: str, **fields: object) -> Entity:
    start = _TEXT.index(words)
    data = {"id": id, "start": start, "end": start + len(words), "label": label, "text": words, **fields}
    return Entity.model_validate(data)


def lost(exporter: Exporter) -> dict[str, tuple[str, list[str]]]:
    """What a format loses of the example: by kind, "lost" or "in part", and the reasons."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"out{exporter.suffix}"
        losses = run_exporter(exporter, example(), Ontology.load("diplomacy"), path, {})
    in_part = {
        "entity": losses.entities_written,
        "event": losses.events_written,
        "trigger": losses.triggers_written,
        "argument": losses.arguments_written,
        "flat layer": 1,
        "position": 0 if exporter.name == "events" else 1,  # the table has no positions of mentions
    }
    found: dict[str, tuple[str, list[str]]] = {}
    for what, reason in losses.counts:
        some = "no column" in reason or "not all" in reason
        how = "in part" if in_part.get(what) or some else "lost"
        found.setdefault(what, (how, []))[1].append(reason)
    return found


def _table(exporters: list[Exporter]) -> Iterator[str]:
    yield f"| format | {' | '.join(_KINDS.values())} |"
    yield "|---" * (len(_KINDS) + 1) + "|"
    for exporter in exporters:
        if (found := _lost_here(exporter)) is not None:
            cells = [found[kind][0] if kind in found else "–" for kind in _KINDS]
            yield f"| [{exporter.name}](#{exporter.name}) | {' | '.join(cells)} |"


def _lost_here(exporter: Exporter) -> dict[str, tuple[str, list[str]]] | None:
    try:
        return lost(exporter)
    except MissingExtraError:  # the format is in an environment of its own
        return None


def _section(exporter: Exporter) -> Iterator[str]:
    kind = "A folder" if target_of(exporter) == "folder" else f"A file `{exporter.suffix}`"
    yield f"## {exporter.name}\n"
    yield _markdown(inspect.getdoc(type(exporter)) or "") + "\n"
    yield f"{kind} for each split."
    if options := known_options(exporter):
        yield "Options: " + ", ".join(f"`{name}` ({value!r})" for name, value in options.items()) + "."
    yield ""
    if exporter.name == "events":
        yield from _attribute_values()
    if found := _lost_here(exporter):
        yield "Lost of the small gold above:\n"
        for what, title in _KINDS.items():
            if what in found:
                yield f"- {title}: {'; '.join(found[what][1])}"
        yield ""
    yield f"```bash\nannotate export exports/sample-1.0.0 --format {exporter.name} -o {exporter.name}\n```\n"
    for language, lines in blocks(getattr(exporter, "reads", "")):
        shown = _spaced(lines) if language == "python" else lines
        yield f"```{language}\n" + "\n".join(shown) + "\n```\n"


def _attribute_values() -> Iterator[str]:
    """The values of the attributes in the table of events, as the built-in ontology has them."""
    ontology = Ontology.load("diplomacy")
    yield "Values in the built-in ontology `diplomacy`. The file `ontology.yaml` of each release"
    yield "defines them ([that of the sample](../exports/sample-1.0.0/ontology.yaml)).\n"
    for name in ("modality", "polarity", "mode", "context", "sector"):
        attribute = ontology.attributes[name]
        default = f" (default {attribute.default})" if attribute.default else ""
        column = "`source_sector`, `target_sector`" if name == "sector" else f"`{name}`"
        meanings = (
            f"{value} ({wording['en']})" if name == "sector" else value
            for value, wording in attribute.values.items()
        )
        yield f"- {column}{default}: {', '.join(meanings)}"
    yield ""


def _spaced(lines: list[str]) -> Iterator[str]:
    """Lines of Python with a blank line after imports, as the formatter of this repository has them."""
    for line, following in pairwise([*lines, "import"]):
        yield line
        if _is_import(line) and not _is_import(following):
            yield ""


def _is_import(line: str) -> bool:
    return line.startswith(("import", "from "))


def blocks(reads: str) -> Iterator[tuple[str, list[str]]]:
    """The pasted lines of an exporter, as blocks of Python or of a shell, in their order."""
    language = ""
    lines: list[str] = []
    for line in reads.strip().splitlines():
        shell = line.startswith("$ ")
        if lines and shell != (language == "bash"):
            yield language, lines
            lines = []
        language = "bash" if shell else "python"
        lines.append(line.removeprefix("$ "))
    if lines:
        yield language, lines


def _markdown(docstring: str) -> str:
    """A docstring as Markdown: its double backquotes become single ones."""
    return re.sub(r"``(.+?)``", r"`\1`", docstring)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
