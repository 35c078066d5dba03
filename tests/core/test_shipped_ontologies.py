"""The ontologies that come along: complete in both languages, true to PLOVER, and told apart on screen."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from itertools import combinations

import pytest

from annotate.core.ontology import Ontology
from annotate.core.ontology_form import EntityType, Entry, EventType

ENTITIES = ["PER", "ORG", "LOC", "ROLE", "DATE"]

# PLOVER manual 0.8: event type -> its modes.
MODES = {
    "AGREE": "",
    "CONSULT": "visit third-party multilateral phone",
    "SUPPORT": "",
    "CONCEDE": "",
    "COOPERATE": "",
    "AID": "",
    "RETREAT": "withdraw release disarm ceasefire access resign",
    "REQUEST": "assist change yield meet",
    "ACCUSE": "disapprove investigate allege",
    "REJECT": "assist change yield meet",
    "THREATEN": "restrict arrest relations expel territory violence",
    "PROTEST": "demo riot strike hunger boycott obstruct vandalize",
    "SANCTION": "convict expel withdraw discontinue",
    "MOBILIZE": "troops weapons police militia",
    "COERCE": "seize restrict censor curfew martial-law arrest deport withhold misinformation cyber",
    "ASSAULT": (
        "abduct beat torture sexual targeted destroy primitive firearms explosives suicide-attack aerial"
        " drone heavy-weapons crowd-control unconventional"
    ),
}

# PLOVER manual 0.8: event type -> quad class, score. ACCUSE has no score that fits its modes.
FACTS: dict[str, tuple[float, float | None]] = {
    "AGREE": (1, 2.5),
    "CONSULT": (1, 2.5),
    "SUPPORT": (1, 5),
    "CONCEDE": (1, 4.5),
    "COOPERATE": (2, 9.5),
    "AID": (2, 10),
    "RETREAT": (2, 6.5),
    "REQUEST": (3, 0),
    "ACCUSE": (3, None),
    "REJECT": (3, -2),
    "THREATEN": (3, -3.5),
    "PROTEST": (4, -5),
    "SANCTION": (3, -6),
    "MOBILIZE": (4, -5.5),
    "COERCE": (4, -7),
    "ASSAULT": (4, -9),
}

CONTEXTS = (
    "military intelligence executive legislative election political_institutions pro_democracy pro_autocracy"
    " economic legal reparations human_rights rights_freedoms repression human_security gender lgbt"
    " religion_ethnicity inequality diplomatic territory peacekeeping health asylum migration disasters"
    " natural_resource environment technology terrorism cbrn cyber misinformation crime corruption"
    " illegal_drugs trafficking"
)

SECTORS = (
    "GOV LEG JUD COP MIL PRM PTY REB SPY UAF UNK AGR BUS CRM CVL EDU ELI JRN LAB MED OPP PRE REF REL SOC"
)

# Colour vision deficiency at full severity, on linear RGB: Machado, Oliveira and Fernandes 2009
# (IEEE Transactions on Visualization and Computer Graphics 15/6).
SEEN_BY = {
    "normal": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protanopia": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deuteranopia": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
}

Triple = tuple[float, float, float]


@pytest.fixture(params=["diplomacy", "conll"])
def shipped(request: pytest.FixtureRequest) -> Ontology:
    return Ontology.load(str(request.param))


@pytest.fixture
def diplomacy() -> Ontology:
    return Ontology.load("diplomacy")


def test_a_shipped_ontology_loads_by_its_name(shipped: Ontology) -> None:
    assert shipped.id in ("diplomacy@1.1.0", "conll@1.0.0")
    assert shipped.languages == ("fr", "en")


def test_diplomacy_has_the_types_and_roles_of_the_design(diplomacy: Ontology) -> None:
    assert list(diplomacy.entities) == ENTITIES
    assert list(diplomacy.events) == list(MODES)
    assert list(diplomacy.roles) == ["Agent", "Recipient", "Place", "Time"]
    for uses in diplomacy.roles_of.values():
        assert {role: use.fillers for role, use in uses.items()} == {
            "Agent": ("PER", "ORG", "LOC", "ROLE"),
            "Recipient": ("PER", "ORG", "LOC", "ROLE"),
            "Place": ("LOC",),
            "Time": ("DATE",),
        }


def test_conll_has_its_four_types_and_no_events() -> None:
    conll = Ontology.load("conll")
    assert list(conll.entities) == ["PER", "LOC", "ORG", "MISC"]
    assert not conll.events


def test_every_entry_is_explained_in_both_languages(shipped: Ontology) -> None:
    for language in shipped.languages:
        assert shipped.description.get(language)
        for name, entry in entries(shipped):
            for part in ("title", "definition", "use_when", "avoid_when"):
                assert getattr(entry, part).get(language), f"{name} has no {part} in {language}"
            examples = entry.examples[language]
            assert len(set(examples)) == 2, f"{name} has {len(examples)} examples in {language}"
            assert all(re.search(r"\[\[[^\[\]]+\]\]", example) for example in examples), name


def test_every_value_to_choose_has_a_gloss_in_both_languages(shipped: Ontology) -> None:
    for name, attribute in shipped.attributes.items():
        for value, gloss in attribute.values.items():
            assert sorted(filter(gloss.get, gloss)) == ["en", "fr"], f"{value} of {name}"


def test_french_is_typeset_as_french(shipped: Ontology) -> None:
    for name, entry in entries(shipped):
        words = [entry.title, entry.definition, entry.use_when, entry.avoid_when]
        for text in (*(word["fr"] for word in words), *entry.examples["fr"]):
            assert not re.search(r"[\w][;:!?](\s|$)|['“”]|«\S|\S»", text), f"{name}: {text}"


def test_event_types_have_the_modes_of_plover(diplomacy: Ontology) -> None:
    mode = diplomacy.attributes["mode"]
    for label, modes in MODES.items():
        allowed = mode.values_for(label) if label in mode.on else ()
        assert list(allowed) == modes.split(), label
    assert set(mode.values) == set(" ".join(MODES.values()).split())


def test_event_types_have_the_quad_class_and_score_of_plover(diplomacy: Ontology) -> None:
    for label, (quad_class, score) in FACTS.items():
        facts = diplomacy.events[label].facts
        assert (facts["quad_class"], facts.get("score")) == (quad_class, score), label


def test_contexts_and_sectors_are_those_of_plover(diplomacy: Ontology) -> None:
    assert list(diplomacy.attributes["context"].values) == CONTEXTS.split()
    assert list(diplomacy.attributes["sector"].values) == SECTORS.split()


def test_every_event_type_asks_for_modality_and_polarity_but_not_for_context(diplomacy: Ontology) -> None:
    for label in diplomacy.events:
        attributes = diplomacy.attributes_of(label)
        assert attributes["modality"].default == "asserted"
        assert attributes["polarity"].default == "positive"
        assert not attributes["context"].ask


@pytest.mark.parametrize("value", ["2024", "2024-09", "2024-09-30", "2021-03-02/2021-03-04", "2023/2025-06"])
def test_a_date_takes_iso_dates_and_intervals(diplomacy: Ontology, value: str) -> None:
    assert diplomacy.attributes["value"].problem_with("DATE", value) is None


@pytest.mark.parametrize("value", ["3 mars", "2024-13", "2024-09-32", "24-09", "2024-9", "2024-09/", ""])
def test_a_date_takes_nothing_else(diplomacy: Ontology, value: str) -> None:
    assert diplomacy.attributes["value"].problem_with("DATE", value) is not None


def test_names_inside_a_function_may_be_annotated(diplomacy: Ontology) -> None:
    nested = {(outer, inner) for outer in ENTITIES for inner in ENTITIES if diplomacy.may_nest(outer, inner)}
    assert nested == {("ROLE", "LOC"), ("ROLE", "ORG"), ("ORG", "LOC")}


@pytest.mark.parametrize(
    ("scheme", "label", "expected"),
    [
        ("spacy", "PERSON", {"diplomacy": "PER", "conll": "PER"}),
        ("spacy", "GPE", {"diplomacy": "LOC", "conll": "LOC"}),
        ("spacy", "DATE", {"diplomacy": "DATE", "conll": None}),
        ("spacy", "MISC", {"diplomacy": None, "conll": "MISC"}),
        ("spacy", "NORP", {"diplomacy": None, "conll": "MISC"}),
        ("conll", "ORG", {"diplomacy": "ORG", "conll": "ORG"}),
    ],
)
def test_labels_of_other_tools_find_their_type(
    shipped: Ontology, scheme: str, label: str, expected: dict[str, str | None]
) -> None:
    assert shipped.mapped(scheme, label) == expected[shipped.name]


def test_each_label_has_a_key_and_a_colour_of_its_own(shipped: Ontology) -> None:
    labels = labels_of(shipped)
    keys = {label.hotkey for label in labels.values()}
    assert None not in keys
    assert len(keys) == len(labels)
    assert len({label.color.upper() for label in labels.values()}) == len(labels)


def test_every_colour_stands_out_on_white(shipped: Ontology) -> None:
    """At least 3:1 against the white page, WCAG 2.1's rule for graphical objects (1.4.11)."""
    for name, color in colors(labels_of(shipped)).items():
        contrast = 1.05 / (luminance(color) + 0.05)
        assert contrast >= 3, f"{name} {color} has a contrast of {contrast:.2f}"


