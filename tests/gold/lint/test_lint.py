"""Each kind of finding of lint: an annotation with the mistake, and one beside it that is fine."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotate.campaign.quality.date_words import date_reader
from annotate.core import jsonl
from annotate.core.annotation import Annotation, Entity, Event, Status
from annotate.core.finding_kind import FindingKind
from annotate.core.findings import KINDS, Severity
from annotate.core.ontology import Ontology
from annotate.core.record import Record
from annotate.gold.lint.label_use import LabelUse
from annotate.gold.lint.lint import Lint
from tests.builders import annotation, article, entity, event, meeting, records

ROOT = Path(__file__).parents[3]
ONTOLOGY = Ontology.load("diplomacy")
READ_DATE = date_reader(ONTOLOGY)


@dataclass(frozen=True)
class Work:
    """A submitted annotation as a test builds it."""

    text: str
    entities: tuple[Entity, ...] = ()
    events: tuple[Event, ...] = ()
    fields: dict[str, Any] = field(default_factory=dict)
    suggestions: tuple[Annotation, ...] = ()
    others: tuple[Record, ...] = ()

    @property
    def record(self) -> Record:
        source = article(self.text, language="fr", **self.fields)
        return Record.of(source, annotation(source, self.entities, self.events, Status.SUBMITTED, "ana"))

    def codes(self) -> list[str]:
        use = LabelUse.of([self.record, *self.others], ONTOLOGY)
        lint = Lint(ONTOLOGY, use, READ_DATE)
        found = lint.odd(self.record.article, self.record.annotation, self.suggestions)
        for one in found:
            assert all(0 <= start < end <= len(self.text) for start, end in one.places)
        return [one.finding.code for one in found]


def mention(text: str, said: str, label: str = "PER", at: int = 0, **fields: Any) -> Entity:
    """The mention of ``said``, its ``at``-th occurrence."""
    start = -1
    for _ in range(at + 1):
        start = text.index(said, start + 1)
    id = fields.pop("id", f"{label}{start}")
    return Entity(id=id, start=start, end=start + len(said), label=label, text=said, **fields)


def marked(text: str, *said: tuple[str, str], **fields: Any) -> Work:
    return Work(text, tuple(mention(text, words, label) for words, label in said), **fields)


def named(label: str, number: int, name: str = "Granma") -> tuple[Record, ...]:
    """Articles that mark a name with a label."""
    made = []
    for index in range(number):
        source = article(f"{name} a publié le texte.", id=f"z{index}")
        found = (entity(source.text, name, label),)
        made.append(Record.of(source, annotation(source, found, (), Status.SUBMITTED, "ana")))
    return tuple(made)


def functions(*said: str) -> tuple[Record, ...]:
    """Articles that mark words as a function."""
    made = []
    for index, words in enumerate(said):
        source = article(f"Le {words} part.", id=f"y{index}")
        found = (entity(source.text, words, "ROLE"),)
        made.append(Record.of(source, annotation(source, found, (), Status.SUBMITTED, "ana")))
    return tuple(made)


def met(text: str, *arguments: tuple[str, str], trigger: str = "rencontré", **fields: Any) -> Work:
    """A meeting of those of the mentions that are linked. A mention's id is its words."""
    entities = tuple(
        mention(text, words, label, id=words.replace(" ", "_"))
        for words, label in (("Ana Pérez", "PER"), ("Luis Díaz", "PER"), ("Hanoï", "LOC"))
        if words in text
    )
    linked = [(role, words.replace(" ", "_")) for role, words in arguments]
    return Work(text, entities, (event(text, trigger, "CONSULT", "v1", *linked),), **fields)


MET = "Lundi, Ana Pérez a rencontré Luis Díaz à Hanoï."
TWICE = "Ana Pérez parle. Puis Ana Pérez part."
LONG = " ".join(f"mot{number}" for number in range(120)) + "."
CAPTION = "Ana Pérez a parlé. " + "Rien de plus. " * 80
EIGHT = "Ana Bo Ca Du Ev Fa Gu Hi Io Ju"


