"""Learns the judges of suggestions from gold, with the project's labelers, and measures their scores."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from annotate.campaign.models.in_use import context_in_use, in_use
from annotate.campaign.models.pipeline import scoring_of
from annotate.campaign.quality.gold_names import in_words, unknown_names
from annotate.core.annotation import Annotation
from annotate.core.article import Article
from annotate.core.errors import ConfigError, InputError
from annotate.core.matching import Tally, add_up, micro, strict_match
from annotate.core.ontology import Ontology
from annotate.core.path_errors import reading
from annotate.core.renaming import renamed
from annotate.corpus.language import LanguageDetector, with_languages
from annotate.evaluate.reliability import Band, reliability
from annotate.gold.load import load_gold
from annotate.prelabel.engines.chunks import chunks_of
from annotate.prelabel.interface.protocol import Labeler
from annotate.prelabel.interface.registry import make_labelers
from annotate.prelabel.interface.weights_setting import AUTO, NONE
from annotate.prelabel.merging.weights import THRESHOLD, Weights
from annotate.prelabel.outcome import ArticleOutcome, Failure
from annotate.prelabel.pipeline import Pipeline
from annotate.project import FILE_NAME, Project
from annotate.train.judges.collecting import ArticleWithGold, collect, with_text
from annotate.train.judges.in_use import judge_in_use
from annotate.train.judges.learned import Learned
from annotate.train.judges.learners import learners
from annotate.train.judges.learning import Options, learn, shipped_rows, versions_of
from annotate.train.judges.merging_weights import Checked, outcomes

Advance = Callable[[int], None]


@dataclass
class Calibration:
    """What was learned, with the results of cross-validation, and the articles that could not be labelled.

    ``articles`` counts the articles of gold that were learned from.
    """

    learned: Learned
    articles: int
    failed: list[Failure] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)

    @property
    def weights(self) -> Weights:
        """The weights of entities."""
        return self.learned.weights

    @property
    def checked(self) -> Checked:
        """The cross-validation of the weights of entities."""
        return self.learned.checked


@dataclass
class Measured:
    """The reliability of a project's scores on gold. ``weights`` is the version of the weights, or None."""

    bands: list[Band]
    tally: Tally
    weights: str | None
    articles: int
    failed: list[Failure] = field(default_factory=list)


def calibrate(
    project: Project,
    gold: Sequence[Path],
    *,
    labelers: Sequence[str] = (),
    output: Path | None = None,
    advance: Advance = lambda done: None,
) -> Calibration:
    """Learns all judges from gold: release folders, or files with texts as in `docs/record.schema.json`.

    If the project names weights that do not exist yet, because ``output`` will be that file, the built-in
    weights are in use.
    The rows that came with the toolkit for the project's ontology are learned from, too.
    Raises `InputError` if gold has no texts, no entities or another ontology than the project's, and
    `MissingExtraError` if scikit-learn is not installed.
    """
    _check_gold(project, gold)
    project, notices = _with_weights(project, output)
    run = _Run(project, labelers)
    notices += run.used.notices
    if run.used.model_weights is not None:
        notices.append(
            f"the model in use ({run.used.name}) has weights of its own, which go before those of 'weights:'."
            " New weights count for the judges that it lacks, and for all after 'annotate use --none'."
        )
    detector = LanguageDetector(tuple(project.languages))
    articles = (
        (detector.with_language(article), of) for article, of in _gold_articles(gold, project.ontology)
    )
    # Rows are made without judges, like those that came with the toolkit: they describe what rules propose.
    context = replace(run.context, weights=NONE, model_weights=None)
    rules = make_labelers(run.used.labelers, context)
    collected = collect(articles, rules, context, learners(), advance=advance)
    if not collected.articles and not collected.failed:
        raise InputError(
            "gold has no article.",
            where=", ".join(map(str, gold)),
            remedy="Name a release folder, or a .jsonl file with annotated articles.",
        )
    if collected.articles and not any(article.gold for article in collected.articles):
        raise InputError(
            "gold has no entity at all, so no weights can be learned from it.",
            where=", ".join(map(str, gold)),
            remedy="Name gold in which entities are annotated.",
        )
    options = Options(
        threshold=_threshold(project),
        stored=shipped_rows(project.ontology),
        in_use=partial(judge_in_use, run.context),
    )
    versions = versions_of(project.ontology, collected.languages, run.context.analyser)
    learned = learn(collected, learners(), rules, project.ontology, versions, options)
    return Calibration(learned, len(collected.articles), collected.failed, notices)


