"""Five dispatches of the development half, with a fixed list of errors for the suggestions of each."""

from __future__ import annotations

from pathlib import Path

from annotate.core import jsonl
from annotate.core.annotation import Status
from annotate.core.ontology import Ontology
from annotate.core.record import Record
from tests.browser.gestures.errors import (
    Argued,
    Bounded,
    Error,
    Labelled,
    Missed,
    Spurious,
    Typed,
    Valued,
)
from tests.browser.gestures.gold import Gold
from tests.browser.gestures.jobs import Jobs

GOLD = Path(__file__).parents[2] / "data" / "dispatches" / "development" / "gold.jsonl"

ERRORS: dict[str, tuple[Error, ...]] = {
    "fr-a2": (
        Labelled("Adré", "ORG"),
        Bounded("gouverneur de la province du Ouaddaï", "gouverneur de la province"),
        Spurious("banque publique", "ORG"),
        Missed("Programme alimentaire mondial"),
        Valued("avril", "value", None),
        Argued(("livré", 1), ("février", 1), None),
        Missed("réclamé"),
        Argued(("reçue", 1), ("Hollmann", 3), "Recipient"),
        Valued("débloquer", "modality", "asserted"),
        Typed("COOPERATE", missing=True),
    ),
    "fr-a3": (
        Bounded("Chanda Mulenga", "Chanda"),
        Argued(("loué", 1), ("Afrique", 1), "Recipient"),
        Labelled("offertes", "ORG"),
        Valued("réunie", "polarity", "positive"),
        Valued("second semestre", "value", "2025-12"),
        Argued(("tiendra", 1), ("Lusaka", 1), "Recipient"),
        Missed("Zambia Development Agency"),
        Valued("organiser", "modality", "asserted"),
        Labelled("OCP", "PER"),
        Argued(("collaborent", 1), ("ZCCM-IH", 1), None),
        Spurious("bourses", "AID"),
        Typed("ACCUSE", missing=False),
    ),
    "fr-a7": (
        Missed("Xinhua"),
        Argued(("acheminé", 1), ("aéroport international de Bauerfield", 1), None),
        Valued("envoyer", "modality", "hypothetical"),
        Missed("condoléances"),
        Argued(("remis", 1), ("Johnny Koanapo", 1), None),
        Bounded("Société de la Croix-Rouge de Chine", "Croix-Rouge de Chine"),
        Bounded("exercices", "exercices conjoints"),
        Labelled("don", "CONCEDE", 2),
        Valued("début janvier", "value", None),
        Spurious("Fin", "ORG"),
        Typed("MOBILIZE", missing=True),
    ),
    "fr-b1": (
        Spurious("jointe", "CONSULT"),
        Bounded("Groupe de soutien à l'islam et aux musulmans", "Groupe de soutien à l'islam"),
        Argued(("déploiement", 1), ("Bam", 1), None),
        Valued("frapperait", "modality", "planned"),
        Argued(("jugés", 1), ("Issouf Kaboré-Zida", 1), "Recipient"),
        Missed("MBDHP"),
        Valued("30 juin", "value", "2022-06"),
        Labelled("Centre-Nord", "ORG"),
        Missed("interdit"),
        Argued(("condoléances", 1), ("Niger", 1), None),
        Typed("SANCTION", missing=True),
    ),
    "fr-c1": (
        Bounded("ancien ministre des Finances", "ministre des Finances"),
        Labelled("Tsara Vonona", "PER"),
        Valued("boycotter", "modality", "asserted"),
        Argued(("rejeté", 1), ("Communauté de développement de l'Afrique australe", 1), "Agent"),
        Labelled("Premier ministre", "CONSULT"),
        Bounded("grève", "unegrève", 2),
        Labelled("exige", "THREATEN"),
        Spurious("quartiers populaires", "LOC"),
        Missed("promis"),
        Valued("fin du mois", "value", None),
        Missed("Jaona Rabe"),
        Typed("AID", missing=False),
    ),
}
"""The errors of each dispatch."""


def gold_of(article: str) -> Gold:
    """The gold of a dispatch, with the article-level types that its errors leave out."""
    record = next(one for one in jsonl.read_records(GOLD) if one.article.id == article)
    errors = ERRORS.get(article, ())
    types = [one.type for one in errors if isinstance(one, Typed) and one.missing]
    return Gold(record, types)


def accepted(gold: Gold, ontology: Ontology) -> Record:
    """The gold as suggestions without an error."""
    version = f"{ontology.name}@{ontology.version}"
    given = gold.annotation.with_(status=Status.SUGGESTED, author="labeler", decision=None, ontology=version)
    return Record.of(gold.article, given)


def suggestions(gold: Gold, ontology: Ontology) -> Record:
    """What a labeler would have suggested that makes all these errors."""
    given = accepted(gold, ontology).annotation
    for error in ERRORS[gold.article.id]:
        given = error.spoil(gold, given)
    return Record.of(gold.article, given)


def correct(gold: Gold, jobs: Jobs) -> None:
    """Takes the errors away in the order of reading."""
    for error in sorted(ERRORS[gold.article.id], key=lambda one: one.place(gold)):
        error.mend(gold, jobs)