@pytest.mark.parametrize("eye", SEEN_BY)
def test_entity_colours_stay_apart_for_colour_blind_people(shipped: Ontology, eye: str) -> None:
    """CIE76 delta E of at least 20 for every pair.

    About 2.3 is just noticeable for large patches side by side (Mahy, Van Eycken and Oosterlinck 1994);
    marks in a text are small, apart from each other and remembered from a legend, hence nearly nine times
    that.
    """
    assert nearest(colors(shipped.entities), eye) >= 20


@pytest.mark.parametrize(("eye", "least"), [("normal", 12), ("protanopia", 6), ("deuteranopia", 6)])
def test_no_two_labels_look_the_same(diplomacy: Ontology, eye: str, least: float) -> None:
    """A delta E of 12, about five just noticeable differences; 6 where one axis of colour is missing.

    Twenty-one colours cannot be far apart for everybody. The label's name stands beside its colour.
    """
    assert nearest(colors(labels_of(diplomacy)), eye) >= least


def entries(ontology: Ontology) -> Iterator[tuple[str, Entry]]:
    yield from ontology.entities.items()
    yield from ontology.events.items()
    yield from ontology.roles.items()
    yield from ontology.attributes.items()


def labels_of(ontology: Ontology) -> dict[str, EntityType | EventType]:
    return {**ontology.entities, **ontology.events}


