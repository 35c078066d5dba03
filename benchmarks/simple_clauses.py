"""Writes the gold of simple clauses: python -m benchmarks.simple_clauses.

Dispatches have few clauses as short as "A criticised B in C", which everybody expects to work. The judge of
arguments learns from these, too. Each clause is a pattern with actors, a place and a date filled in at
random, the same each time. Nothing in them is true.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from random import Random

from annotate.core import jsonl
from annotate.core.annotation import Annotation
from annotate.core.article import Article
from annotate.core.ontology import Ontology
from annotate.core.record import GoldRecord
from benchmarks.gold_sets import CLAUSES

SEED = 7
ARTICLES = {"fr": 34, "en": 24}
SENTENCES = (1, 5, 5)  # per article, in turn
_FORMS = ("S", "S P", "S P", "S D", "S P D", "S D P", "P, S", "P, S D", "D, S", "D, S P")  # place, date
_BEGINNING = re.compile(r"(\[\w+:\w+:)?(.)")
_MARKED = re.compile(r"(\[[^\]]*\]|\{[^}]*\})")  # [Agent:PER:Elena Petrova], {ACCUSE:criticised}


@dataclass(frozen=True)
class Words:
    """The words of one language. A bar stands before a mention, a star after a feminine one.

    ``acts`` are verbs with their types, ``happenings`` clauses whose subject is no mention. In ``ways``, A
    acts (V) on R.
    """

    persons: Sequence[str]
    states: Sequence[str]
    bodies: Sequence[str]
    functions: Sequence[str]
    places: Sequence[str]
    dates: Sequence[str]
    acts: Sequence[tuple[str, str]]
    happenings: Sequence[str]
    ways: Sequence[str]
    meeting: str


FRENCH = Words(
    persons=("Moussa Diarra", "Elena Petrova*", "Carlos Mendoza", "Aïcha Benali*", "Jonas Weber", "Tanaka"),
    states=("la |Norvège*", "le |Ghana", "l'|Angola", "la |Bolivie*", "le |Népal", "l'|Estonie*"),
    bodies=("l'|Union européenne*", "l'|armée soudanaise*", "le |gouvernement péruvien"),
    functions=("le |ministre de la Défense", "la |présidente*", "le |procureur"),
    places=("à |Oslo", "à |Accra", "à |La Paz", "en |Norvège", "en |Bolivie", "au |Ghana", "à |Port-Louis"),
    dates=("|lundi", "|mardi", "le |4 mai 2021", "|jeudi", "|dimanche dernier", "le |12 octobre"),
    acts=(
        ("condamné", "ACCUSE"), ("critiqué", "ACCUSE"), ("accusé", "ACCUSE"), ("dénoncé", "ACCUSE"),
        ("félicité", "SUPPORT"), ("salué", "SUPPORT"), ("soutenu", "SUPPORT"), ("menacé", "THREATEN"),
        ("sanctionné", "SANCTION"), ("attaqué", "ASSAULT"), ("aidé", "AID"),
    ),
    happenings=("des étudiants ont {PROTEST:manifesté}", "deux suspects ont été {COERCE:arrêtés}"),
    ways=("A a V R", "A a V R", "A a V R", "R a été V par A"),
    meeting="A a {CONSULT:rencontré} B",
)  # fmt: skip
ENGLISH = Words(
    persons=("Moussa Diarra", "Elena Petrova", "Carlos Mendoza", "Grace Mbeki", "Jonas Weber", "Tanaka"),
    states=("|Norway", "|Ghana", "|Angola", "|Bolivia", "|Nepal", "|Estonia", "|Zambia"),
    bodies=("the |European Union", "the |World Bank", "|NATO", "the |Sudanese army"),
    functions=("the |defence minister", "the |president", "the |prosecutor"),
    places=("in |Oslo", "in |Accra", "in |La Paz", "in |Norway", "in |Bolivia", "in |Port Louis"),
    dates=("on |Monday", "on |Tuesday", "on |May 4", "on |Thursday", "|last week"),
    acts=(
        ("condemned", "ACCUSE"), ("criticised", "ACCUSE"), ("accused", "ACCUSE"), ("denounced", "ACCUSE"),
        ("congratulated", "SUPPORT"), ("praised", "SUPPORT"), ("backed", "SUPPORT"),
        ("threatened", "THREATEN"), ("sanctioned", "SANCTION"), ("attacked", "ASSAULT"), ("helped", "AID"),
    ),
    happenings=("students {PROTEST:protested}", "two suspects were {COERCE:arrested}"),
    ways=("A V R", "A V R", "A V R", "R was V by A"),
    meeting="A {CONSULT:met} B",
)  # fmt: skip


class Clauses:
    """Makes clauses in one language, with their mentions and events marked."""

    def __init__(self, words: Words, random: Random) -> None:
        self._words = words
        self._random = random
        listed = {"PER": words.persons, "LOC": words.states, "ORG": words.bodies, "ROLE": words.functions}
        self._actors = [(label, name) for label, names in listed.items() for name in names]

    def clause(self) -> str:
        """A marked clause: an act, a meeting or a happening, with a place, a date, both or none."""
        chance, words = self._random.random(), self._words
        if chance < 0.12:
            base = self._random.choice(words.happenings)
        elif chance < 0.3:
            first, second = (name.rstrip("*") for name in self._random.sample(words.persons, 2))
            base = _filled(words.meeting, {"A": f"[Agent:PER:{first}]", "B": f"[Agent:PER:{second}]"})
        else:
            verb, event_type = self._random.choice(words.acts)
            (label, agent), (other, recipient) = self._random.sample(self._actors, 2)
            pattern = self._random.choice(words.ways)
            passive = pattern.startswith("R ") and recipient.endswith("*")
            fill = {
                "A": _marked(agent, f"Agent:{label}"),
                "R": _marked(recipient, f"Recipient:{other}"),
                "V": f"{{{event_type}:{verb}{'e' * passive}}}",
            }
            base = _filled(pattern, fill)
        place = _marked(self._random.choice(words.places), "Place:LOC")
        date = _marked(self._random.choice(words.dates), "Time:DATE")
        form = self._random.choice(_FORMS)
        clause = "".join({"S": base, "P": place, "D": date}.get(part, part) for part in form)
        return _BEGINNING.sub(lambda found: (found[1] or "") + found[2].upper(), clause, count=1)


def _filled(pattern: str, fill: Mapping[str, str]) -> str:
    return " ".join(fill.get(word, word) for word in pattern.split())


def _marked(phrase: str, what: str) -> str:
    before, _, name = phrase.rstrip("*").rpartition("|")
    return f"{before}[{what}:{name}]"


def record(number: int, language: str, clauses: Sequence[str], ontology: str) -> GoldRecord:
    """An article of marked ``clauses`` with its gold."""
    text = ""
    entities: list[dict[str, object]] = []
    events: list[dict[str, object]] = []
    for marked in clauses:
        text += " " if text else ""
        event: dict[str, object] = {"id": f"v{len(events)}"}
        arguments: list[dict[str, str]] = []
        for part in _MARKED.split(f"{marked}."):
            *what, words = part.strip("[]{}").split(":") if _MARKED.fullmatch(part) else [part]
            place = {"start": len(text), "end": len(text) + len(words), "text": words}
            text += words
            if part.startswith("["):
                role, label = what
                arguments.append({"role": role, "entity": f"e{len(entities)}"})
                entities.append({"id": f"e{len(entities)}", "label": label, **place})
            elif part.startswith("{"):
                event |= {"type": what[0], "trigger": place}
        events.append({**event, "arguments": arguments})
    article = Article(id=f"{language}-clauses-{number:02}", text=text, language=language, published="2022-05")
    annotation = Annotation.model_validate(
        {
            "author": "gold", "status": "submitted", "decision": "single", "ontology": ontology,
            "digest": article.digest, "created_at": datetime(2026, 11, 30, tzinfo=UTC),
            "entities": entities, "events": events,
        }
    )  # fmt: skip
    return GoldRecord(format=1, article=article, annotation=annotation)


def records() -> Iterator[GoldRecord]:
    """All articles, the same each time."""
    random, ontology = Random(SEED), Ontology.load(CLAUSES.ontology_name).id
    for language, words in (("fr", FRENCH), ("en", ENGLISH)):
        made = Clauses(words, random)
        for number in range(ARTICLES[language]):
            sentences = SENTENCES[number % len(SENTENCES)]
            yield record(number, language, [made.clause() for _ in range(sentences)], ontology)


def main() -> None:
    """Writes the file."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("-o", "--output", type=Path, default=CLAUSES.path, metavar="FILE")
    jsonl.write(parser.parse_args().output, list(records()))


if __name__ == "__main__":
    main()
