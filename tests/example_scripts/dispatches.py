"""Makes dispatches for the scripts in examples/: nested mentions, events, and words that look like them."""

from __future__ import annotations

import random
from collections.abc import Iterator

from annotate.core.annotation import Argument, Entity, Event, Status, Trigger
from annotate.core.article import Article
from annotate.core.record import Record
from tests.builders import annotation

_COUNTRIES = {"Ghana": "GHA", "Laos": "LAO", "Kenya": "KEN", "Pérou": "PER", "Togo": "TGO", "Chili": "CHL"}
_CITIES = ("Accra", "Vientiane", "Nairobi", "Lima", "Lomé", "Genève")
_OFFICES = ("président", "ministre", "ambassadeur", "porte-parole")
_FIRST = ("Ana", "Kofi", "Luis", "Mei", "Paul", "Clara", "Omar", "Greta")
_LAST = ("Pérez", "Mensah", "Ferrer", "Okello", "Lindqvist", "Nkomo", "Vlček", "Sisombat")
_ACTS = {
    "rencontré": "CONSULT",
    "condamné": "ACCUSE",
    "salué": "SUPPORT",
    "menacé": "THREATEN",
}
# A word of an act that is none here, and sentences about nothing.
_OTHERS = (
    "L'équipe a rencontré des difficultés sur la pelouse.",
    "Le prix du riz a peu bougé depuis une semaine.",
    "Le fleuve a baissé, et les pêcheurs attendent la pluie.",
    "Un hôtel condamné depuis dix ans sera rasé.",
)
_WORDS = (
    "marché",
    "lune",
    "sable",
    "carton",
    "vitre",
    "menthe",
    "corde",
    "tambour",
    "radeau",
    "lampe",
    "vélo",
)


def dispatches(number: int, seed: int = 1) -> Iterator[Record]:
    """Yields submitted annotations of ``number`` articles. No two of them are near duplicates."""
    chance = random.Random(seed)
    for at in range(number):
        yield _Draft(chance).record(f"d{at:04}")


class _Draft:
    """An article that is being written, with what is marked in it."""

    def __init__(self, chance: random.Random) -> None:
        self._chance = chance
        self._text = ""
        self._entities: list[Entity] = []
        self._events: list[Event] = []

    def record(self, id: str) -> Record:
        chance = self._chance
        sentences = [self._act, self._act, self._other, self._filler]
        chance.shuffle(sentences)
        for sentence in sentences:
            sentence()
            self._text += " "
        month = chance.randint(1, 6)
        source = Article(id=id, text=self._text.rstrip(), language="fr", published=f"2025-{month:02}")
        marked = annotation(source, tuple(self._entities), tuple(self._events), Status.SUBMITTED, "ana")
        return Record.of(source, marked)

    def _act(self) -> None:
        chance = self._chance
        agent, recipient = chance.sample(sorted(_COUNTRIES), 2)
        trigger, type_ = chance.choice(sorted(_ACTS.items()))
        office = chance.choice(_OFFICES)
        self._say("Le ")
        start = len(self._text)
        self._say(f"{office} du ")
        self._mention(agent, "LOC", ref=_COUNTRIES[agent])
        source = self._entity(start, "ROLE", ref=_COUNTRIES[agent])  # the country is nested in it
        self._say(", ")
        self._mention(f"{chance.choice(_FIRST)} {chance.choice(_LAST)}", "PER")
        planned = chance.random() < 0.2
        self._say(", aura bientôt " if planned else ", a ")
        start = len(self._text)
        self._say(trigger)
        spoken = Trigger(start=start, end=len(self._text), text=trigger)
        self._say(" le ")
        target = self._mention(recipient, "LOC", ref=_COUNTRIES[recipient])
        self._say(" à ")
        place = self._mention(chance.choice(_CITIES), "LOC")
        self._say(".")
        roles = {"Agent": source, "Recipient": target, "Place": place}
        self._events.append(
            Event(
                id=f"v{len(self._events)}",
                type=type_,
                trigger=spoken,
                arguments=tuple(Argument(role=role, entity=one) for role, one in roles.items()),
                attributes={
                    "modality": "planned" if planned else "asserted",
                    "polarity": "positive",
                    "context": ("diplomatic",),
                },
                unreviewed=("attributes.context",),
            )
        )

    def _other(self) -> None:
        self._say(self._chance.choice(_OTHERS))

    def _filler(self) -> None:
        words = " ".join(self._chance.choices(_WORDS, k=10))
        self._say(f"{words.capitalize()}.")

    def _mention(self, words: str, label: str, ref: str | None = None) -> str:
        start = len(self._text)
        self._say(words)
        return self._entity(start, label, ref)

    def _entity(self, start: int, label: str, ref: str | None = None) -> str:
        id, end = f"e{len(self._entities)}", len(self._text)
        words = self._text[start:end]
        self._entities.append(Entity(id=id, start=start, end=end, label=label, text=words, ref=ref))
        return id

    def _say(self, words: str) -> None:
        self._text += words