def colors(labels: Mapping[str, EntityType | EventType]) -> dict[str, str]:
    return {name: label.color for name, label in labels.items()}


def nearest(palette: dict[str, str], eye: str) -> float:
    """The smallest CIE76 delta E between two colours of the palette, as ``eye`` sees them."""
    seen = {name: lab(times(SEEN_BY[eye], linear(color))) for name, color in palette.items()}
    return min(math.dist(seen[one], seen[other]) for one, other in combinations(seen, 2))


def linear(color: str) -> Triple:
    """Linear RGB of an sRGB ``#RRGGBB`` (IEC 61966-2-1)."""
    red, green, blue = (int(color[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return expanded(red), expanded(green), expanded(blue)


def expanded(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else math.pow((channel + 0.055) / 1.055, 2.4)


def luminance(color: str) -> float:
    """Relative luminance as WCAG 2.1 defines it."""
    red, green, blue = linear(color)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def times(matrix: tuple[Triple, Triple, Triple], vector: Triple) -> Triple:
    x, y, z = (sum(a * b for a, b in zip(row, vector, strict=True)) for row in matrix)
    return x, y, z


def lab(rgb: Triple) -> Triple:
    """CIE 1976 L*a*b* of linear RGB with sRGB's primaries, white D65; what no screen can show is clipped."""
    red, green, blue = (min(max(channel, 0.0), 1.0) for channel in rgb)
    to_xyz = ((0.4124, 0.3576, 0.1805), (0.2126, 0.7152, 0.0722), (0.0193, 0.1192, 0.9505))
    x, y, z = times(to_xyz, (red, green, blue))
    f_x, f_y, f_z = lightness(x / 0.9505), lightness(y), lightness(z / 1.089)
    return 116 * f_y - 16, 500 * (f_x - f_y), 200 * (f_y - f_z)


def lightness(ratio: float) -> float:
    return math.cbrt(ratio) if ratio > (6 / 29) ** 3 else ratio / (3 * (6 / 29) ** 2) + 4 / 29
