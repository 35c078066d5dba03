"""Releases with everything that a card must show, made from a seed."""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from annotate.core.annotation import Annotation, Decision, Status
from annotate.core.article import Article
from annotate.core.record import GoldRecord, Record
from annotate.gold.card.write import write_card
from annotate.gold.policy import LeftOut, SinglePolicy, Undecided
from annotate.gold.sums import write_sums
from tests.builders import as_pulled, meeting
from tests.gold.releases import ONTOLOGY, release

# Names that would break a table, the YAML or the HTML if they were written as they are.
ODD_NAMES = (
    "AFP",
    "VNA|CVN",
    "a: b",
    "|",
    "- [x] *b* _i_ `code`",
    "<script>alert(1)</script><!-- end sources -->",
    "'\"%{x}\\",
    "وكالة الأنباء 7",
    "# 12. 3",
    "no",
    "$a_1$ ~x~ &amp; @me",
)
LANGUAGES = ("fr", "en", "ar", "no", None, "not a code: 5")
ABOUT = {
    "title": "Gold: of | 2 ```agencies``` # 9",
    "description": "# 1 heading\n\n2. item <b>bold</b>\n\n- 3 | item\n---",
    "sources": "Agencies of 4 states.",
    "licence": "CC-BY-4.0",
    "contact": "gold@example.org: write | call 5",
    "authors": ["Núñez_6, Ana {7}", "Bo & Co. 100%"],
    "url": "https://example.org/gold?a=1&b=2",
}


class Settling:
    """The single policy, which also settles between several answers: the first of them is gold."""

    name = "settling"

    def __init__(self) -> None:
        self._single = SinglePolicy(ONTOLOGY)

    def decide(self, article: Article, annotations: Sequence[Annotation]) -> GoldRecord | Undecided | LeftOut:
        finals = [item for item in annotations if item.status is Status.SUBMITTED]
        if len(finals) == 2:
            settled = finals[0].with_(status=Status.ADJUDICATED, decision=Decision.MAJORITY)
            return GoldRecord.of(article, settled)
        return self._single.decide(article, annotations)


def generated(folder: Path, seed: int, articles: int = 0) -> Path:
    """A release of ``articles`` (0: some few), with several annotators, gaps and odd names."""
    chosen = random.Random(seed)
    count = articles or chosen.choice((1, 2, 7, 30))
    records = [record for number in range(count) for record in _answers(chosen, number)]
    made = release(
        folder,
        records,
        "generated",
        f"{seed}.2.3",
        policy=Settling(),
        untouched=[f"nobody-{number}" for number in range(chosen.choice((0, 3, 40)))],
        annotations=chosen.random() < 0.8,
        with_losses=True,
        no_text=seed % 8 == 7,
        reviewed_only=chosen.random() < 0.2,
        about=ABOUT if chosen.random() < 0.7 else {},
    )
    if chosen.random() < 0.5:
        _take_out_of_splits(made.folder, chosen)
    return made.folder


def _answers(chosen: random.Random, number: int) -> list[Record]:
    # The first article is always gold.
    people = [f"person{one}@example.org" for one in range(12)]
    statuses = (Status.SUBMITTED,) * (chosen.choice((1, 1, 1, 2, 3)) if number else 1)
    if number and chosen.random() < 0.2:
        statuses = (chosen.choice((Status.SKIPPED, Status.DRAFT)),)
    base = meeting(f"a{number:05}").article
    article = base.with_(
        source=chosen.choice((*ODD_NAMES, None, *([f"source {number}"] * 3))),
        language=chosen.choice(LANGUAGES),
        published=chosen.choice((None, "2019", "2024-03", f"2025-0{chosen.randint(1, 9)}-11")),
    )
    return [
        Record.of(
            article, _changed(chosen, as_pulled(meeting(article.id, status, person).annotation, ONTOLOGY))
        )
        for status, person in zip(statuses, chosen.sample(people, len(statuses)), strict=True)
    ]


def _changed(chosen: random.Random, annotation: Annotation) -> Annotation:
    at = datetime(2025, 1, 1, tzinfo=UTC) + timedelta(minutes=chosen.randint(0, 500_000))
    annotation = as_pulled(annotation, ONTOLOGY)
    entities = list(annotation.entities)
    provenance = [{"source": chosen.choice(("spacy@1+x", "dates@2", "gazetteer"))}]
    entities[1] = entities[1].with_(provenance=provenance)
    changes: dict[str, Any] = {
        "entities": tuple(entities),
        "lead_time_s": chosen.choice((None, round(chosen.uniform(1, 5000), 3))),
        "based_on": chosen.choice((None, "annotate/1", "annotate/22")),
        "updated_at": chosen.choice((None, at)),
    }
    if chosen.random() < 0.2:
        changes["lost"] = {"no-span": ("a region has no span; left out",)}
    return annotation.with_(**changes)


def _take_out_of_splits(folder: Path, chosen: random.Random) -> None:
    """Takes articles out of the splits, and writes the card again."""
    path = folder / "splits.json"
    data = json.loads(path.read_text(encoding="utf-8"))
    for name, ids in data["splits"].items():
        data["splits"][name] = [one for one in ids if chosen.random() < 0.6]
        data["left_out"] = [
            *data.get("left_out", []),
            *(
                {"article": one, "code": "bridge", "reason": f"it is near {one} | 2"}
                for one in ids
                if one not in data["splits"][name]
            ),
        ]
    data["rule"] = {"shares": {"train": 80, "dev": 10}, "test_from": "2025-06", "by": None}
    path.write_text(json.dumps(data), encoding="utf-8")
    write_card(folder)
    (folder / "SHA256SUMS").unlink()
    write_sums(folder)
