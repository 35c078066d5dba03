"""What the base knows is rehearsed on unlabelled articles, and new labels are not unlearnt on them."""

from __future__ import annotations

from annotate.core.article import Article
from annotate.core.ontology import Ontology
from annotate.train.entities.base_model import NER, load_base
from annotate.train.entities.fitting import seeded
from annotate.train.entities.rehearsal import Rehearsal

ARTICLES = [
    Article(id="a1", text="Ana Pérez a quitté Hanoï en mars. " * 40),
    Article(id="a2", text="Le Louvre a ouvert à Abou Dhabi avec Jean Dupont."),
]


def test_the_passages_hold_what_the_base_finds_with_the_labels_of_the_ontology() -> None:
    base = load_base(None, "fr", None, Ontology.load("diplomacy"), [])
    rehearsal = Rehearsal(base, ARTICLES)
    assert rehearsal.articles == 2
    assert len(rehearsal) == 3  # the first article has two passages
    with seeded(0):
        examples = rehearsal.examples(base.copy(["PER"]), 10)
    found = {(span.text, span.label_) for one in examples for span in one.reference.ents}
    assert ("Hanoï", "LOC") in found
    assert {label for _, label in found} <= {"PER", "LOC", "ORG"}  # the base's MISC is no type here
    assert not any(one.predicted.ents for one in examples)


def test_a_new_label_is_filled_in_by_the_present_model() -> None:
    base = load_base(None, "fr", None, Ontology.load("diplomacy"), [])
    rehearsal = Rehearsal(base, ARTICLES[:1])
    nlp = base.copy(["DATE"])

    ner = nlp.get_pipe(NER)
    upper = ner.model.get_ref("upper")  # type: ignore[attr-defined]
    names = [ner.moves.get_class_name(number) for number in range(ner.moves.n_moves)]  # type: ignore[attr-defined]
    bias = upper.get_param("b").copy()
    bias[names.index("U-DATE")] += 1000
    upper.set_param("b", bias)
    with seeded(0):
        (example, *_) = rehearsal.examples(nlp, 1)
    labels = {span.label_ for span in example.reference.ents}
    assert labels >= {"DATE", "LOC"}
    assert ("Hanoï", "LOC") in {(span.text, span.label_) for span in example.reference.ents}


def test_without_a_base_that_knows_a_label_there_is_nothing_to_rehearse() -> None:
    assert not len(Rehearsal(load_base("blank", "fr", None, Ontology.load("conll"), []), ARTICLES))
