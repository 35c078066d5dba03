"""The fixed texts of the guidelines, by language, and the gestures that an ontology needs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from annotate.core.ontology import Ontology
from annotate.core.open_arrows import open_roles, roles_by_rule
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
        "on": "De",
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
            "Appuyez sur la touche de l’étiquette ou cliquez-la, puis sélectionnez les mots.",
        ),
        "add_event": "Pour un événement, marquez le seul mot qui le nomme.",
        "usual": "Une valeur laissée vide est l’habituelle :",
        "delete": ("Supprimer.", "Cliquez, puis Retour arrière."),
        "relabel": ("Changer l’étiquette.", "Cliquez, puis appuyez sur la bonne étiquette ou sa touche."),
        "edges": ("Corriger les bords.", "Cliquez, puis tirez la poignée du bord."),
        "arrows_stay": "Les flèches restent.",
        "link": (
            "Relier.",
            "Cliquez le départ de la flèche, appuyez sur Alt+R, cliquez l’arrivée.",
        ),
        "arrow": "Flèche",
        "mention": "mention",
        "event": "événement",
        "to event": "De la mention à l’événement",
        "from event": "De l’événement à la mention",
        "guessed": "Vers {labels}, ce peut être {roles} : une règle devine, le menu tranche.",
        "from_menu": "Choisissez dans le menu : {roles}.",
        "menu": "Menu et corbeille d’une flèche : sa ligne dans l’onglet Relations.",
        "types": (
            "Cocher.",
            "Si l’article rapporte un acte que nul mot ne nomme, cochez son type, à droite.",
        ),
        "specify": ("Préciser.", "Cliquez la région : ses attributs s’affichent à droite."),
        "typed": "Tapée, une valeur se garde par Entrée.",
        "unsure": ("Douter.", "Cochez « Pas sûr de l’article » ou « de cette région », et dites pourquoi."),
        "submit": (
            "Envoyer.",
            "Submit, ou Ctrl+Entrée ; Update, si vous y revenez. Skip, si l’article ne convient pas. Les"
            " flèches ne sont gardées qu’à l’envoi.",
        ),
        "or": "ou",
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
        "on": "Of",
        "values": "Values",
        "gestures_title": "The gestures",
        "colon": ":",
        "escape": (
            "Esc first.",
            "A region that was clicked stays selected, and a label’s key changes it. Press Esc before you"
            " draw another.",
        ),
        "add": ("Add.", "Press the label’s key or click it, then select the words."),
        "add_event": "For an event, mark the one word that names it.",
        "usual": "A value left blank is the usual one:",
        "delete": ("Delete.", "Click it, then press Backspace."),
        "relabel": ("Relabel.", "Click it, then press the right label or its key."),
        "edges": ("Move an edge.", "Click it, then drag the handle at its edge."),
        "arrows_stay": "Arrows stay.",
        "link": ("Link.", "Click where the arrow starts, press Alt+R, click where it ends."),
        "arrow": "Arrow",
        "mention": "mention",
        "event": "event",
        "to event": "From the mention to the event",
        "from event": "From the event to the mention",
        "guessed": "To {labels} it may be {roles}: a rule guesses, the menu decides.",
        "from_menu": "Choose in the menu: {roles}.",
        "menu": "The menu and the bin of an arrow are in its row of the Relations tab.",
        "types": ("Tick.", "If the article reports an act that no word names, tick its type on the right."),
        "specify": ("Specify.", "Click the region: its attributes appear on the right."),
        "typed": "After typing, press Enter.",
        "unsure": ("Doubt.", "Tick “Not sure of the article” or “of this region”, and say why."),
        "submit": (
            "Submit.",
            "Submit, or Ctrl+Enter; Update, if you come back. Skip, if the article does not fit. Arrows are"
            " kept only then.",
        ),
        "or": "or",
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
        if item.default
    ]
    if usual:
        add.append(f"{words['usual']} {', '.join(usual)}.")
    yield Gesture(words["add"][0], " ".join(add), "draw")
    linked = bool(ontology.events and ontology.roles)
    if linked:
        yield Gesture(words["link"][0], " ".join(_arrows(ontology, worded, words)), "arrow")
    yield Gesture(*words["delete"])
    yield Gesture(*words["relabel"])
    name, how = words["edges"]
    yield Gesture(name, f"{how} {words['arrows_stay']}" if linked else how, "boundary")
    if asked:
        name, how = words["specify"]
        typed = any(not item.values for item in asked.values())
        yield Gesture(name, f"{how} {words['typed']}" if typed else how)
    if ontology.events:
        yield Gesture(*words["types"])
    yield Gesture(*words["unsure"])
    yield Gesture(*words["submit"])


def _arrows(ontology: Ontology, worded: Worded, words: Mapping[str, Any]) -> Iterator[str]:
    """How to draw the arrow of each role, and where its direction does not say the role."""
    yield words["link"][1]
    for direction in ("to event", "from event") if ontology.states_arrows else ():
        roles = [worded.name(role) for role in ontology.roles if ontology.arrow_of(role) == direction]
        if roles:
            yield f"{words[direction]}{words['colon']} {', '.join(roles)}."
    either = f" {words['or']} "
    guessed: dict[tuple[str, ...], dict[str, None]] = {}
    for one in roles_by_rule(ontology):
        guessed.setdefault(one.roles, {})[one.filler] = None
    for between, labels in guessed.items():
        yield words["guessed"].format(
            labels=either.join(map(worded.name, labels)), roles=either.join(map(worded.name, between))
        )
    chosen = {role for one in open_roles(ontology) for role in one.roles}
    if not ontology.states_arrows:
        chosen = set(ontology.roles)
    if chosen:
        yield words["from_menu"].format(
            roles=", ".join(worded.name(r) for r in ontology.roles if r in chosen)
        )
    yield words["menu"]
