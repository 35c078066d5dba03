"""Articles and annotations that tests build in sight, and hypothesis strategies for any of them."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from annotate.core.annotation import Annotation, Argument, Entity, Event, Provenance, Status, Trigger
from annotate.core.article import Article
from annotate.core.ontology import Ontology
from annotate.core.record import Record

TEXT = "Le président cubain a rencontré Ana Pérez à Hanoï le 3 mars."


def article(text: str = TEXT, id: str = "a1", **fields: Any) -> Article:
    return Article(id=id, text=text, **fields)


def entity(text: str, said: str, label: str, id: str | None = None, **fields: Any) -> Entity:
    """The first occurrence of ``said`` in ``text``."""
    start = text.index(said)
    return Entity(id=id or f"e{start}", start=start, end=start + len(said), label=label, text=said, **fields)


def event(
    text: str, said: str | None, type: str, id: str, *arguments: tuple[str, str], **fields: Any
) -> Event:
    trigger = None
    if said is not None:
        start = text.index(said)
        trigger = Trigger(start=start, end=start + len(said), text=said)
    return Event(
        id=id,
        type=type,
        trigger=trigger,
        arguments=tuple(Argument(role=role, entity=filler) for role, filler in arguments),
        **fields,
    )


def annotation(
    source: Article,
    entities: tuple[Entity, ...] = (),
    events: tuple[Event, ...] = (),
    status: Status = Status.SUGGESTED,
    author: str = "m1",
    **fields: Any,
) -> Annotation:
    return Annotation(
        author=author,
        status=status,
        ontology="diplomacy@1.1.0",
        digest=source.digest,
        entities=entities,
        events=events,
        **fields,
    )


def meeting(id: str = "a1", status: Status = Status.SUGGESTED, author: str = "m1") -> Record:
    """One short article with four mentions and a meeting; suggestions of "m2" and "m3" have other scores."""
    source = article(id=id, published="2024-03")
    score = {"m2": 0.65, "m3": 0.7}.get(author, 0.6)
    entities = (
        entity(TEXT, "président cubain", "ROLE", "e1", score=score),
        entity(TEXT, "Ana Pérez", "PER", "e2", score=0.9),
        entity(TEXT, "Hanoï", "LOC", "e3", ref="VNM", score=0.8),
        entity(TEXT, "3 mars", "DATE", "e4", attributes={"value": "2024-03-03"}, score=0.95),
    )
    events = (
        event(
            TEXT,
            "rencontré",
            "CONSULT",
            "v1",
            ("Agent", "e1"),
            ("Agent", "e2"),
            ("Place", "e3"),
            ("Time", "e4"),
            attributes={"modality": "asserted", "polarity": "positive"},
            score=0.7,
        ),
    )
    return Record.of(source, annotation(source, entities, events, status, author))


def as_pulled(annotation: Annotation, ontology: Ontology) -> Annotation:
    """A suggestion as it comes back untouched: values that the screen does not show are marked."""
    return annotation.with_(
        entities=tuple(one.with_(unreviewed=_unseen(one, ontology)) for one in annotation.entities),
        events=tuple(one.with_(unreviewed=_unseen(one, ontology)) for one in annotation.events),
    )


def _unseen(region: Entity | Event, ontology: Ontology) -> tuple[str, ...]:
    ref = ("ref",) if isinstance(region, Entity) and region.ref is not None else ()
    return (
        *ref,
        *(f"attributes.{name}" for name in region.attributes if not ontology.attributes[name].ask),
    )


# Every kind of character that an article may hold: plain, accented, combining, astral, joiners,
# right-to-left, several-code-point emoji, line feed, tab, the odd spaces of agencies.
_PIECES = st.sampled_from(
    [
        *("Hanoï", "président", "a", " ", "  ", "\n", "\n\n", "\t", "8ᵉ", "’", "Tô Lâm", "<b>&amp;</b>"),
        *("e\u0301", "o\u0323\u0302", "\U0001f469\u200d\U0001f469\u200d\U0001f467", "🇻🇳", "𝔘", "𠮷", "ﷺ"),
        *("\u200d", "\u200f", "\u202b", "\u00a0", "\u2009", "\ufeff", "\u2028", "\u3000", "السلام", "שלום"),
    ]
)
_ANY = st.text(st.characters(exclude_categories=("Cc", "Cs")), min_size=1, max_size=6)
texts = (
    st.lists(st.one_of(_PIECES, _ANY), min_size=1, max_size=30).map("".join).filter(lambda t: bool(t.strip()))
)

_UNSURE = st.sampled_from([None, None, None, "", "une ville ?", "deux\nlignes"])


@st.composite
def records(draw: st.DrawFn, ontology: Ontology, id: str = "a1", *, tidy: bool = False) -> Record:
    """Any article with any annotation that the ontology's labels, roles and attributes allow.

    Entities nest and overlap freely, whatever ``may_contain`` says: Label Studio and the codec must not care.
    If ``tidy``, no span begins or ends with white space or invisible characters, and no two regions have the
    same span and label: a pull would repair these.
    """
    source = article(draw(texts), id=id)
    size = len(source.text)
    entities: list[Entity] = []
    taken: set[tuple[int, int, str]] = set()
    for index in range(draw(st.integers(0, 6))):
        start, end, said = draw(_spans(source.text, size))
        label = draw(st.sampled_from(list(ontology.entities)))
        if tidy and ((start, end, label) in taken or untidy(said)):
            continue
        taken.add((start, end, label))
        entities.append(
            Entity(
                id=f"e{index}",
                start=start,
                end=end,
                label=label,
                text=said,
                attributes=draw(_attributes(ontology, label)),
                ref=draw(st.none() | st.just("CUB")),
                score=draw(st.none() | st.just(0.5)),
                uncertainty=draw(st.none() | st.just(1.0)),
                provenance=draw(st.sampled_from([(), (Provenance(source="spacy@1", score=0.5),)])),
                unsure=draw(_UNSURE),
            )
        )
    events: list[Event] = []
    for index in range(draw(st.integers(0, 4))):
        type_ = draw(st.sampled_from(list(ontology.events)))
        start, end, said = draw(_spans(source.text, size))
        if tidy and ((start, end, type_) in taken or untidy(said)):
            continue
        taken.add((start, end, type_))
        possible = [
            Argument(role=role, entity=filler.id)
            for role, use in ontology.roles_of[type_].items()
            for filler in entities
            if filler.label in (use.fillers or ())
        ]
        arguments = draw(st.lists(st.sampled_from(possible), max_size=4, unique=True)) if possible else []
        events.append(
            Event(
                id=f"v{index}",
                type=type_,
                trigger=Trigger(start=start, end=end, text=said),
                arguments=tuple(arguments),
                attributes=draw(_attributes(ontology, type_)),
                score=draw(st.none() | st.just(0.25)),
                uncertainty=draw(st.none() | st.just(1.25)),
                unsure=draw(_UNSURE),
            )
        )
    untriggered = draw(st.lists(st.sampled_from(list(ontology.events)), max_size=3, unique=True))
    events.extend(Event(id=f"t{index}", type=type_, trigger=None) for index, type_ in enumerate(untriggered))
    made = annotation(source, tuple(entities), tuple(events), unsure=draw(_UNSURE))
    return Record.of(source, made)


def untidy(words: str) -> bool:
    """Whether ``words`` begin or end with a character that nobody means to mark."""
    return words.strip().strip("\u200b\u2060\ufeff") != words


@st.composite
def _spans(draw: st.DrawFn, text: str, size: int) -> tuple[int, int, str]:
    start = draw(st.integers(0, size - 1))
    end = draw(st.integers(start + 1, size))
    return start, end, text[start:end]


@st.composite
def _attributes(draw: st.DrawFn, ontology: Ontology, label: str) -> dict[str, str | tuple[str, ...]]:
    chosen: dict[str, str | tuple[str, ...]] = {}
    for name, attribute in ontology.attributes_of(label).items():
        if not draw(st.booleans()):
            continue
        values = attribute.values_for(label)
        if attribute.kind == "string":
            chosen[name] = draw(st.sampled_from(["2024", "2024-09", "2024-09-03"]))
        elif attribute.kind == "single":
            chosen[name] = draw(st.sampled_from(values))
        else:
            chosen[name] = tuple(draw(st.lists(st.sampled_from(values), min_size=1, max_size=3, unique=True)))
    return chosen
