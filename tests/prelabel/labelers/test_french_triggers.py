"""French triggers: who acts and on whom decides whether a word is one, and derived words are triggers too."""

from __future__ import annotations

import pytest

from annotate.core.annotation import Annotation
from tests.prelabel.conftest import Suggest


def triggers(annotation: Annotation) -> list[tuple[str, str]]:
    """The trigger and the type of each event."""
    return [(event.trigger.text, event.type) for event in annotation.events if event.trigger]


@pytest.mark.parametrize(
    "text",
    [
        "Une crue soudaine a frappé trois villages du Tarn.",
        "L'ouragan Lidia a tué deux pêcheurs à Puerto Vallarta.",
        "La foudre a frappé une église de Lugo.",
        "Le village de Nouakrar est menacé par l'avancée des dunes.",
        "Le choléra menace les habitants de Sokodé.",
        "Des éléphants ont attaqué des paysans près de Kasungu.",
        "L'attaque de frelons a surpris les randonneurs.",
    ],
)
def test_nature_diseases_and_animals_do_no_acts(suggest: Suggest, text: str) -> None:
    assert triggers(suggest(text)) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Des soldats ont frappé deux gardiens.", [("frappé", "ASSAULT")]),
        ("La milice a attaqué des paysans près de Kasungu.", [("attaqué", "ASSAULT")]),
        ("Le chef rebelle menace les habitants de Sokodé.", [("menace", "THREATEN")]),
    ],
)
def test_people_do_the_same_acts(suggest: Suggest, text: str, expected: list[tuple[str, str]]) -> None:
    assert triggers(suggest(text)) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Lens a battu Nantes grâce à une frappe de Saïd en fin de match.",
        "L'offensive lyonnaise a buté sur la défense, selon l'entraîneur.",
        "Le peloton a capitulé au sommet du col.",
        "Le CAC 40 a cédé 1,2 % et Wall Street attaque la semaine en repli.",
        "Le titre, sanctionné par les courtiers, a plongé à la Bourse de Milan.",
        "Le Brent a frappé un plus haut, note un courtier.",
        "Un festival s'ouvre à Fès : la manifestation réunit cent musiciens.",
        "Les alpinistes ont atteint le sommet du mont Kenya.",
    ],
)
def test_words_of_other_topics_are_no_triggers(suggest: Suggest, text: str) -> None:
    assert triggers(suggest(text)) == []


def test_a_text_about_sport_keeps_its_political_events(suggest: Suggest) -> None:
    text = "Les footballeurs ont entamé une grève. Le championnat est suspendu, l'entraîneur a démissionné."
    assert triggers(suggest(text)) == [("grève", "PROTEST"), ("démissionné", "RETREAT")]


def test_a_state_of_emergency_after_a_disaster_coerces_nobody(suggest: Suggest) -> None:
    text = (
        "Un séisme a touché Comas. Les inondations continuent. L'état d'urgence a été décrété pour un mois."
    )
    assert triggers(suggest(text)) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Des soldats ont arrêté trois hommes à Kidal.", [("arrêté", "COERCE")]),
        ("Les militaires les ont arrêtés mardi.", [("arrêtés", "COERCE")]),
        ("L'armée a appréhendé deux passeurs.", [("appréhendé", "COERCE")]),
        ("Arrêté en mai, l'opposant a été libéré.", [("Arrêté", "COERCE"), ("libéré", "RETREAT")]),
        ("Les greffiers ont arrêté le calendrier des audiences.", []),
    ],
)
def test_an_arrest_has_people_as_its_object(
    suggest: Suggest, text: str, expected: list[tuple[str, str]]
) -> None:
    assert triggers(suggest(text)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Le Sénat a autorisé la réouverture des mosquées.", ("autorisé", "CONCEDE")),
        ("Le ministère a annulé la hausse des taxes.", ("annulé", "CONCEDE")),
        ("Les enseignants ont renoncé à la grève.", ("renoncé", "CONCEDE")),
        ("Les mineurs ont levé le blocage du puits.", ("levé", "RETREAT")),
        ("Les pêcheurs ont rouvert le quai.", ("rouvert", "RETREAT")),
    ],
)
def test_allowing_lifting_and_calling_off_is_yielding(
    suggest: Suggest, text: str, expected: tuple[str, str]
) -> None:
    assert expected in triggers(suggest(text))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("La Suède a coupé son aide au Mali.", [("coupé", "SANCTION")]),
        ("Ankara a rompu les pourparlers avec Athènes.", [("rompu", "SANCTION")]),
        ("L'Union européenne a suspendu les négociations avec Londres.", [("suspendu", "SANCTION")]),
    ],
)
def test_cutting_aid_or_talks_is_a_sanction_and_no_talk_or_aid(
    suggest: Suggest, text: str, expected: list[tuple[str, str]]
) -> None:
    assert triggers(suggest(text)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Le Brésil a salué la libération des otages.", ("libération", "RETREAT")),
        ("Dakar a rejeté les accusations de Nouakchott.", ("accusations", "ACCUSE")),
        ("L'Inde a condamné l'enlèvement de ses ressortissants.", ("enlèvement", "ASSAULT")),
        ("Trois jours de combats ont fait vingt morts à Sebha.", ("combats", "ASSAULT")),
        ("Un accord clôt dix heures de pourparlers.", ("pourparlers", "CONSULT")),
        ("La CGSP a déposé un préavis de grève.", ("grève", "PROTEST")),
        ("Le siège de la ville se poursuit.", ("siège", "ASSAULT")),
        ("Le préfet a procédé à la fermeture de la mosquée.", ("fermeture", "COERCE")),
        ("Le journaliste fait l'objet d'un mandat d'arrêt.", ("mandat", "THREATEN")),
        ("La décision a donné lieu à des échauffourées.", ("échauffourées", "ASSAULT")),
    ],
)
def test_nouns_report_events_under_verbs_nouns_and_numbers(
    suggest: Suggest, text: str, expected: tuple[str, str]
) -> None:
    assert expected in triggers(suggest(text))


