"""Measures whether a long article with recurring names costs as much per character as a short one.

python -m benchmarks.long_article
"""

from __future__ import annotations

import resource
import tempfile
import time
from pathlib import Path

from annotate.campaign.suggestions.suggest import suggest
from annotate.core import jsonl
from annotate.core.article import Article
from annotate.project import Project

SENTENCE = "Ana Pérez a rencontré le ministre vietnamien à Hanoï le 3 mars. "
TINY, SHORT, LONG = 1_000, 50_000, 400_000


def main() -> None:
    """Prints the seconds for each length, and the ratio of the times per character."""
    with tempfile.TemporaryDirectory() as folder:
        _seconds(Path(folder), TINY)
        loading = _seconds(Path(folder), TINY)  # models and rules are loaded once per run
        short, long = (_seconds(Path(folder), length) - loading for length in (SHORT, LONG))
    ratio = (long / LONG) / (short / SHORT)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print("| characters | seconds | time per character, relative to the short one | aim | peak MB |")
    print("|---|---|---|---|---|")
    print(f"| {SHORT:,} | {short:.1f} | 1 | | |")
    print(f"| {LONG:,} | {long:.1f} | {ratio:.2f} | <= 1.25 | {peak} |")


def _seconds(folder: Path, length: int) -> float:
    given = folder / "in.jsonl"
    article = Article(id="long", text=SENTENCE * (length // len(SENTENCE)), language="fr")
    given.write_text(article.to_json() + "\n", encoding="utf-8")
    project = Project.find_or_default(folder)
    begun = time.monotonic()
    suggest(project, [str(given)], folder / "out.jsonl")
    seconds = time.monotonic() - begun
    (record,) = jsonl.read_records(folder / "out.jsonl")
    assert record.annotation.entities[-1].end > length * 0.9, "it was read to its end"
    return seconds


if __name__ == "__main__":
    main()
