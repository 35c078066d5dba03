"""Trains a spaCy entity recogniser on a release, and scores it on the test split.

    pip install '.[export]'    # in the checkout
    python examples/train_spacy.py exports/sample-1.0.0 -o my-model

spaCy learns a flat layer: of nested mentions the longest. The scores count mentions of the same layer with
exact boundaries and label. The last line says how much one mention weighs: with a few articles, the scores
say little. `annotate train` does more: it stops by the score on dev, and counts nested mentions as missed.
"""

from __future__ import annotations

import argparse
import random

import spacy
from spacy.language import Language
from spacy.tokens import Doc
from spacy.training import Example
from thinc.api import fix_random_seed

import annotate


def examples(nlp: Language, docs: list[Doc]) -> list[Example]:
    """Pairs of an untagged text and its gold."""
    return [Example(nlp.make_doc(doc.text), doc) for doc in docs]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("release")
    parser.add_argument("--language", default="fr")
    parser.add_argument("--steps", type=int, default=200, help="updates, each with four articles")
    parser.add_argument("-o", "--output", help="write the model into this folder")
    arguments = parser.parse_args()
    random.seed(0)
    fix_random_seed(0)

    gold = annotate.load_gold(arguments.release)
    nlp = spacy.blank(arguments.language)
    train = examples(nlp, gold.to_spacy("train", nlp=nlp))
    test = examples(nlp, gold.to_spacy("test", nlp=nlp))
    print(gold)
    if not any(example.reference.ents for example in train):
        parser.error(f"{arguments.release}: nothing to learn: train has no mentions.")

    nlp.add_pipe("ner")
    optimizer = nlp.initialize(lambda: train)
    for step in range(1, arguments.steps + 1):
        losses = nlp.update(random.choices(train, k=4), sgd=optimizer, drop=0.2)
        if step % 20 == 0:
            print(f"step {step}: loss {losses['ner']:.1f}")

    scores = nlp.evaluate(test)
    print(f"\ntest: F1 {scores['ents_f'] or 0:.3f}")
    for label, one in sorted((scores["ents_per_type"] or {}).items()):
        print(f"  {label:6} P {one['p']:.3f}  R {one['r']:.3f}  F1 {one['f']:.3f}")
    mentions = sum(len(example.reference.ents) for example in test)
    weight = f"One of the {mentions} mentions in test is {100 / max(1, mentions):.1f} points of recall."
    print(weight if mentions else "test has no mentions, so the scores say nothing.")
    if arguments.output:
        nlp.to_disk(arguments.output)
        print(
            f"\nUse it: annotate prelabel ARTICLES… --labeler trained:{arguments.output} -o suggestions.jsonl"
        )


if __name__ == "__main__":
    main()
