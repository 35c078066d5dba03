"""The fixed texts of the guidelines, by language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

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
        "gestures_title": "Les cinq gestes",
        "gestures": (
            (
                "Supprimer.",
                "Cliquez la mention, puis appuyez sur Retour arrière (ou la corbeille à droite).",
            ),
            (
                "Changer l’étiquette.",
                "Cliquez la mention, puis appuyez sur la touche de la bonne étiquette : elle figure à côté"
                " de chaque nom.",
            ),
            (
                "Ajouter.",
                "Appuyez sur la touche de l’étiquette, puis sélectionnez les mots à la souris."
                " Pour un événement, marquez le seul mot qui le nomme.",
            ),
            (
                "Relier.",
                "Cliquez l’événement, appuyez sur Alt+R, puis cliquez la mention. Dans l’onglet Relations, à"
                " droite, ouvrez les trois points du dernier lien et choisissez le rôle.",
            ),
            (
                "Préciser.",
                "Cliquez l’événement ou la date : ses attributs s’affichent au bas de l’écran.",
            ),
        ),
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
        "gestures_title": "The five gestures",
        "gestures": (
            ("Delete.", "Click the mention, then press Backspace (or the bin on the right)."),
            (
                "Relabel.",
                "Click the mention, then press the key of the right label, shown beside its name.",
            ),
            (
                "Add.",
                "Press the label's key, then select the words with the mouse. For an event, mark the one"
                " word that names it.",
            ),
            (
                "Link.",
                "Click the event, press Alt+R, then click the mention. In the Relations tab on the right,"
                " open the three dots of the last link and choose the role.",
            ),
            ("Specify.", "Click the event or date: its attributes appear at the bottom of the screen."),
        ),
    },
}