def eight(count: int) -> Annotation:
    """A suggestion of so many mentions."""
    source = article(EIGHT)
    found = tuple(mention(EIGHT, word) for word in EIGHT.split()[:count])
    return annotation(source, found, (), Status.SUGGESTED, "m1")


def early(regions: int, text: str) -> Work:
    words = ("Ana", "Pérez", "a", "parlé", "Rien", "de")[:regions]
    return Work(text, tuple(mention(text, word, "LOC") for word in words))


def dated(words: str, value: str | None, **fields: Any) -> Work:
    text = f"La session s'est ouverte le {words} à Hanoï."
    attributes = {} if value is None else {"value": value}
    return Work(text, (mention(text, words, "DATE", attributes=attributes),), fields=fields)


def linked_twice(*arguments: tuple[str, str]) -> Work:
    text = "Le président de Cuba a rencontré Ana Pérez."
    found = (
        mention(text, "président de Cuba", "ROLE", id="r"),
        mention(text, "Cuba", "LOC", id="l"),
        mention(text, "Ana Pérez", "PER", id="p"),
    )
    return Work(text, found, (event(text, "rencontré", "CONSULT", "v1", *arguments),))


def in_sentences(*sentences: str, role: str, filler: str, label: str) -> Work:
    text = " ".join(sentences)
    found = (mention(text, filler, label, id="f"),)
    return Work(text, found, (event(text, "rencontrés", "CONSULT", "v1", (role, "f")),))


def several_events(count: int, *, linked: bool) -> Work:
    words = ("reçu", "parlé", "promis", "accusé")[:count]
    text = "Ana Pérez, Luis Díaz, Hanoï et Cuba : " + " puis ".join(words) + "."
    names = (("Ana Pérez", "PER"), ("Luis Díaz", "PER"), ("Hanoï", "LOC"), ("Cuba", "LOC"))
    found = tuple(mention(text, name, label, id=name[:3]) for name, label in names)
    events = tuple(
        event(text, word, "CONSULT", f"v{number}", *([("Agent", "Ana")] if linked and not number else []))
        for number, word in enumerate(words)
    )
    return Work(text, found, events)


def of_article(*types: str) -> Work:
    found = met(MET, ("Agent", "Ana Pérez"), ("Agent", "Luis Díaz"))
    whole = tuple(event(MET, None, type, f"w{type}") for type in types)
    return Work(MET, found.entities, (*found.events, *whole))