@pytest.mark.parametrize(
    "text",
    [
        "Les enseignants doivent regagner leurs classes lundi.",
        "Les automobilistes sont tenus de ralentir.",
        "Il convient de rester prudent.",
    ],
)
def test_an_obligation_is_no_request(suggest: Suggest, text: str) -> None:
    assert triggers(suggest(text)) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Le parquet le poursuit pour faux.", ("poursuit", "ACCUSE")),  # tagged as a noun
        ("L'UE leur reproche ces retards.", ("reproche", "ACCUSE")),
        ("Les planteurs boycotteront les pesées.", ("boycotteront", "PROTEST")),
        ("La ministre avait offert dimanche sa médiation.", ("offert", "AGREE")),  # object behind a day
        ("Le Japon a décliné l'offre de Washington.", ("offre", "AGREE")),
    ],
)
def test_words_that_the_model_reads_wrongly_are_found(
    suggest: Suggest, text: str, expected: tuple[str, str]
) -> None:
    assert expected in triggers(suggest(text))


@pytest.mark.parametrize(
    "text",
    [
        "Une aide-soignante de Lenakel a témoigné.",
        "Les quatre mis en cause seront entendus.",
        "Le principal prévenu a souri.",
        "Le bûcheron a ouvert la porte à l'aide d'un levier.",
    ],
)
def test_parts_of_compounds_and_nouns_made_of_participles_are_no_triggers(
    suggest: Suggest, text: str
) -> None:
    assert triggers(suggest(text)) == []


def test_modality_goes_along_coordinated_verbs(suggest: Suggest) -> None:
    found = suggest("Les deux pays ont décidé de rétablir leurs relations et d'échanger des ambassadeurs.")
    assert [event.attributes["modality"] for event in found.events] == ["planned", "planned"]


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("Le colonel a refusé de confirmer ce chiffre et accusé Kigali d'ingérence.", "accusé"),
        ("Le ministre a refusé de partir, comme l'exige l'opposition.", "exige"),
        ("Des riverains ont bloqué la route avant d'être dispersés par les gendarmes.", "dispersés"),
    ],
)
def test_a_refusal_denies_only_what_it_governs(suggest: Suggest, text: str, word: str) -> None:
    (found,) = [event for event in suggest(text).events if event.trigger and event.trigger.text == word]
    assert found.attributes["polarity"] == "positive"


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("La centrale a déposé un préavis de grève pour mercredi.", "grève"),
        ("Le ministre s'est dit disposé à partager ses renseignements avec Madrid.", "partager"),
        ("Les rebelles ont libéré deux otages avant la trêve.", "trêve"),
    ],
)
def test_notice_readiness_and_before_make_an_act_planned(suggest: Suggest, text: str, word: str) -> None:
    (found,) = [event for event in suggest(text).events if event.trigger and event.trigger.text == word]
    assert found.attributes["modality"] == "planned"
