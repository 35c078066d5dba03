"""The articles of the browser tests, with their suggestions."""

from __future__ import annotations

from annotate.core.annotation import Event
from annotate.core.record import Record
from tests.builders import annotation, article, entity, event

EMOJI = "👩🏽\u200d👩\u200d👧"  # a family: six code points, seen as one
VISIT = (
    f"Hanoï, 3 mars - Le président cubain {EMOJI}Ana Pérez a rencontré Tô Lâm.\n\n"
    "Elle n'a pas signé l'accord ; la presse de Cuba en parle.\n"
)


def visit(id: str) -> Record:
    """Suggestions of which one is right as it is, one has a wrong label, one is wrong, one is missing."""
    source = article(VISIT, id, title="Visite", published="2024-03")
    entities = (
        entity(VISIT, "Hanoï", "ORG", "e1", score=0.6),
        entity(VISIT, "3 mars", "DATE", "e2", attributes={"value": "2024-03-03"}, score=0.9),
        entity(VISIT, "président cubain", "ROLE", "e3", score=0.8),
        entity(VISIT, "Tô Lâm", "PER", "e4", ref="Q1", score=0.9),
        entity(VISIT, "presse", "ORG", "e5", score=0.3),
        entity(VISIT, "Cuba", "LOC", "e6", ref="CUB", score=0.9),
    )
    said = {"modality": "asserted", "polarity": "positive"}
    events = (
        event(VISIT, "rencontré", "CONSULT", "v1", ("Agent", "e3"), ("Time", "e2"), attributes=said),
        event(VISIT, "signé", "AGREE", "v2", ("Agent", "e3"), attributes=said, score=0.5),
        Event(id="t1", type="COOPERATE", trigger=None, score=0.4),
    )
    return Record.of(source, annotation(source, entities, events))


def _suggested(id: str, text: str, *marks: tuple[str, str], events: tuple[Event, ...] = ()) -> Record:
    source = article(text, id)
    entities = tuple(entity(text, said, label, f"e{index}") for index, (said, label) in enumerate(marks))
    return Record.of(source, annotation(source, entities, events))


def nested() -> Record:
    """A function that holds a body and a state."""
    text = "Le ministre laotien des Affaires étrangères du Laos, Kham Souvann, est reçu à Lima."
    return _suggested(
        "nested",
        text,
        ("ministre laotien des Affaires étrangères du Laos", "ROLE"),
        ("Laos", "LOC"),
        ("Kham Souvann", "PER"),
        ("Lima", "LOC"),
        events=(event(text, "reçu", "CONSULT", "v1", ("Recipient", "e0"), ("Place", "e3")),),
    )


def arabic_and_vietnamese() -> Record:
    """Two directions of writing, and letters with two marks."""
    text = (
        "التقت ليلى منصور في القاهرة وفدا من هانوي.\n"
        "Ông Nguyễn Khắc Đạt đã gặp bà Layla ở Cần Thơ, e\u0302\u0301."
    )
    return _suggested(
        "arabic-vietnamese",
        text,
        ("ليلى منصور", "PER"),
        ("القاهرة", "LOC"),
        ("هانوي", "LOC"),
        ("Nguyễn Khắc Đạt", "PER"),
        ("Cần Thơ", "LOC"),
    )


def markup() -> Record:
    """HTML that would run if anything of the page took it for HTML."""
    text = (
        "<script>window.ran = 'script'</script><img src=x onerror=\"window.ran = 'image'\">"
        "<b>Ana Pérez</b> &amp; </textarea><svg onload=\"window.ran = 'svg'\"> sont à Lima.\n"
        "{{ 7 * 7 }} ${text}"
    )
    return _suggested("markup", text, ("Ana Pérez", "PER"), ("Lima", "LOC"))


def address() -> Record:
    """A text that begins like the address of a file to load."""
    return _suggested("address", "http://example.org/depeche.txt dit que Lima attend.", ("Lima", "LOC"))


def long() -> Record:
    """30,000 characters, with suggestions from the first line to the last."""
    sentence = (
        "À Lima, la délégation de la province {:03} a remis ses notes, et nul n'a voulu en dire davantage. "
    )
    paragraphs, text = [], ""
    number = 0
    while len(text) < 29_900:
        paragraphs.append("".join(sentence.format(number + index) for index in range(6)).strip())
        number += 6
        text = "\n\n".join(paragraphs)
    text = text.ljust(29_960) + "\nAna Pérez signe à Cuzco."
    marks = [(f"province {index:03}", "LOC") for index in range(0, number, 10)]
    return _suggested("long", text, *marks, ("Ana Pérez", "PER"), ("Cuzco", "LOC"))


def sixty() -> Record:
    """As many suggestions as a crowded dispatch has: 40 mentions and 20 events with two arguments each."""
    lines, marks = [], []
    for index in range(20):
        lines.append(f"Le délégué Ana{index:02} a rencontré{index:02} Tran{index:02}.")
        marks += [(f"Ana{index:02}", "PER"), (f"Tran{index:02}", "PER")]
    text = " ".join(lines)
    events = tuple(
        event(
            text,
            f"rencontré{index:02}",
            "CONSULT",
            f"v{index}",
            ("Agent", f"e{2 * index}"),
            ("Agent", f"e{2 * index + 1}"),
        )
        for index in range(20)
    )
    return _suggested("sixty", text, *marks, events=events)