# The code, the mistake, and what looks alike and is fine.
CASES: list[tuple[str, Work, Work]] = [
    (
        "cut-word",
        marked("La délégation cubaine est là.", ("tion cubaine", "ORG")),
        marked("Le ministre a reçu leministre malgache.", ("ministre malgache", "ROLE")),
    ),
    (
        "cut-word",
        marked("Les Vietnamiens sont là.", ("Vietnam", "LOC")),
        marked("Le MinisterAna Pérez part.", ("Ana Pérez", "PER")),
    ),
    (
        "blank-edge",
        marked("Le président a parlé.", ("président ", "ROLE")),
        marked("Le président a parlé.", ("président", "ROLE")),
    ),
    (
        "no-word",
        marked("Le président, hier, part.", (",", "ROLE")),
        marked("Le G7, hier, part.", ("G7", "ORG")),
    ),
    (
        "part-of-a-name",
        Work(TWICE, (mention(TWICE, "Ana"), mention(TWICE, "Ana Pérez", at=1))),
        Work(
            TWICE, (mention(TWICE, "Ana Pérez"), mention(TWICE, "Ana", at=1), mention(TWICE, "Pérez", at=1))
        ),
    ),
    (
        "long-mention",
        marked("Ana Pérez qui a vu le président part.", ("Ana Pérez qui a vu le président", "PER")),
        marked(
            "Le vice-Premier ministre et ministre des Affaires étrangères de la République de Cuba part.",
            ("vice-Premier ministre et ministre des Affaires étrangères de la République de Cuba", "ROLE"),
        ),
    ),
    (
        "long-mention",
        marked(
            "En Ana Pérez Roque y Luis Díaz junto al ministro habla.",
            ("Ana Pérez Roque y Luis Díaz junto al ministro", "PER"),
        ),
        marked(
            "Le cheikh Saïd bin Omar bin Khalid Al Fahim part.", ("Saïd bin Omar bin Khalid Al Fahim", "PER")
        ),
    ),
    (
        "long-mention",
        marked(
            "Le 3 mars, jour de la visite du président à Hanoï.",
            ("3 mars, jour de la visite du président à", "DATE"),
        ),
        marked(
            "Il vient du lundi 3 mars 2025 au vendredi 7 mars 2025.",
            ("lundi 3 mars 2025 au vendredi 7 mars 2025", "DATE"),
        ),
    ),
    (
        "function-in-person",
        marked("Le président Luis Díaz part.", ("président Luis Díaz", "PER")),
        marked("Hier van Tho Nguyên part.", ("van Tho Nguyên", "PER")),
    ),
    (
        "function-in-person",
        marked(
            "Président Luis Díaz part. Le président revient.",
            ("Président Luis Díaz", "PER"),
            ("président", "ROLE"),
        ),
        marked(
            "Luis Président part. Le président revient.", ("Luis Président", "PER"), ("président", "ROLE")
        ),
    ),
    (
        "function-in-person",
        marked("Le pape Jean Diouf part.", ("pape Jean Diouf", "PER")),
        marked("Pape Diouf part.", ("Pape Diouf", "PER"), others=functions("pape", "marine d'État")),
    ),
    (
        "function-in-person",
        marked("Sultan Omar Saïd part.", ("Sultan Omar Saïd", "PER"), ("Sultan", "ROLE")),
        marked(
            "Sultan al-Fahim part, dit le sultan d'Oman.",
            ("Sultan al-Fahim", "PER"),
            ("sultan d'Oman", "ROLE"),
        ),
    ),
    (
        "function-in-person",
        marked("Hier chancelier Karl Weiß part.", ("chancelier Karl Weiß", "PER")),
        marked("Hier della Rovere part.", ("della Rovere", "PER")),
    ),
    (
        "two-labels",
        Work(
            "Granma parle. À Granma il pleut.",
            (
                mention("Granma parle. À Granma il pleut.", "Granma", "ORG"),
                mention("Granma parle. À Granma il pleut.", "Granma", "LOC", at=1),
            ),
        ),
        Work(
            "Granma parle. À Granma il pleut.",
            (
                mention("Granma parle. À Granma il pleut.", "Granma", "ORG"),
                mention("Granma parle. À Granma il pleut.", "Granma", "ORG", at=1),
            ),
        ),
    ),
    (
        "unmarked-name",
        marked("Ana Pérez parle. Puis Ana Pérez part.", ("Ana Pérez", "PER")),
        marked("Ana Pérez parle. Puis Ana Pérezo part.", ("Ana Pérez", "PER")),
    ),
    (
        "unmarked-name",
        marked("Granma parle. Puis Granma part.", ("Granma", "ORG"), others=named("ORG", 3)),
        marked("Granma parle. Puis Granma part.", ("Granma", "ORG"), others=named("ORG", 1)),
    ),
    (
        "label-elsewhere",
        marked("Granma parle.", ("Granma", "LOC"), others=named("ORG", 4)),
        marked("Granma parle.", ("Granma", "LOC"), others=(*named("ORG", 4), *named("LOC", 1))),
    ),
    ("date-without-value", dated("3 mars 2024", None), dated("mardi", None, published="2024-03")),
    ("date-without-value", dated("3 mars", None, published="2024-03"), dated("3 mars", None)),
    ("date-value", dated("3 mars 2024", "2023-03-03"), dated("3 mars 2024", "2024-03-03")),
    ("date-value", dated("3 mars", "2024-05-03"), dated("3 mars", "2024-03")),
    ("date-value", dated("3 mars", "2024-03-08"), dated("2 au 4 juin 2025", "2025-06-02/2025-06-04")),
    (
        "date-value",
        dated("3 mars 2024", "2024-03-05/2024-03-07"),
        dated("4 mars 2024", "2024-03-03/2024-03-05"),
    ),
    ("date-value", dated("3 mars 2024", "2024-05-01/2024-07-31"), dated("mars 2024", "2024-01/2024-06")),
    ("date-value", dated("3 au 4 mars 2024", "2024-03-03"), dated("nuit du 3 au 4 mars 2024", "2024-03-03")),
    ("date-value", dated("30 mars 2024", "2024-02-05/2024-03-04"), dated("2024", "2023-11-01/2025-02")),
    ("date-value", dated("mardi", "2024-03-06"), dated("mardi", "2024-03-05")),
    (
        "trigger-of-several-words",
        met(MET, ("Agent", "Ana Pérez"), trigger="a rencontré"),
        met(MET.replace("rencontré", "re-rencontré"), ("Agent", "Ana Pérez"), trigger="re-rencontré"),
    ),
    (
        "trigger-punctuation",
        met("Lundi, Ana Pérez a rencontré.", ("Agent", "Ana Pérez"), trigger="rencontré."),
        met("Lundi, Ana Pérez a rencontré.", ("Agent", "Ana Pérez")),
    ),
    (
        "trigger-in-mention",
        Work(
            "La Ligue de coopération part.",
            (mention("La Ligue de coopération part.", "Ligue de coopération", "ORG"),),
            (event("La Ligue de coopération part.", "coopération", "COOPERATE", "v1"),),
        ),
        Work(
            "Le chargé de coopération part.",
            (mention("Le chargé de coopération part.", "chargé de coopération", "ROLE"),),
            (event("Le chargé de coopération part.", "coopération", "COOPERATE", "v1"),),
        ),
    ),
    (
        "event-without-arguments",
        met(MET),
        met("Ana Pérez, qui est à la tête du parti, l'a rencontré hier."),
    ),
    ("no-arguments", several_events(4, linked=False), several_events(4, linked=True)),
    ("no-arguments", several_events(4, linked=False), several_events(3, linked=False)),
    (
        "far-argument",
        in_sentences(
            "Ils se sont rencontrés.", "Hanoï est belle.", role="Place", filler="Hanoï", label="LOC"
        ),
        in_sentences(
            "Ana part.", "Il pleut.", "Ils se sont rencontrés.", role="Agent", filler="Ana", label="PER"
        ),
    ),
    (
        "far-argument",
        in_sentences(
            "Ana part.",
            "Il pleut.",
            "Il neige.",
            "Ils se sont rencontrés.",
            role="Agent",
            filler="Ana",
            label="PER",
        ),
        in_sentences("À Hanoï, ils se sont rencontrés.", role="Place", filler="Hanoï", label="LOC"),
    ),
    (
        "two-roles",
        met(MET, ("Agent", "Ana Pérez"), ("Recipient", "Ana Pérez")),
        met(MET, ("Agent", "Ana Pérez"), ("Recipient", "Luis Díaz")),
    ),
    (
        "nested-arguments",
        linked_twice(("Agent", "r"), ("Agent", "l"), ("Agent", "p")),
        linked_twice(("Agent", "r"), ("Agent", "p")),
    ),
    ("type-stated-twice", of_article("CONSULT"), of_article("AID")),
    (
        "suggestions-deleted",
        Work(EIGHT, (), (), {}, (eight(8),)),
        Work(EIGHT, (mention(EIGHT, "Ana", id="drawn-again"),), (), {}, (eight(8),)),
    ),
    (
        "suggestions-deleted",
        Work(EIGHT, (mention(EIGHT, "Ana"),), (), {}, (eight(10),)),
        Work(EIGHT, (), (), {}, (eight(7),)),
    ),
    ("stops-early", early(6, CAPTION), early(5, CAPTION)),
    ("stops-early", early(6, CAPTION), early(6, CAPTION[:500])),
    (
        "missing-core-role",
        met("Ana Pérez rencontré Luis Díaz.", ("Recipient", "Luis Díaz")),
        met("Ana Pérez, rencontré Luis Díaz.", ("Recipient", "Luis Díaz")),
    ),
    ("nothing-marked", Work(LONG), Work("Rien à signaler.")),
]


