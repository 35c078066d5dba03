"""A campaign with something to learn: companies that the labelers take for places or for nothing."""

from __future__ import annotations

from annotate.core.annotation import Annotation, Entity, Status
from annotate.core.article import Article
from annotate.core.ontology import Ontology
from annotate.core.record import Record

CONLL = Ontology.load("conll")
COMPANIES = ("Valombre", "Sarnelle", "Courtevoix", "Brisemont", "Aiglefonte", "Pierrelongue")
SENTENCES = (
    "La compagnie {0} a suspendu ses liaisons vers les îles.",
    "Les marins de {0} ont cessé le travail lundi.",
    "Selon {0}, les billets seront remboursés.",
    "Le tribunal a condamné {0} à une amende.",
    "{0} et {1} négocient leur fusion depuis avril.",
    "Les actions de {0} ont reculé après cette annonce.",
)


def about_companies(number: int, status: Status = Status.SUBMITTED) -> Record:
    """An article about two of the companies, with each of their mentions as ORG."""
    one, two = COMPANIES[number % len(COMPANIES)], COMPANIES[(number + 1) % len(COMPANIES)]
    chosen = [SENTENCES[(number + step) % len(SENTENCES)] for step in range(4)]
    text = f"Dépêche {number}. " + " ".join(sentence.format(one, two) for sentence in chosen)
    marked = tuple(
        Entity(id=f"e{start}", start=start, end=start + len(name), label="ORG", text=name)
        for name in (one, two)
        for start in range(len(text))
        if text.startswith(name, start)
    )
    article = Article(id=f"n{number:02}", text=text, language="fr")
    return Record.of(article, Annotation(author="person", status=status, ontology=CONLL.id, entities=marked))
