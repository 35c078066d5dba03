"""Runs articles through the labelers, batch by batch; each labeler sees the earlier suggestions."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from hashlib import sha256
from itertools import islice

from annotate.core.annotation import Annotation, Status
from annotate.core.article import Article
from annotate.core.errors import ConfigError
from annotate.core.ontology import Ontology
from annotate.prelabel.checking import checked
from annotate.prelabel.defaults import DEFAULT_ORDER, DEFAULT_PRIORITY
from annotate.prelabel.failures import failure_line
from annotate.prelabel.interface.analyser import Analyser
from annotate.prelabel.interface.former_names import current_name
from annotate.prelabel.interface.labeler_kinds import kind_of
from annotate.prelabel.interface.protocol import ANY_LANGUAGE, Labeler, event_threshold, source
from annotate.prelabel.languages.display_names import language_name
from annotate.prelabel.languages.registry import known_languages, parsing_version
from annotate.prelabel.merging.candidates import Contribution
from annotate.prelabel.merging.values import ValueJudge
from annotate.prelabel.merging.weights import Weights
from annotate.prelabel.ontology_digests import structure_digest
from annotate.prelabel.outcome import LANGUAGE, ArticleOutcome, Failure, Rejected, RunSummary
from annotate.prelabel.parsing.memory import batch_memory
from annotate.prelabel.versions import run_version
from annotate.prelabel.work import Work, WorkDraft, works_of

_AUTHOR_DIGITS = 8
Outcome, Summary = ArticleOutcome, RunSummary  # their names in programs written for annotate 0.1

__all__ = [
    "DEFAULT_ORDER",
    "DEFAULT_PRIORITY",
    "ArticleOutcome",
    "Outcome",
    "Pipeline",
    "RunSummary",
    "Summary",
    "author_of",
    "prelabel",
]


def prelabel(
    articles: Iterable[Article],
    labelers: Sequence[Labeler],
    ontology: Ontology,
    *,
    batch_size: int = 32,
    analyser: Analyser | None = None,
    priority: Sequence[str] = DEFAULT_PRIORITY,
    author: str | None = None,
    assume_language: str | None = None,
    weights: Weights | None = None,
    values: ValueJudge | None = None,
) -> Iterator[ArticleOutcome]:
    """Yields one outcome per article, in order. Articles are read as a stream, a batch at a time.

    ``labelers`` run in the order given; ``priority`` (names, the first wins) settles their conflicts. With
    ``weights`` the score of an entity is a learned probability, and conflicts are settled by it first.
    ``values`` leaves out improbable values of `context` and `sector`.
    ``analyser`` should be the analyser with which the labelers were made. ``assume_language`` (ISO 639-1) is
    used for articles without a language. Suggestions carry no time and do not depend on the other articles of
    a batch, so a second run gives the same bytes. `engines.local` runs several processes.

    Raises `ConfigError` at the call if a labeler needs something that no earlier labeler provides, and later
    if a model is missing. An article that a labeler cannot read, or whose language no labeler supports, gets
    an outcome with a failure.
    """
    if batch_size < 1:
        raise ConfigError(f"a batch holds at least one article, not {batch_size}.")
    pipeline = Pipeline(
        labelers,
        ontology,
        analyser=analyser,
        priority=priority,
        author=author,
        assume_language=assume_language,
        weights=weights,
        values=values,
    )
    return _stream(articles, pipeline, batch_size)


def author_of(
    labelers: Sequence[Labeler],
    ontology: Ontology,
    priority: Sequence[str] = DEFAULT_PRIORITY,
    weights: Weights | None = None,
    values: ValueJudge | None = None,
) -> str:
    """The author of suggestions: ``annotate/`` and 8 hexadecimal digits over all that suggestions depend on.

    The digits depend on the labelers in order with their versions, the priority, the ontology (name, version
    and `structure_digest`), the weights, the words that the shared analysis looks for, and the code of the
    run itself (checks, merging). In Label Studio the author is the model version.
    """
    parts = [
        *map(source, labelers),
        *map(current_name, priority),
        ontology.id,
        structure_digest(ontology),
        *([weights.version] if weights else []),
        *([values.version] if values else []),
    ]
    if analysed := _analysed_languages(labelers):
        parts.append(f"parsing@{parsing_version(analysed)}")
    parts.append(f"run@{run_version()}")
    return "annotate/" + sha256("\n".join(parts).encode("utf-8")).hexdigest()[:_AUTHOR_DIGITS]


def _analysed_languages(labelers: Sequence[Labeler]) -> set[str]:
    """The languages with rules whose texts these labelers may see analysed."""
    claimed = {code for labeler in labelers if "analysis" in labeler.needs for code in labeler.languages}
    return {code for code in known_languages() if ANY_LANGUAGE in claimed or code in claimed}


class Pipeline:
    """Runs labelers on many batches. Made once. Arguments: see `prelabel`."""

    def __init__(
        self,
        labelers: Sequence[Labeler],
        ontology: Ontology,
        *,
        analyser: Analyser | None = None,
        priority: Sequence[str] = DEFAULT_PRIORITY,
        author: str | None = None,
        assume_language: str | None = None,
        weights: Weights | None = None,
        values: ValueJudge | None = None,
    ) -> None:
        _check_labelers(labelers)
        self.labelers = tuple(labelers)
        self.ontology = ontology
        self.author = author or author_of(labelers, ontology, priority, weights, values)
        self._ranks = {current_name(name): rank for rank, name in reversed(list(enumerate(priority)))}
        self._kinds = {source(labeler): kind_of(labeler) for labeler in labelers}
        self._weights = weights
        self._values = values
        self._analyser = analyser or Analyser()
        self._assume_language = assume_language
        self._empty = Annotation(author=self.author, status=Status.SUGGESTED, ontology=ontology.id)

    def run(self, articles: Sequence[Article]) -> list[ArticleOutcome]:
        """Returns one outcome per article of a batch, in order, and frees the memory of the analysis."""
        with batch_memory():
            return self._run(articles)

    def load(self, articles: Sequence[Article]) -> None:
        """Loads the models that ``articles`` need. Raises `ConfigError` if a model is missing."""
        needing = [labeler for labeler in self.labelers if "analysis" in labeler.needs]
        for language in {article.language or self._assume_language for article in articles}:
            if language in self._analyser.models and any(_claims(labeler, language) for labeler in needing):
                self._analyser.nlp(language)

    def visit(
        self, articles: Sequence[Article], visitor: Callable[[ArticleOutcome, WorkDraft], None]
    ) -> None:
        """Shows each article's outcome and draft to ``visitor``, with all contributions and the analysis.

        Used to learn judges. The analysis and the tree of a draft must not be used after the call.
        """
        with batch_memory():
            works = self._works(articles, learning=True)
            for work in works:
                visitor(work.outcome(), work.draft)
            for work in works:
                work.release()

    def _run(self, articles: Sequence[Article]) -> list[ArticleOutcome]:
        works = self._works(articles)
        outcomes = [work.outcome() for work in works]
        for work in works:
            work.release()
        return outcomes

    def _works(self, articles: Sequence[Article], *, learning: bool = False) -> list[Work]:
        languages = [article.language or self._assume_language for article in articles]
        works = works_of(
            articles,
            self._analyser,
            languages,
            self._empty,
            self.ontology,
            self._weights,
            self._kinds,
            None if learning else self._values,
        )
        for work in works:
            work.failure = self._refusal(work)
            if learning:
                work.draft.decisions = []
        for labeler in self.labelers:
            self._run_one(labeler, [work for work in works if work.failure is None])
        return works

    def _refusal(self, work: Work) -> Failure | None:
        language = work.draft.language
        if not self.labelers or self._has_a_beginner(language):
            return None
        claimed = sorted({name for labeler in self.labelers for name in labeler.languages} - {ANY_LANGUAGE})
        read = f"read {', '.join(claimed)}"
        if not claimed:
            names = ", ".join(labeler.name for labeler in self.labelers)
            read = f"({names}) read no language by themselves"
        if language:
            what = (
                f"is in {language_name(language)}; the labelers of this run {read}. "
                "Add a labeler that reads its language, for instance spacy:MODEL."
            )
        else:
            what = (
                "names no language, and its text is in none that this run detects; the labelers "
                f"{read}. Name its language in the input (`language` in JSON Lines or CSV)."
            )
        return Failure(work.draft.article.id, LANGUAGE, what)

    def _has_a_beginner(self, language: str | None) -> bool:
        """Whether a labeler for this language needs no other labeler. If not, no labeler finds anything."""
        return any(_claims(labeler, language) and labeler.needs <= {"analysis"} for labeler in self.labelers)

    def _run_one(self, labeler: Labeler, works: Sequence[Work]) -> None:
        mine = []
        for work in works:
            if _claims(labeler, work.draft.language):
                mine.append(work)
            else:
                work.passed_over.append(labeler.name)
        if mine:
            for work, answer in _answers(labeler, mine):
                try:
                    self._take(answer, work, labeler)
                except (ValueError, TypeError, AttributeError) as error:  # regions that nobody validated
                    what = f"gave an answer that cannot be used: {failure_line(error, labeler)}"
                    work.failure = Failure(work.draft.article.id, source(labeler), what)

    def _take(self, answer: Annotation, work: Work, labeler: Labeler) -> None:
        name, draft = source(labeler), work.draft_for(labeler)
        annotation, rejected = checked(
            answer, draft, name, self.ontology, finds="entities" in labeler.provides
        )
        if work.composed is not None and draft is not work.draft:
            annotation = work.composed.in_composed(annotation)
        work.rejected += rejected
        work.notes.update({f"{labeler.name}: {what}": count for what, count in draft.notes.items()})
        if annotation.regions:  # else there is nothing to merge
            rank = self._ranks.get(labeler.name, len(self._ranks))
            threshold = event_threshold(labeler, work.draft.language)
            work.draft.merging.add(Contribution(name, rank, annotation, threshold))


def _stream(articles: Iterable[Article], pipeline: Pipeline, batch_size: int) -> Iterator[ArticleOutcome]:
    remaining = iter(articles)
    while batch := list(islice(remaining, batch_size)):
        yield from pipeline.run(batch)


def _claims(labeler: Labeler, language: str | None) -> bool:
    return ANY_LANGUAGE in labeler.languages or language in labeler.languages


def _answers(labeler: Labeler, works: Sequence[Work]) -> Iterator[tuple[Work, Annotation]]:
    """Yields each article's answer. A batch that fails is halved until the one bad article is found."""
    drafts = [work.draft_for(labeler) for work in works]
    for draft in drafts:
        draft.notes.clear()
    try:
        given = list(labeler.label(drafts))
    except (ConfigError, KeyboardInterrupt, GeneratorExit):
        raise  # a missing model is no article's fault
    except BaseException as error:  # a plug-in may even call sys.exit
        if len(works) == 1:
            works[0].failure = Failure(
                works[0].draft.article.id, source(labeler), failure_line(error, labeler)
            )
            return
        given = []
    else:
        if len(given) == len(works) and all(isinstance(answer, Annotation) for answer in given):
            yield from zip(works, given, strict=True)
            return
    if len(works) == 1:
        kinds = ", ".join(type(answer).__name__ for answer in given) or "nothing"
        what = f"answered with {kinds} instead of one Annotation"
        rejected = Rejected(works[0].draft.article.id, source(labeler), "answer", None, what)
        works[0].rejected.append(rejected)
        return
    middle = len(works) // 2
    yield from _answers(labeler, works[:middle])
    yield from _answers(labeler, works[middle:])


def _check_labelers(labelers: Sequence[Labeler]) -> None:
    provided = {"analysis"}
    seen: set[str] = set()
    for labeler in labelers:
        if source(labeler) in seen:
            raise ConfigError(f"the labeler {labeler.name} is given twice.", remedy="Keep one of the two.")
        seen.add(source(labeler))
        if missing := sorted(labeler.needs - provided):
            raise ConfigError(
                f"the labeler {labeler.name} needs {', '.join(missing)}, "
                "which no labeler before it provides.",
                remedy="Put a labeler that provides it before this one; spacy provides entities, "
                "events provides events.",
            )
        provided |= labeler.provides