@pytest.mark.parametrize(("code", "mistake", "fine"), CASES, ids=[case[0] for case in CASES])
def test_the_mistake_is_found_and_what_looks_alike_is_not(code: str, mistake: Work, fine: Work) -> None:
    assert mistake.codes().count(code) == 1
    assert code not in fine.codes()


def test_every_kind_of_lint_has_a_case_and_an_example() -> None:
    kinds = {code for code, kind in KINDS.items() if kind.of_lint}
    assert {case[0] for case in CASES} == kinds
    assert {KINDS[code].severity for code in kinds} == {Severity.SUSPECT, Severity.NOTED}
    assert all(KINDS[code].remedy and not KINDS[code].severity.holds_back for code in kinds)


@pytest.mark.parametrize(
    "file", ["tests/data/dispatches/development/gold.jsonl", "exports/sample-1.0.0/gold.jsonl"]
)
def test_no_code_finds_anything_in_more_than_one_of_a_hundred_regions_of_our_gold(file: str) -> None:
    gold = sorted(jsonl.read_records(ROOT / file), key=lambda record: record.article.id)
    lint = Lint(ONTOLOGY, LabelUse.of(gold, ONTOLOGY), READ_DATE)
    found = [one for record in gold for one in lint.odd(record.article, record.annotation)]
    counts = Counter(one.finding.code for one in found)
    regions = sum(len(record.annotation.regions) for record in gold)
    assert all(count <= regions / 100 for count in counts.values()), counts
    assert len(found) <= regions / 100, counts


