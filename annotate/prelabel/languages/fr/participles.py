"""Past participles of French verbs, for those that a model took for adjectives and gave no verb's lemma."""

from __future__ import annotations

# Endings of the infinitive with what replaces them; the longest that fits wins.
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
    """The masculine singular past participle: "convenir" -> "convenu"; None for what is no infinitive."""
    for length in range(min(len(infinitive), 10), 1, -1):
        ending = infinitive[-length:]
        if ending in _ENDINGS:
            return infinitive[:-length] + _ENDINGS[ending]
    return None


def inflected(infinitive: str) -> tuple[str, ...]:
    """All four forms of the past participle."""
    stem = participle(infinitive)
    if stem is None:
        return ()
    plural = stem if stem.endswith("s") else stem + "s"
    return stem, stem + "e", plural, stem + "es"
