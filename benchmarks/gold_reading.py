"""Measures how fast gold is read, beside reading each line with `json` and the validators of the models."""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import click

from annotate.core import jsonl
from annotate.core.annotation import (
    Annotation,
    Argument,
    Decision,
    Entity,
    Event,
    Provenance,
    Status,
    Trigger,
)
from annotate.core.article import Article
from annotate.core.record import GoldRecord

AIM = 5
PAIRS = 7
_TEXT = """le ministre cubain des affaires étrangères a rencontré à Hanoï son homologue vietnamien
pour signer un accord de coopération et condamner le blocus imposé depuis des décennies"""
_WORDS = tuple(_TEXT.split())
_LABELERS = (
    ("gazetteer@1129d1b7+f8ed1231-0b86502c-58a2b513+5ce00b08-8ecd2e92", 0.9),
    ("spacy@25d173d2+fr_core_news_md-3.8.0+f8ed1231-0b86502c-58a2b513+5ce00b08-8ecd2e92", 0.7),
    ("titles@14b75032+f8ed1231-0b86502c-58a2b513+5ce00b08-8ecd2e92", 0.8),
)


def generated(number: int, *, provenance: bool = True) -> Iterator[GoldRecord]:
    """Yields gold records of 2,400 characters with 25 to 40 regions, a third of them events with arguments.

    Without ``provenance``, regions have no scores and no list of labelers.
    """
    for index in range(number):
        words = [_WORDS[(index * 7 + place * 5) % len(_WORDS)] for place in range(400)]
        text = f"Dépêche {index}\n\n" + " ".join(words)
        source = Article(id=f"bench-{index:06}", text=text, title=f"Dépêche {index}", language="fr")
        yield GoldRecord.of(source, _annotation(source, 25 + index % 16, provenance=provenance))


def _annotation(source: Article, regions: int, *, provenance: bool) -> Annotation:
    places = list(_places(source.text, regions))
    entities: list[Entity] = []
    events: list[Event] = []
    for number, (start, end, word) in enumerate(places):
        spoken = _LABELERS[: 1 + number % 3] if provenance else ()
        more = {
            "score": 0.9 + number / 1000 if provenance else None,
            "provenance": (
                *(Provenance(source=name, score=score) for name, score in spoken),
                Provenance(source="annotator-1"),
            )
            if provenance
            else (),
        }
        if number % 3 == 2:
            roles = zip(("Agent", "Recipient"), entities[-2:], strict=True)
            events.append(
                Event(
                    id=f"v{number:08x}",
                    type="CONSULT",
                    trigger=Trigger(start=start, end=end, text=word),
                    arguments=tuple(Argument(role=role, entity=filler.id) for role, filler in roles),
                    attributes={"modality": "asserted", "polarity": "positive"},
                    **more,
                )
            )
        else:
            label, ref = (("LOC", "VNM"), ("ORG", None))[number % 2]
            entities.append(
                Entity(id=f"e{number:08x}", start=start, end=end, label=label, text=word, ref=ref, **more)
            )
    return Annotation(
        author="annotator-1",
        status=Status.SUBMITTED,
        decision=Decision.SINGLE,
        ontology="diplomacy@1.1.0",
        digest=source.digest,
        created_at="2024-03-01T10:00:00Z",
        updated_at="2024-03-01T10:05:00Z",
        entities=tuple(entities),
        events=tuple(events),
    )


def _places(text: str, number: int) -> Iterator[tuple[int, int, str]]:
    start = text.index("\n\n") + 2
    for word in text[start:].split(" ")[: number * 8]:
        end = start + len(word)
        if word and (start % 8 < 2 or len(word) > 7) and number > 0:
            number -= 1
            yield start, end, word
        start = end + 1


def seconds(read: Callable[[], Iterable[object]]) -> float:
    """The processor's time for reading all records once, in seconds. Other programs do not count."""
    begun = time.process_time()
    for _ in read():
        pass
    return time.process_time() - begun


def _slowly(path: Path) -> Iterator[GoldRecord]:
    for raw in jsonl.read_raw_records(path):
        yield jsonl.parse_line_slowly(GoldRecord, raw.line, path, raw.number)


def compare(path: Path, number: int) -> tuple[float, float, float]:
    """Records a second: by the models alone, and as gold is read; and the median ratio of the pairs."""
    pairs = [
        (seconds(lambda: _slowly(path)), seconds(lambda: jsonl.read(path, GoldRecord))) for _ in range(PAIRS)
    ]
    slow, fast = (number / statistics.median(column) for column in zip(*pairs, strict=True))
    return slow, fast, statistics.median(slowly / quickly for slowly, quickly in pairs)


@click.command()
@click.option("--articles", default=1000, show_default=True)
def main(articles: int) -> None:
    """Prints the median speeds and their ratio, for records with and without provenance."""
    with tempfile.TemporaryDirectory(prefix="annotate-bench-") as folder:
        for provenance in (True, False):
            path = Path(folder) / "gold.jsonl"
            jsonl.write(path, generated(articles, provenance=provenance))
            slow, fast, ratio = compare(path, articles)
            print(
                f"{'with' if provenance else 'without'} provenance, {path.stat().st_size // articles:,} bytes"
                f" a record: {fast:,.0f} records/s, by the models {slow:,.0f}: ratio {ratio:.2f} (aim {AIM})"
            )


if __name__ == "__main__":
    main()
