"""Learns weights for merging from gold."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from math import log
from random import Random

from annotate.core.annotation import Entity
from annotate.core.errors import MissingExtraError
from annotate.core.matching import Tally, add_up, micro, strict_match
from annotate.core.ontology import Ontology
from annotate.evaluate.reliability import Band, reliability
from annotate.prelabel.judging.linear import RIGHT, WRONG
from annotate.prelabel.merging.candidates import Candidate, Candidates, Contribution, EntityKey
from annotate.prelabel.merging.context import TextContext
from annotate.prelabel.merging.entities import merge
from annotate.prelabel.merging.features import AGAINST, BIAS, CONTEXT, features
from annotate.prelabel.merging.weights import DIGITS, Weights
from annotate.train.base import NotEnoughGoldError
from annotate.train.judges.fitting import TrainingRow
from annotate.train.judges.seen import ArticleKey, key_of

FOLDS = 5
SEED = 0
ENOUGH_ARTICLES = 20
ENOUGH_CANDIDATES = 300
WITHOUT = "without="  # marks features of rows that were made without a labeler of the run
CONTEXT_SCALE = 0.5  # .3 to 1 were compared, docs/decisions/011-merging.md
INVERSE_PENALTY = 6.0  # scikit-learn's C; .1 to 10 were compared, docs/decisions/011-merging.md


@dataclass(frozen=True)
class Judged:
    """An article with every labeler's suggestions and the entities of gold."""

    language: str | None
    contributions: Sequence[Contribution]
    gold: Sequence[Entity] = ()
    id: str = ""
    text: str | None = None
    digest: str = ""  # of gold, as `seen.gold_digest` makes it

    @property
    def key(self) -> ArticleKey:
        """Identifies the article and its gold in weights."""
        return key_of(self.id, self.text, self.digest)

    @property
    def right(self) -> frozenset[EntityKey]:
        """The spans and labels of gold."""
        return frozenset((entity.start, entity.end, entity.label) for entity in self.gold)

    def candidates(self, ontology: Ontology) -> list[Candidate]:
        """All spans and labels that a labeler suggested."""
        found = Candidates(ontology)
        for contribution in self.contributions:
            found.add(contribution)
        return [candidate for candidate in found.ordered() if candidate.suggested_by]


@dataclass(frozen=True)
class Checked:
    """The results of cross-validation: bands of scores, and strict matches with and without weights."""

    bands: Sequence[Band]
    weighted: Tally
    by_priority: Tally  # the same articles merged without weights
    scored: Sequence[tuple[float, bool]] = field(repr=False, default=())

    @property
    def problem(self) -> str | None:
        """The reason why the scores are not calibrated; None if they are."""
        if failing := [band for band in self.bands if band.judged and not band.holds]:
            low = failing[0]
            return (
                f"of the suggestions scored {low.low:.1f} to {low.low + 0.1:.1f}, {low.share:.0%} are right, "
                f"but their mean score is {low.mean_score:.2f}"
            )
        return None


@dataclass(frozen=True)
class Mixed:
    """Rows that came with the toolkit, to learn from beside the user's own gold. Empty by default."""

    rows: Sequence[TrainingRow] = ()
    sets: Mapping[str, int] = field(default_factory=dict)  # names of sets of gold -> numbers of articles
    languages: tuple[str, ...] = ()


# Fits weights on rows, which are of these languages and of sets with so many articles.
Fit = Callable[[Sequence[TrainingRow], Iterable[str], Mapping[str, int]], Weights]


def learn_from_gold(
    articles: Sequence[Judged],
    ontology: Ontology,
    labelers: Mapping[str, str],
    *,
    threshold: float,
    mixed: Mixed | None = None,
    sets: Mapping[str, int] | None = None,
    versions: Mapping[str, str] | None = None,
    folds: Sequence[Sequence[int]] | None = None,
    fit: Fit | None = None,
) -> tuple[Weights, Checked]:
    """Fits a logistic regression on whether a candidate is in gold, and cross-validates it over articles.

    ``labelers`` maps the names of the labelers that find entities to their versions. The rows of ``mixed``
    are learned from, too, in each fold and at the end. ``sets`` counts the articles of each set of gold
    (default: all of "gold"). ``folds`` has the numbers of the articles that are tested together (default:
    fifths of the articles, drawn at random). ``fit`` is called in place of `fit_entities`.

    Raises `NotEnoughGoldError` if there is nothing to learn from, `MissingExtraError` without scikit-learn.
    """
    mixed = mixed or Mixed()
    rows = [entity_rows(article, ontology, labelers) for article in articles]

    def fitted(chosen: Sequence[int], of: Mapping[str, int]) -> Weights:
        together = [*mixed.rows, *(row for number in chosen for row in rows[number])]
        languages = {*mixed.languages, *(articles[number].language or "" for number in chosen)}
        counts = {**mixed.sets, **of}
        if fit is not None:
            return fit(together, languages, counts)
        return fit_entities(
            together, ontology, labelers, threshold, languages=languages, sets=counts, versions=versions
        )

    scored: list[tuple[float, bool]] = []
    weighted, by_priority = [], []
    for tested, others in _split(len(articles), fifths(len(articles)) if folds is None else folds):
        weights = fitted(others, {"gold": len(others)}) if others or mixed.rows else None
        for number in tested:
            article = articles[number]
            made = merge(article.contributions, ontology, weights, article.language, article.text)
            scored += outcomes(made.entities, article.right)
            weighted.append(strict_match(article.gold, made.entities))
            by_priority.append(strict_match(article.gold, merge(article.contributions, ontology).entities))
    checked = Checked(reliability(scored), micro(add_up(weighted)), micro(add_up(by_priority)), scored)
    learned = fitted(range(len(articles)), {"gold": len(articles)} if sets is None else sets)
    why_not = _too_few(learned.articles, learned.candidates) or checked.problem
    found = {
        "calibrated": why_not is None,
        "why_not_calibrated": why_not,
        "reliability": tuple(band.to_dict() for band in checked.bands),
    }
    return learned.model_copy(update=found), checked