def test_an_untouched_meeting_is_not_odd() -> None:
    record = meeting(status=Status.SUBMITTED)
    assert not Lint(ONTOLOGY, LabelUse.of([record], ONTOLOGY), READ_DATE).odd(
        record.article, record.annotation
    )


def test_an_ontology_without_events_is_linted_too() -> None:
    conll = Ontology.load("conll")
    text = "Ana Pérez parle. Puis Ana Pérez part."
    source = article(text)
    made = annotation(source, (mention(text, "Ana Pérez"),), (), Status.SUBMITTED, "ana")
    found = Lint(conll, LabelUse.of([Record.of(source, made)], conll)).odd(source, made)
    assert [one.finding.code for one in found] == ["unmarked-name"]


@given(st.data())
def test_any_annotation_can_be_linted_and_the_places_lie_in_its_text(data: st.DataObject) -> None:
    record = data.draw(records(ONTOLOGY))
    lint = Lint(ONTOLOGY, LabelUse.of([record], ONTOLOGY), READ_DATE)
    found = lint.odd(record.article, record.annotation)
    assert found == lint.odd(record.article, record.annotation)
    for one in found:
        assert all(0 <= start < end <= len(record.text) for start, end in one.places)
        assert str(one.finding) and one.finding.kind.of_lint


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_one_finding_and_several_are_counted_in_good_grammar(kind: FindingKind) -> None:
    assert kind.counted(1).startswith("1 ")
    if "(s)" in kind.what:
        assert kind.counted(1) != kind.counted(2).replace("2", "1", 1)
    # A verb or a second noun would have to agree with the number.
    wrong = re.search(r"\(s\),? (or \w+s\b|that (are|do|fit|have|hold|take)\b)", kind.what)
    assert wrong is None, kind.counted(1)
