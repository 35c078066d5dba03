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

# Endings of the infinitive, each with those of the present tense (third persons) and of the future stem.
_PRESENT = {
    "er": (("e", "ent", "ant"), "er"), "ger": (("ge", "gent", "geant"), "ger"),
    "cer": (("ce", "cent", "çant"), "cer"), "oyer": (("oie", "oient", "oyant"), "oier"),
    "uyer": (("uie", "uient", "uyant"), "uier"), "envoyer": (("envoie", "envoient", "envoyant"), "enverr"),
    "ir": (("it", "issent", "issant"), "ir"), "enir": (("ient", "iennent", "enant"), "iendr"),
    "cueillir": (("cueille", "cueillent", "cueillant"), "cueiller"),
    "frir": (("fre", "frent", "frant"), "frir"), "vrir": (("vre", "vrent", "vrant"), "vrir"),
    "quérir": (("quiert", "quièrent", "quérant"), "querr"), "dre": (("d", "dent", "dant"), "dr"),
    "prendre": (("prend", "prennent", "prenant"), "prendr"),
    "suivre": (("suit", "suivent", "suivant"), "suivr"), "mettre": (("met", "mettent", "mettant"), "mettr"),
    "battre": (("bat", "battent", "battant"), "battr"),
    "rompre": (("rompt", "rompent", "rompant"), "rompr"), "clure": (("clut", "cluent", "cluant"), "clur"),
    "uire": (("uit", "uisent", "uisant"), "uir"), "dire": (("dit", "disent", "disant"), "dir"),
    "cevoir": (("çoit", "çoivent", "cevant"), "cevr"), "partir": (("part", "partent", "partant"), "partir"),
    "mentir": (("ment", "mentent", "mentant"), "mentir"),
    "aindre": (("aint", "aignent", "aignant"), "aindr"), "oudre": (("out", "olvent", "olvant"), "oudr"),
}  # fmt: skip


def finite(infinitive: str) -> tuple[str, ...]:
    """Forms of a verb that models often miss: the infinitive, present, present participle and future."""
    for length in range(min(len(infinitive), 8), 1, -1):
        ending = infinitive[-length:]
        if ending in _PRESENT:
            stem = infinitive[:-length]
            present, future = _PRESENT[ending]
            forms = [stem + end for end in present] + [stem + future + end for end in _FUTURE_FORMS]
            return infinitive, *forms
    return (infinitive,)


_CONDITIONAL = frozenset({"ais", "ait", "ions", "iez", "aient"})
_FUTURE = frozenset({"ai", "as", "a", "ons", "ez", "ont"})


def tense(form: str, lemma: str) -> Tense | None:
    """The tense of a verb form that is its infinitive and an ending: "livrer|ait" is a conditional."""
    for stem in (lemma.removesuffix("e"), _future_stem(lemma)):
        if stem.endswith("r") and form.startswith(stem):
            break
    else:
        return None
    ending = form.removeprefix(stem)
    if ending in _CONDITIONAL:
        return "conditional"
    return "future" if ending in _FUTURE else None


def _future_stem(infinitive: str) -> str:
    """The stem of the future: "déploier" of "déployer"."""
    for length in range(min(len(infinitive), 8), 1, -1):
        ending = infinitive[-length:]
        if ending in _PRESENT:
            return infinitive[:-length] + _PRESENT[ending][1]
    return infinitive


def may_be_future(form: str) -> bool:
    """Whether a form has an ending of the future or conditional: "accueillera", but not "accueille"."""
    return any(form.endswith("r" + ending) for ending in _FUTURE | _CONDITIONAL)
