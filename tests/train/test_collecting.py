"""What a learner sees of an article: its gold without values that nobody saw, and which those were."""

from __future__ import annotations

from collections.abc import Sequence

from annotate.core.annotation import Annotation, Argument, Entity, Event, Status, Trigger
from annotate.core.article import Article
from annotate.core.ontology import Ontology
from annotate.prelabel.interface.registry import LabelerContext, make_labelers
from annotate.train.judges.collecting import collect
from annotate.train.judges.fitting import TrainingRow
from annotate.train.judges.learner import Example, JudgeModel, Origin

TEXT = "Le ministre cubain a rencontré Anna Petit à La Havane."


class Watcher:
    """A learner that only remembers the examples that it is shown."""

    judge = "watcher"
    labeler = None

    def __init__(self) -> None:
        self.gold: list[Annotation] = []
        self.unseen: list[frozenset[tuple[int, int, int, int]]] = []
        self.words: list[str] = []

    def rows(self, example: Example) -> Sequence[TrainingRow]:
        self.gold.append(example.gold)
        self.unseen.append(example.unseen)
        self.words.append(example.draft.analysis[1].text)  # the analysis is at hand
        return [TrainingRow(("seen",), "right", example.draft.article.id)]

    def fit(self, rows: Sequence[TrainingRow], origin: Origin) -> JudgeModel:
        raise AssertionError("nothing is fitted here")

    def without_judge(self, row: TrainingRow) -> str:
        raise AssertionError("nothing is decided here")

    def probabilities(self, model: JudgeModel, row: TrainingRow) -> dict[str, float]:
        raise AssertionError("nothing is fitted here")


def place(word: str, label: str) -> Entity:
    start = TEXT.index(word)
    return Entity(id=word.replace(" ", "-"), start=start, end=start + len(word), label=label, text=word)


def test_a_role_that_nobody_saw_is_no_gold_but_known_to_the_learner() -> None:
    who, where = place("Anna Petit", "PER"), place("La Havane", "LOC")
    start = TEXT.index("rencontré")
    event = Event(
        id="e",
        type="CONSULT",
        trigger=Trigger(start=start, end=start + 9, text="rencontré"),
        arguments=(
            Argument(role="Recipient", entity=who.id),
            Argument(role="Place", entity=where.id, unreviewed=("role",)),
        ),
    )
    gold = Annotation(author="a", status=Status.SUBMITTED, entities=(who, where), events=(event,))
    context = LabelerContext(Ontology.load("diplomacy"), ("fr",))
    watcher = Watcher()
    done: list[int] = []
    made = collect(
        [(Article(id="a", language="fr", text=TEXT), gold)],
        make_labelers(("dates",), context),
        context,
        [watcher],
        advance=done.append,
    )
    (seen,) = watcher.gold
    assert [argument.role for argument in seen.events[0].arguments] == ["Recipient"]
    assert watcher.unseen == [frozenset({(start, start + 9, where.start, where.end)})]
    assert watcher.words == ["ministre"]
    assert made.rows["watcher"] == [TrainingRow(("seen",), "right", "a")]
    assert (done, made.languages, [one.id for one in made.articles]) == ([1], ("fr",), ["a"])


def test_an_article_that_no_labeler_reads_is_listed_and_teaches_nothing() -> None:
    context = LabelerContext(Ontology.load("diplomacy"), ("fr",))
    watcher = Watcher()
    article = Article(id="a", language="de", text="Guten Tag.")
    gold = Annotation(author="a", status=Status.SUBMITTED)
    made = collect([(article, gold)], make_labelers(("dates",), context), context, [watcher])
    assert [failure.article for failure in made.failed] == ["a"]
    assert (watcher.gold, made.rows, made.articles) == ([], {"watcher": []}, [])
