"""The fixed texts of the guidelines, by language, and the gestures that an ontology needs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from annotate.core.ontology import Ontology
from annotate.report.worded import Worded

WORDS: Mapping[str, Mapping[str, Any]] = {
    "fr": {
        "title": "Guide d’annotation",
        "entities": "Entités",
        "events": "Événements",
        "roles": "Rôles",
        "attributes": "Attributs",
        "index": "Index des étiquettes",
        "core": "essentiel",
        "fillers": "Par",
        "values": "Valeurs",
        "gestures_title": "Les gestes",
        "colon": "\N{NO-BREAK SPACE}:",
        "escape": (
            "Échap d’abord.",
            "Une région cliquée reste choisie, et la touche d’une étiquette la change. Appuyez sur Échap"
            " avant d’en tracer une autre.",
        ),
        "add": (
            "Ajouter.",
            "Appuyez sur la touche de l’étiquette, puis sélectionnez les mots à la souris.",
        ),
        "add_event": "Pour un événement, marquez le seul mot qui le nomme.",
        "usual": "Une valeur laissée vide est l’habituelle :",
        "delete": ("Supprimer.", "Cliquez, puis Retour arrière."),
        "relabel": ("Changer l’étiquette.", "Cliquez, puis la touche de la bonne étiquette."),
        "edges": ("Corriger les bords.", "Cliquez, puis tirez la poignée du bord. Les flèches restent."),
        "link": (
            "Relier.",
            "Cliquez le départ de la flèche, appuyez sur Alt+R, cliquez l’arrivée. Le sens de la flèche dit"
            " le rôle.",
        ),
        "to_event": "De la mention à l’événement",
        "from_event": "De l’événement à la mention",
        "menu": "Le menu d’une ligne de l’onglet Relations donne tout autre rôle, sa corbeille retire la"
        " flèche.",
        "specify": (
            "Préciser.",
            "Cliquez l’événement ou la mention : ses attributs s’affichent à droite. Tapée,"
            " une valeur se garde par Entrée.",
        ),
        "unsure": ("Douter.", "Cochez « Pas sûr », pour l’article ou la région, et dites pourquoi."),
        "submit": ("Envoyer.", "Ctrl+Entrée."),
    },
    "en": {
        "title": "Annotation guidelines",
        "entities": "Entities",
        "events": "Events",
        "roles": "Roles",
        "attributes": "Attributes",
        "index": "Index of labels",
        "core": "core",
        "fillers": "By",
        "values": "Values",
        "gestures_title": "The gestures",
        "colon": ":",
        "escape": (
            "Esc first.",
            "A region that was clicked stays selected, and a label’s key changes it. Press Esc before you"
            " draw another.",
        ),
        "add": ("Add.", "Press the label’s key, then select the words with the mouse."),
        "add_event": "For an event, mark the one word that names it.",
        "usual": "A value left blank is the usual one:",
        "delete": ("Delete.", "Click it, then press Backspace."),
        "relabel": ("Relabel.", "Click it, then press the key of the right label."),
        "edges": ("Move an edge.", "Click it, then drag the handle at its edge. Arrows stay."),
        "link": (
            "Link.",
            "Click where the arrow starts, press Alt+R, click where it ends. The direction says the role.",
        ),
        "to_event": "From the mention to the event",
        "from_event": "From the event to the mention",
        "menu": "The menu of a row in the Relations tab gives any other role, its bin removes the arrow.",
        "specify": (
            "Specify.",
            "Click the event or mention: its attributes appear on the right. After typing, press Enter.",
        ),
        "unsure": ("Doubt.", "Tick “Not sure”, for the article or the region, and say why."),
        "submit": ("Submit.", "Ctrl+Enter."),
    },
}


@dataclass(frozen=True)
class Gesture:
    """What an annotator does: its name, how it is done, and the name of its picture, if it has one."""

    name: str
    how: str
    picture: str | None = None


def gestures(ontology: Ontology, worded: Worded, words: Mapping[str, Any]) -> Iterator[Gesture]:
    """The gestures that the screen of an ontology needs, the one that prevents mistakes first."""
    asked = {name: item for name, item in ontology.attributes.items() if item.ask}
    yield Gesture(*words["escape"])
    add = [words["add"][1], words["add_event"]] if ontology.events else [words["add"][1]]
    usual = [
        f"{worded.name(name)} ({worded.value(name, item.default) if item.values else item.default})"
        for name, item in asked.items()
        if item.default is not None
    ]
    if usual:
        add.append(f"{words['usual']} {', '.join(usual)}.")
    yield Gesture(words["add"][0], " ".join(add), "draw")
    if ontology.events and ontology.roles:
        yield Gesture(words["link"][0], " ".join(_arrows(ontology, worded, words)), "arrow")
    yield Gesture(*words["delete"])
    yield Gesture(*words["relabel"])
    name, how = words["edges"]
    yield Gesture(name, how, "boundary")
    if asked:
        yield Gesture(*words["specify"])
    yield Gesture(*words["unsure"])
    yield Gesture(*words["submit"])


def _arrows(ontology: Ontology, worded: Worded, words: Mapping[str, Any]) -> Iterator[str]:
    yield words["link"][1]
    for direction, said in (("to event", words["to_event"]), ("from event", words["from_event"])):
        roles = [worded.name(role) for role in ontology.roles if ontology.arrow_of(role) == direction]
        if roles:
            yield f"{said}{words['colon']} {', '.join(roles)}."
    yield words["menu"]