def fifths(articles: int) -> list[list[int]]:
    """The numbers of the articles in `FOLDS` parts, drawn at random, the same each time."""
    order = list(range(articles))
    Random(SEED).shuffle(order)  # noqa: S311  # which articles are in one fold, no secret
    return [sorted(order[fold::FOLDS]) for fold in range(min(FOLDS, articles))]


def _split(articles: int, folds: Iterable[Sequence[int]]) -> Iterator[tuple[Sequence[int], list[int]]]:
    for tested in folds:
        chosen = frozenset(tested)
        yield tested, [number for number in range(articles) if number not in chosen]


def entity_rows(article: Judged, ontology: Ontology, labelers: Container[str]) -> list[TrainingRow]:
    """One row per candidate: its features, and whether gold has the same span and label."""
    wanted = article.right
    context = TextContext(article.text, article.language) if article.text is not None else None
    return [
        TrainingRow(
            tuple(
                name
                for name in features(candidate, article.language, labelers, context)
                if name != BIAS and not name.startswith(AGAINST)
            ),
            RIGHT if candidate.key in wanted else WRONG,
            article.id,
        )
        for candidate in article.candidates(ontology)
    ]


def outcomes(entities: Iterable[Entity], right: frozenset[EntityKey]) -> list[tuple[float, bool]]:
    """The score of each suggestion, and whether gold has the same span and label."""
    return [
        (entity.score, (entity.start, entity.end, entity.label) in right)
        for entity in entities
        if entity.score is not None
    ]


def fit_entities(
    rows: Sequence[TrainingRow],
    ontology: Ontology,
    labelers: Mapping[str, str],
    threshold: float,
    *,
    languages: Iterable[str],
    sets: Mapping[str, int],
    versions: Mapping[str, str] | None = None,
) -> Weights:
    """Fits a logistic regression on whether a candidate is right. ``sets`` counts the articles of each gold.

    Raises `NotEnoughGoldError` without rows, `MissingExtraError` without scikit-learn.
    """
    try:
        import sklearn
        from sklearn.feature_extraction import DictVectorizer
        from sklearn.linear_model import LogisticRegression
    except ImportError as error:
        raise MissingExtraError("scikit-learn", "train") from error
    if not rows:
        raise NotEnoughGoldError(
            "the labelers find no mention in these articles.", remedy="Give more articles, or others."
        )
    right = [row.label == RIGHT for row in rows]
    if len(set(right)) == 1:  # one class only: the same probability for all, by Laplace's rule of succession
        learned, bias = {}, log((sum(right) + 1) / (len(right) - sum(right) + 1))
    else:
        columns = DictVectorizer()
        model = LogisticRegression(C=INVERSE_PENALTY, solver="newton-cg", max_iter=2000, tol=1e-5)
        matrix = columns.fit_transform([{name: _scale(name) for name in row.features} for row in rows])
        model.fit(matrix, right, sample_weight=[row.weight for row in rows])
        names = columns.get_feature_names_out()
        learned = {
            name: weight * _scale(name)
            for name, weight in zip(names, model.coef_[0], strict=True)
            if WITHOUT not in name
        }
        bias = model.intercept_[0]
    return Weights(
        ontology=ontology.id,
        learned_from="gold",
        method=f"logistic regression, L2, C={INVERSE_PENALTY:g}; scikit-learn {sklearn.__version__}",
        languages=tuple(sorted(set(languages))),
        labelers=dict(sorted(labelers.items())),
        articles=sum(sets.values()),
        candidates=len(right),
        right=sum(right),
        threshold=threshold,
        calibrated=False,
        sets=dict(sorted(sets.items())),
        versions=None if versions is None else dict(sorted(versions.items())),
        weights={name: round(float(weight), DIGITS) for name, weight in {**learned, BIAS: bias}.items()},
    )


def _scale(feature: str) -> float:
    """The value of a feature in training. A smaller value has a higher L2 penalty on the final weight."""
    return CONTEXT_SCALE if CONTEXT in feature else 1.0


def _too_few(articles: int, candidates: int) -> str | None:
    if articles >= ENOUGH_ARTICLES and candidates >= ENOUGH_CANDIDATES:
        return None
    return (
        f"learned on {articles} articles with {candidates} candidates, but at least {ENOUGH_ARTICLES} and "
        f"{ENOUGH_CANDIDATES} are needed"
    )
