"""Passages hold the whole text, cut no mention, and every mention is learnt or named."""

from __future__ import annotations

import spacy
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from annotate.core.annotation import Entity, Status
from annotate.core.record import GoldRecord
from annotate.train.entities.passages import LENGTH, SPANS, passages
from tests.builders import annotation, article, entity

NLP = spacy.blank("fr")
TEXT = "Le ministre des Affaires étrangères du Laos, Ana Pérez, reçoit la VNA à Hanoï. "


def gold(text: str, entities: list[Entity], id: str = "a1") -> GoldRecord:
    source = article(text, id=id)
    return GoldRecord(
        format=1, article=source, annotation=annotation(source, tuple(entities), status=Status.ADJUDICATED)
    )


def spans(made: object, key: str) -> set[tuple[str, str]]:
    docs = made.docs  # type: ignore[attr-defined]
    groups = [doc.ents if key == "ents" else doc.spans[SPANS] for doc in docs]
    return {(span.text, span.label_) for group in groups for span in group}


def nested() -> GoldRecord:
    return gold(
        TEXT,
        [
            entity(TEXT, "ministre des Affaires étrangères du Laos", "ROLE"),
            entity(TEXT, "Affaires étrangères", "ORG"),
            entity(TEXT, "Laos", "LOC"),
            entity(TEXT, "Ana Pérez", "PER"),
        ],
    )


def test_the_label_that_the_base_lacks_is_left_to_spancat() -> None:
    made = passages(NLP, [nested()], {"PER", "ORG", "LOC"})
    assert made.moved == made.nested == {"ROLE"}
    assert spans(made, "ents") == {("Affaires étrangères", "ORG"), ("Laos", "LOC"), ("Ana Pérez", "PER")}
    assert spans(made, "sc") == {("ministre des Affaires étrangères du Laos", "ROLE")}
    assert made.longest == 6
    assert made.left_out == []


def test_of_two_known_labels_the_longest_mention_is_flat_and_spancat_learns_the_other() -> None:
    made = passages(NLP, [nested()], {"PER", "ORG", "LOC", "ROLE"})
    assert made.moved == frozenset()
    assert ("ministre des Affaires étrangères du Laos", "ROLE") in spans(made, "ents")
    assert made.nested == {"ORG", "LOC"}
    assert spans(made, "sc") == {("Affaires étrangères", "ORG"), ("Laos", "LOC")}


def test_two_labels_on_one_span_and_a_long_nested_mention_are_named() -> None:
    long = "ministre " * 14
    text = f"Le {long}du Laos parle à Hanoï."
    made = passages(
        NLP,
        [
            gold(
                text,
                [
                    entity(text, long.strip() + " du Laos", "ROLE", "long"),
                    entity(text, "Laos", "LOC"),
                    entity(text, "Hanoï", "LOC", "city"),
                    entity(text, "Hanoï", "ORG", "seat"),
                ],
            )
        ],
        {"LOC", "ORG"},
    )
    assert len(made.left_out) == 2
    assert any("“Hanoï” (ORG): same span as another mention" in line for line in made.left_out)
    assert any("(ROLE): nested, and longer than 12 tokens" in line for line in made.left_out)


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(
    st.lists(st.sampled_from([TEXT, "A.\n\n", "  ", "é" * 30 + " ", "Mot collé.Autre "]), max_size=40),
    st.data(),
)
def test_texts_stay_whole_and_no_mention_is_lost(pieces: list[str], data: st.DataObject) -> None:
    text = "Début. " + "".join(pieces)
    entities = []
    for number in range(data.draw(st.integers(0, 6))):
        start = data.draw(st.integers(0, len(text) - 1))
        end = data.draw(st.integers(start + 1, min(len(text), start + 60)))
        label = data.draw(st.sampled_from(["PER", "ROLE"]))
        entities.append(Entity(id=f"e{number}", start=start, end=end, label=label, text=text[start:end]))
    made = passages(NLP, [gold(text, entities)], {"PER"})
    assert "".join(doc.text for doc in made.docs).split() == text.split()
    learnt = {(span.label_, span.text) for doc in made.docs for span in (*doc.ents, *doc.spans[SPANS])}
    named = len(made.left_out)
    lost = [one for one in entities if (one.label, one.text) not in learnt]
    assert len(lost) <= named
    assert all(len(doc.text) <= LENGTH + 60 * len(entities) + LENGTH for doc in made.docs)
