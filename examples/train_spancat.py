"""Trains spaCy's spancat to find the triggers of events, with their types, and scores it on the test split.

    pip install '.[export]'    # in the checkout
    python examples/train_spancat.py exports/sample-1.0.0

A trigger is mostly one word, so the suggester offers spans of one to three tokens. For mentions, which may be
nested, take the key "sc" instead of "triggers", and longer spans: `--key sc --longest 8`.
"""

from __future__ import annotations

import argparse
import random
from collections import Counter

import spacy
from spacy.training import Example
from thinc.api import fix_random_seed

import annotate


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("release")
    parser.add_argument("--language", default="fr")
    parser.add_argument("--key", default="triggers", help="triggers, or sc for mentions")
    parser.add_argument("--longest", type=int, default=3, help="tokens of the longest span")
    parser.add_argument("--steps", type=int, default=200, help="updates, each with four articles")
    arguments = parser.parse_args()
    random.seed(0)
    fix_random_seed(0)

    gold = annotate.load_gold(arguments.release)
    nlp = spacy.blank(arguments.language)
    docs = {split: gold.to_spacy(split, nlp=nlp) for split in ("train", "test")}
    train, test = (
        [Example(nlp.make_doc(doc.text), doc) for doc in docs[split]] for split in ("train", "test")
    )
    for split, some in docs.items():
        counts = Counter(span.label_ for doc in some for span in doc.spans[arguments.key])
        print(f"{split}: {len(some)} articles, {', '.join(f'{n} {c}' for n, c in counts.most_common())}")

    if not any(doc.spans[arguments.key] for doc in docs["train"]):
        parser.error(f"{arguments.release}: nothing to learn: train has no spans.")
    sizes = {"@misc": "spacy.ngram_range_suggester.v1", "min_size": 1, "max_size": arguments.longest}
    nlp.add_pipe("spancat", config={"spans_key": arguments.key, "suggester": sizes, "threshold": 0.5})
    optimizer = nlp.initialize(lambda: train)
    for step in range(1, arguments.steps + 1):
        losses = nlp.update(random.choices(train, k=4), sgd=optimizer, drop=0.1)
        if step % 20 == 0:
            print(f"step {step}: loss {losses['spancat']:.2f}")

    key, scores = f"spans_{arguments.key}", nlp.evaluate(test)
    print(f"\ntest: F1 {scores[f'{key}_f'] or 0:.3f}")
    for label, one in sorted((scores[f"{key}_per_type"] or {}).items()):
        print(f"  {label:10} P {one['p']:.3f}  R {one['r']:.3f}  F1 {one['f']:.3f}")
    spans = sum(len(doc.spans[arguments.key]) for doc in docs["test"])
    weight = f"One of the {spans} spans in test is {100 / max(1, spans):.1f} points of recall."
    print(weight if spans else "test has no spans, so the scores say nothing.")


if __name__ == "__main__":
    main()
