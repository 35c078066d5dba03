"""Compares the CoNLL export with the converter of Label Studio's SDK on the same records, in one run.

python -m benchmarks.export_conll --records 2000

The records are the development dispatches, with what both programs write: the mentions of the flat layer. A
second line is about the whole gold, whose events and attributes the export lists as lost; the SDK sees none
of them. Prints the time of both, with and without reading the records from their file. Times are processor
time, the best of several runs in turn.

Prints also how many mentions come back from each file with their words and label. Left out of this count are
mentions that begin or end inside a word ("leministre"): no format of tokens can hold them.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import json
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from annotate.cli.process import rare_collections
from annotate.core.jsonl import read, write
from annotate.core.ontology import Ontology
from annotate.core.record import GoldRecord
from annotate.export.alignment import Edges
from annotate.export.conll import ConllExporter
from annotate.export.layers import flat_layer
from annotate.export.tokens import tokens_of
from benchmarks.gold_sets import DEVELOPMENT

WRITING, WITH_READING = 3.0, 1.0  # the aims: how many times as fast as the SDK
_CONFIG = '<View><Labels name="label" toName="text">{}</Labels><Text name="text" value="$text"/></View>'


def records(number: int, *, whole: bool) -> Iterator[GoldRecord]:
    """The gold of the development dispatches, repeated under new ids; its flat layer, or the ``whole``."""
    found = DEVELOPMENT.records if whole else [_flat(record) for record in DEVELOPMENT.records]
    for index in range(number):
        record = found[index % len(found)]
        article = record.article.model_copy(update={"id": f"{record.article.id}-{index}"})
        yield record.model_copy(update={"article": article})


def _flat(record: GoldRecord) -> GoldRecord:
    layer = [
        one.with_(attributes={}, ref=None, unreviewed=(), provenance=(), score=None)
        for one in flat_layer(record.annotation.entities)[0]
    ]
    return GoldRecord.of(record.article, record.annotation.with_(entities=tuple(layer), events=()))


def tasks(gold: Iterable[GoldRecord]) -> list[dict[str, object]]:
    """The flat layer of the records as Label Studio exports it, which the SDK's converter reads."""
    return [{"id": n, "data": {"text": r.text}, "annotations": [_answer(r)]} for n, r in enumerate(gold)]


def _answer(record: GoldRecord) -> dict[str, object]:
    layer, _ = flat_layer(record.annotation.entities)
    return {
        "id": record.article.id,
        "was_cancelled": False,
        "result": [
            {
                "id": one.id,
                "from_name": "label",
                "to_name": "text",
                "type": "labels",
                "value": {"start": one.start, "end": one.end, "text": one.text, "labels": [one.label]},
            }
            for one in layer
        ],
    }


def at_token_edges(gold: Iterable[GoldRecord]) -> Iterator[GoldRecord]:
    """The records with the mentions of the flat layer that begin and end at the edges of words."""
    for record in gold:
        edges = Edges.of(tokens_of(record.text or ""))
        layer = [one for one in flat_layer(record.annotation.entities)[0] if edges.exact(one)]
        yield GoldRecord.of(record.article, record.annotation.with_(entities=tuple(layer), events=()))


def mentions_of(gold: Iterable[GoldRecord]) -> Counter[tuple[str, str]]:
    """The mentions by label and words; the words are without white space."""
    return Counter((one.label, "".join(one.text.split())) for r in gold for one in r.annotation.entities)


def mentions_in(path: Path) -> Counter[tuple[str, str]]:
    """The mentions in a CoNLL file by label and words; the words are without white space."""
    found: list[tuple[str, str]] = []
    with path.open(encoding="utf-8") as file:
        for line in file:
            token, *_, tag = line.split() or ("", "")
            if tag[:2] == "B-":
                found.append((tag[2:], token))
            elif tag[:2] == "I-":
                found[-1] = (found[-1][0], found[-1][1] + token)
    return Counter(found)


def best(runs: int, *functions: Callable[[], object]) -> list[float]:
    """The least processor time of each function in seconds; they run in turn."""
    times = [float("inf")] * len(functions)
    for _ in range(runs):
        for index, function in enumerate(functions):
            begun = time.process_time()
            with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
                function()
            times[index] = min(times[index], time.process_time() - begun)
    return times


def main() -> None:
    """Prints the ratios."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--records", type=int, default=2000)
    parser.add_argument("--runs", type=int, default=5)
    arguments = parser.parse_args()
    from label_studio_sdk.converter import converter as sdk

    print(f"{arguments.records} records")
    ontology = Ontology.load("diplomacy")
    export = partial(ConllExporter().export, misaligned="expand")  # as the SDK does
    with rare_collections(), tempfile.TemporaryDirectory(prefix="annotate-bench-") as name:
        folder = Path(name)
        ours, theirs, tasks_file = folder / "ours.conll", folder / "result.conll", folder / "tasks.json"
        labels = "".join(f'<Label value="{label}"/>' for label in ontology.entities)
        make: Any = sdk.Converter  # it has no type hints
        converter = make(_CONFIG.format(labels), str(folder), download_resources=False)
        for whole in (False, True):
            gold = list(records(arguments.records, whole=whole))
            write(folder / "gold.jsonl", gold)
            tasks_file.write_text(json.dumps(tasks(gold), ensure_ascii=False), encoding="utf-8")
            items = list(converter.iter_from_json_file(str(tasks_file)))
            times = best(
                arguments.runs,
                partial(export, gold, ontology, ours),
                partial(sdk_writing, items, theirs),
                lambda: export(read(folder / "gold.jsonl", GoldRecord), ontology, ours),
                lambda: converter.convert_to_conll2003(str(tasks_file), str(folder), is_dir=False),
            )
            print("the whole gold:" if whole else "the mentions of the flat layer:")
            pairs = (("writing alone", times[:2], WRITING), ("with reading", times[2:], WITH_READING))
            for what, (mine, theirs_s), aim in pairs:
                each = f"{mine / len(gold) * 1e6:.0f} us a record, the SDK {theirs_s / len(gold) * 1e6:.0f}"
                wanted = "" if whole else f" (aim {aim:g})"
                print(f"  {what}: {each}; {theirs_s / mine:.2f} times as fast{wanted}")
        fair = list(at_token_edges(records(arguments.records, whole=False)))
        tasks_file.write_text(json.dumps(tasks(fair), ensure_ascii=False), encoding="utf-8")
        mentions = mentions_of(fair)
        print(f"of {mentions.total()} mentions at the edges of words, with other words or without a tag:")
        losses = export(fair, ontology, ours)
        assert losses.entities_written == mentions.total()
        sdk_writing(converter.iter_from_json_file(str(tasks_file)), theirs)
        for who, path in (("ours", ours), ("the SDK", theirs)):
            found = mentions_in(path)
            missing = mentions.total() - found.total()
            print(f"  {who}: {(mentions - found).total()}, of them {missing} without a tag")


def sdk_writing(items: Iterable[Mapping[str, Any]], path: Path) -> None:
    """What the converter's ``convert_to_conll2003`` does with the tasks that it has read."""
    from label_studio_sdk.converter import utils as sdk

    create_tokens_and_tags: Any = sdk.create_tokens_and_tags
    with path.open("w", encoding="utf-8") as file:
        file.write("-DOCSTART- -X- O\n")
        for item in items:
            spans = next(iter(item["output"].values()), None)
            tokens, tags = create_tokens_and_tags(text=item["input"]["text"], spans=spans)
            for token, tag in zip(tokens, tags, strict=True):
                file.write(f"{token} -X- _ {tag}\n")
            file.write("\n")


if __name__ == "__main__":
    main()
