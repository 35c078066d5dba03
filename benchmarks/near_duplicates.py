"""Measures near duplicates: recall on planted pairs, and time against reading and against datasketch.

python -m benchmarks.near_duplicates --articles 100000
"""

from __future__ import annotations

import argparse
import json
import resource
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from annotate.corpus.near_duplicates import NearDuplicates, find_near_duplicates
from annotate.corpus.read import read_articles
from benchmarks.news import planted

AIM = 6.0
RECALL = 0.99


def main() -> None:
    """Writes articles to a file, reads it, finds near duplicates in it, and prints the ratios."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=100_000)
    parser.add_argument("--planted", type=int, default=500, help="pairs of each kind")
    parser.add_argument("--datasketch", type=int, default=2_000, help="articles for MinHash LSH; 0: without")
    given = parser.parse_args()
    made = planted(given.articles, given.planted)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "articles.jsonl"
        with file.open("w", encoding="utf-8") as lines:
            for article, text in made.articles:
                lines.write(json.dumps({"id": article, "text": text}, ensure_ascii=False) + "\n")
        characters = sum(len(text) for _, text in made.articles) / len(made.articles)
        before = _reading(file)
        memory = _memory()
        begun = time.process_time()
        found = find_near_duplicates(_texts(file))
        both = time.process_time() - begun
        reading = (before + _reading(file)) / 2
        grown = _memory() - memory
    print(
        f"{len(made.articles):,} articles of {characters:,.0f} characters; {len(found.clusters):,} clusters"
    )
    print("| what | CPU seconds | in times of reading | aim |")
    print("|---|---|---|---|")
    print(f"| reading | {reading:.1f} | 1 | |")
    print(f"| near duplicates | {both - reading:.1f} | {(both - reading) / reading:.2f} | <= {AIM:g} |")
    print(f"\nPeak memory above that of reading: {grown:,.0f} MB")
    _print_recall(found, made.pairs)
    if given.datasketch:
        _print_datasketch(made.articles[: given.datasketch])


def _texts(file: Path) -> Iterator[tuple[str, str]]:
    return ((article.id, article.text) for article in read_articles([file]))


def _reading(file: Path) -> float:
    begun = time.process_time()
    for _ in _texts(file):
        pass
    return time.process_time() - begun


def _memory() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000


def _print_recall(found: NearDuplicates, pairs: dict[str, list[tuple[str, str]]]) -> None:
    cluster_of = {article: number for number, ids in enumerate(found.clusters) for article in ids}
    print("\n| planted | pairs | recall | aim |\n|---|---|---|---|")
    for kind, there in pairs.items():
        hits = sum(one in cluster_of and cluster_of[one] == cluster_of.get(two) for one, two in there)
        print(f"| {kind} | {len(there)} | {hits / len(there):.3f} | >= {RECALL} |")


def _print_datasketch(articles: list[tuple[str, str]]) -> None:
    """The same articles with MinHash LSH, which finds Jaccard similarity alone."""
    from datasketch import MinHash, MinHashLSH

    begun = time.process_time()
    find_near_duplicates(articles)
    ours = time.process_time() - begun
    begun = time.process_time()
    index = MinHashLSH(threshold=0.7, num_perm=128)
    for article, text in articles:
        words = text.casefold().split()
        sketch = MinHash(num_perm=128)
        sketch.update_batch([" ".join(words[at : at + 3]).encode() for at in range(len(words) - 2)])
        index.query(sketch)
        index.insert(article, sketch)
    theirs = time.process_time() - begun
    print(f"\nOf {len(articles):,} articles: {ours:.1f} CPU s. MinHash LSH of datasketch: no containment,")
    print(f"no exact decision, {theirs:.1f} CPU s, {theirs / ours:.1f} times as much.")


if __name__ == "__main__":
    main()
