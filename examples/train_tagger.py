"""Trains a tagger of words with scikit-learn, and scores its mentions on the test split.

    pip install '.[train]'    # in the checkout
    python examples/train_tagger.py exports/sample-1.0.0

The features are those of a CRF: the word, its ends, its shape and its neighbours. `gold.to_sentences` gives
words and BIO tags without another library, so that sklearn-crfsuite or flair can take the place of
scikit-learn. A mention counts if its boundaries and its label are exact; nested mentions, which a tagger
cannot find, count as missed. The last line says how much one mention weighs in the scores.
"""

from __future__ import annotations

import argparse
import re

from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline

import annotate


def features(words: list[str], at: int) -> dict[str, str | bool]:
    """What the tagger sees of a word."""
    found: dict[str, str | bool] = {"first": at == 0}
    for offset in (-2, -1, 0, 1, 2):
        word = words[at + offset] if 0 <= at + offset < len(words) else ""
        found[f"word {offset}"] = word.lower()
        found[f"shape {offset}"] = re.sub(r"[^\W\d_]", "x", re.sub(r"[A-ZÀ-Þ]", "X", word))[:4]
    for length in (2, 3, 4):
        found[f"end {length}"], found[f"start {length}"] = words[at][-length:], words[at][:length]
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("release")
    arguments = parser.parse_args()

    gold = annotate.load_gold(arguments.release)
    train, test = gold.to_sentences("train"), gold.to_sentences("test")
    if not any(set(one.tags) - {"O"} for one in train):
        parser.error(f"{arguments.release}: nothing to learn: train has no mentions.")
    tagger = make_pipeline(DictVectorizer(), LogisticRegression(C=10, max_iter=200))
    tagger.fit(
        [features(one.words, at) for one in train for at in range(len(one.words))],
        [tag for one in train for tag in one.tags],
    )

    found = {
        (sentence.article, *mention)
        for sentence in test
        for mention in sentence.mentions(
            tagger.predict([features(sentence.words, at) for at in range(len(sentence.words))])
        )
    }
    wanted = {(one.article.id, e.start, e.end, e.label) for one in gold.split("test") for e in one.entities}
    print(f"{'label':6} {'P':>6} {'R':>6} {'F1':>6} {'gold':>5}")
    for label in ("all", *sorted({mention[-1] for mention in wanted | found})):
        mine = {mention for mention in found if label in ("all", mention[-1])}
        own = {mention for mention in wanted if label in ("all", mention[-1])}
        right = len(mine & own)
        precision, recall = right / max(1, len(mine)), right / max(1, len(own))
        f1 = 2 * right / (len(mine) + len(own))
        print(f"{label:6} {precision:6.3f} {recall:6.3f} {f1:6.3f} {len(own):5}")
    weight = f"One of the {len(wanted)} mentions in test is {100 / max(1, len(wanted)):.1f} points of recall."
    print(weight if wanted else "test has no mentions, so the scores say nothing.")


if __name__ == "__main__":
    main()
