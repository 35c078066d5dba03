"""Turns a release into one without texts. `annotate.gold.without_texts.no_text` has the rules."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from itertools import groupby
from pathlib import Path
from typing import Any

from annotate.core.annotation import Annotation
from annotate.core.article import Article
from annotate.core.files import writing
from annotate.core.jsonl import read
from annotate.core.ontology import Ontology
from annotate.core.record import AnswerRecord, GoldRecord
from annotate.core.unreviewed import unreviewed_values
from annotate.gold.gold_counts import GoldCounts
from annotate.gold.parquet import write_parquet
from annotate.gold.policy import SINGLE, LeftOut, Reason, SinglePolicy
from annotate.gold.pseudonyms import Pseudonyms
from annotate.gold.release_files import (
    ANNOTATIONS_FILE,
    GOLD_FILE,
    MANIFEST_FILE,
    ONTOLOGY_FILE,
    SPLITS_FILE,
    TEXTS,
    write_json,
)
from annotate.gold.selection import Rules, Selection, select
from annotate.gold.sums import digest_of
from annotate.gold.without_texts.no_text import TextRemover, reason_without_words
from annotate.gold.without_texts.text_join import with_article

WITHHELD = "withheld"
UNTIL_JOINED, FOR_GOOD = "until joined", "for good"


def take_texts_out(folder: Path, work: Path) -> dict[str, Any]:
    """Rewrites the gold, the annotations, the Parquet files and the manifest in ``folder`` without texts.

    To be called before the card and the checksums are written. ``work`` is a folder for temporary files.
    Returns the new manifest. Its ``texts`` holds the SHA-256 of the files of lines as they were, and counts
    what no join restores; in ``left_out``, ``withheld`` says whether a join restores the reason.
    """
    manifest: dict[str, Any] = json.loads((folder / MANIFEST_FILE).read_text(encoding="utf-8"))
    splits = json.loads((folder / SPLITS_FILE).read_text(encoding="utf-8"))["splits"]
    ontology = Ontology.load(folder / ONTOLOGY_FILE)
    files = {name: digest_of(folder / name) for name in (GOLD_FILE, ANNOTATIONS_FILE)}
    reasons = _reasons_after_join(folder, work, ontology, manifest)
    gold = TextRemover(ontology)
    unreviewed: Counter[str] = Counter()
    counts = GoldCounts()
    with writing(folder / GOLD_FILE) as file:
        for record in map(gold.gold, read(folder / GOLD_FILE, GoldRecord)):
            unreviewed += unreviewed_values(record.annotation)
            counts.take(record)
            file.write(record.to_json() + "\n")
    answers = TextRemover(ontology)
    if files[ANNOTATIONS_FILE] is not None:
        with writing(folder / ANNOTATIONS_FILE) as file:
            for answer in map(answers.answer, read(folder / ANNOTATIONS_FILE, AnswerRecord)):
                file.write(answer.to_json() + "\n")
    write_parquet(folder, read(folder / GOLD_FILE, GoldRecord), splits)
    left_out = [_without_words(item, str(manifest["policy"]), reasons) for item in manifest["left_out"]]
    manifest["left_out"] = left_out
    manifest |= counts.as_dict(ontology)
    manifest["lifted"] = {
        version: count for version, count in manifest["lifted"].items() if ontology.is_version(version)
    }
    if manifest["unreviewed"]:
        manifest["unreviewed"] = {name: unreviewed[name] for name in sorted(unreviewed)}
    manifest[TEXTS] = {
        "sha256": {name: found for name, found in files.items() if found is not None},
        "gold": dict(sorted(gold.parts.items())),
        "annotations": dict(sorted(answers.parts.items())),
        "reasons": sum(item.get(WITHHELD) == FOR_GOOD for item in left_out),
    }
    write_json(folder / MANIFEST_FILE, manifest)
    return manifest


def _without_words(item: Mapping[str, Any], policy: str, reasons: Mapping[str, str]) -> dict[str, Any]:
    plain = reason_without_words(item, policy)
    if plain == item["reason"]:
        return dict(item)
    again = reasons.get(str(item["article"])) == item["reason"]
    return {**item, "reason": plain, WITHHELD: UNTIL_JOINED if again else FOR_GOOD}


def _reasons_after_join(
    folder: Path, work: Path, ontology: Ontology, manifest: Mapping[str, Any]
) -> dict[str, str]:
    """The reasons that a join will find again, by article."""
    wanted = {str(item["article"]) for item in manifest["left_out"]}
    remover = TextRemover(ontology)

    def joined() -> Iterator[AnswerRecord]:
        for record in read(folder / ANNOTATIONS_FILE, AnswerRecord):
            article = record.article
            if article.id in wanted and isinstance(article, Article):
                yield with_article(remover.answer(record), article)

    if manifest["policy"] != SINGLE or not (folder / ANNOTATIONS_FILE).is_file():
        return {}
    return reasons_again(joined(), ontology, work)


def reasons_again(records: Iterable[AnswerRecord], ontology: Ontology, work: Path) -> dict[str, str]:
    """Why articles are left out, found again from their annotations by the built-in policy, by article.

    ``records`` must come in the order of their article ids. Articles with annotations of several texts are
    passed over.
    """
    found: dict[str, str] = {}
    policy, rules, names = SinglePolicy(ontology), Rules(ontology), Pseudonyms(work / "pseudonyms.json")
    for group in _groups(records):
        selection = Selection(SINGLE)
        for _ in select(partial(list, [group]), policy, rules, selection, names):
            pass
        found |= {item.article: item.reason for item in selection.left_out if _is_of_findings(item)}
    return found


def _is_of_findings(item: LeftOut) -> bool:
    return item.code == Reason.FINDINGS


def _groups(records: Iterable[AnswerRecord]) -> Iterator[tuple[Article, list[Annotation]]]:
    for _, group in groupby(records, key=lambda record: record.article.id):
        same = list(group)
        first = same[0].article
        if isinstance(first, Article) and all(
            isinstance(record.article, Article) and record.article.text == first.text for record in same
        ):
            yield first, [record.annotation for record in same]
