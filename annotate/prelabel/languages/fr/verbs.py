"""French verb forms that models do not recognise: participles, present, future and conditional forms."""

from __future__ import annotations

from annotate.prelabel.languages.grammar import Tense

# Endings of the infinitive, each with the ending of the participle. The longest fitting ending is used.
_ENDINGS = {
    "er": "é", "ir": "i", "re": "u", "oir": "u", "enir": "enu", "mettre": "mis", "prendre": "pris",
    "aindre": "aint", "eindre": "eint", "oindre": "oint", "uire": "uit", "crire": "crit", "battre": "battu",
    "ouvrir": "ouvert", "offrir": "offert", "souffrir": "souffert", "vaincre": "vaincu", "dire": "dit",
    "faire": "fait", "courir": "couru", "cevoir": "çu", "voir": "vu", "lire": "lu", "suivre": "suivi",
    "clure": "clu", "soudre": "sous", "quérir": "quis", "mourir": "mort", "devoir": "dû", "croître": "crû",
    "naître": "né", "rire": "ri", "asseoir": "assis", "nuire": "nui", "luire": "lui", "inclure": "inclus",
    "absoudre": "absous", "être": "été", "avoir": "eu", "paraître": "paru", "connaître": "connu",
    "vêtir": "vêtu", "accueillir": "accueilli", "plaire": "plu", "pouvoir": "pu",
}  # fmt: skip


def participle(infinitive: str) -> str | None:
    """The masculine singular past participle ("convenir" -> "convenu"), or None if there is no rule."""
    for length in range(min(len(infinitive), 10), 1, -1):
        ending = infinitive[-length:]
        if ending in _ENDINGS:
            return infinitive[:-length] + _ENDINGS[ending]
    return None


def inflected(infinitive: str) -> tuple[str, ...]:
    """The four forms of the past participle: "tenu", "tenue", "tenus", "tenues"."""
    stem = participle(infinitive)
    if stem is None:
        return ()
    plural = stem if stem.endswith("s") else stem + "s"
    return stem, stem + "e", plural, stem + "es"


_FUTURE_FORMS = ("ai", "a", "ons", "ont", "ait", "aient")


def finite(infinitive: str) -> tuple[str, ...]:
    """Forms of a verb that models often miss: the infinitive; for verbs in "-er" present and future.

    Sources of irregular stems: verbs in "-oyer" and "-uyer" change y to i, verbs in "-ger" and "-cer" keep
    their sound before "-ant".
    """
    if not infinitive.endswith("er"):
        return (infinitive,)
    stem = infinitive[:-2]
    weak = stem[:-1] + "i" if stem.endswith(("oy", "uy")) else stem
    soft = stem + "e" if stem.endswith("g") else stem[:-1] + "ç" if stem.endswith("c") else stem
    future = "enverr" if infinitive == "envoyer" else weak + "er"
    return (
        infinitive,
        weak + "e",
        weak + "ent",
        soft + "ant",
        *(future + ending for ending in _FUTURE_FORMS),
    )


_CONDITIONAL = frozenset({"ais", "ait", "ions", "iez", "aient"})
_FUTURE = frozenset({"ai", "as", "a", "ons", "ez", "ont"})


def tense(form: str, lemma: str) -> Tense | None:
    """The tense of a verb form that is its infinitive and an ending: "livrer|ait" is a conditional."""
    stem = lemma.removesuffix("e")
    if not stem.endswith("r") or not form.startswith(stem):
        return None
    ending = form.removeprefix(stem)
    if ending in _CONDITIONAL:
        return "conditional"
    return "future" if ending in _FUTURE else None