def measure(project: Project, gold: Sequence[Path], *, advance: Advance = lambda done: None) -> Measured:
    """Measures how reliable the project's scores are. The weights must not be learned from this gold."""
    _check_gold(project, gold)
    run = _Run(project, ())
    scoring = scoring_of(project, run.used, run.labelers)
    run.weights = scoring.weights
    scored: list[tuple[float, bool]] = []
    tallies = []
    for outcome, annotation in run.labelled(_gold_articles(gold, project.ontology), advance):
        if outcome.record is not None:
            entities, suggested = annotation.entities, outcome.record.annotation.entities
            scored += outcomes(suggested, frozenset((item.start, item.end, item.label) for item in entities))
            tallies.append(strict_match(entities, suggested))
    version = scoring.weights.version if scoring.weights else None
    return Measured(reliability(scored), micro(add_up(tallies)), version, len(tallies), run.failed)


class _Run:
    """Runs the project's labelers on articles of gold."""

    def __init__(self, project: Project, labelers: Sequence[str]) -> None:
        self._project = project
        self.used = in_use(project, labelers)
        self.context = context_in_use(project, self.used)
        self.labelers: list[Labeler] = make_labelers(self.used.labelers, self.context)
        self.weights: Weights | None = None
        self.failed: list[Failure] = []

    def labelled(
        self, articles: Iterable[ArticleWithGold], advance: Advance
    ) -> Iterator[tuple[ArticleOutcome, Annotation]]:
        pipeline = Pipeline(
            self.labelers, self._project.ontology, analyser=self.context.analyser, weights=self.weights
        )
        wanted: list[Annotation] = []

        def noted() -> Iterator[Article]:
            for article, annotation in articles:
                wanted.append(annotation)
                yield article

        done = 0
        for chunk in chunks_of(with_languages(noted(), self._project.languages)):
            for outcome in pipeline.run(chunk):
                if outcome.failure is not None:
                    self.failed.append(outcome.failure)
                yield outcome, wanted[done]
                done += 1
            advance(done)


def _check_gold(project: Project, gold: Sequence[Path]) -> None:
    """Raises `InputError` if gold has another ontology than the project's, or an article in two places.

    Versions of the ontology may differ. Raises `InputError`, too, if gold has names that the project's
    ontology has neither now nor under ``renamed``: what is right would count as wrong.
    """
    places: dict[str, Path] = {}
    unknown: Counter[str] = Counter()
    first = ""
    again: InputError | None = None
    for path in gold:
        for record in load_gold(path):
            article = record.article.id
            if again is None and (other := places.setdefault(article, path)) is not path:
                again = InputError(
                    f"is also in {other}, and would count twice.",
                    where=f"{path}, article {article}",
                    remedy="Name only one of them.",
                )
            named, used = record.annotation.ontology, project.ontology
            if named is not None and not used.is_version(named):
                raise InputError(
                    f"was annotated with the ontology {named:.120}, but the project uses {used.id}.",
                    where=f"{path}, article {record.article.id}",
                    remedy="Name gold of the project's ontology, or work inside the project of this gold.",
                )
            if found := Counter(unknown_names(_present(record.annotation, used), used)):
                first = first or f"{path}, article {article}"
                unknown += found
    if again is not None:
        raise again
    if unknown:
        raise InputError(
            f"gold has names that the ontology {project.ontology.id} lacks: {in_words(unknown)}.",
            where=first,
            remedy="If they have new names, state these under 'renamed' in the ontology. Else correct gold; "
            "'annotate lint --from' lists the places.",
        )


def _present(annotation: Annotation, ontology: Ontology) -> Annotation:
    """The annotation with the ontology's names, or as it is if renames contradict each other."""
    with suppress(ValueError):
        return renamed(annotation, ontology)
    return annotation


def _with_weights(project: Project, output: Path | None) -> tuple[Project, list[str]]:
    """The project, with built-in weights and a notice if its own are ``output`` and do not exist yet."""
    named = project.settings.weights
    if output is None or named in (AUTO, NONE):
        return project, []
    path = project.root / Path(named).expanduser()
    with reading(named, ConfigError):
        if path.exists() or path.resolve() != output.resolve():
            return project, []
    settings = project.settings.model_copy(update={"weights": AUTO})
    notice = f"{FILE_NAME} names {named}, which does not exist yet: compared with the built-in weights."
    return replace(project, settings=settings), [notice]


def _threshold(project: Project) -> float:
    return THRESHOLD if project.settings.threshold is None else project.settings.threshold


def _gold_articles(paths: Sequence[Path], ontology: Ontology) -> Iterator[ArticleWithGold]:
    for path in paths:
        for record in load_gold(path):
            yield with_text(record, path), _present(record.annotation, ontology)
