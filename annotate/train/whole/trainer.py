"""The trainer `suggestions`: all that suggests, learned together, and taken only if it is not worse."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from annotate.core.errors import MissingExtraError
from annotate.core.files import moved_into_place
from annotate.core.record import GoldRecord
from annotate.core.wording import counted, first_of
from annotate.evaluate.evaluation import Scope, as_gold_has_it, never_reviewed
from annotate.gold.identity import identity
from annotate.gold.load import Gold
from annotate.prelabel.defaults import DEFAULT_ORDER
from annotate.prelabel.interface.model_file import ENTITIES, WEIGHTS, ModelFile
from annotate.prelabel.interface.registry import LabelerContext
from annotate.prelabel.interface.weights_setting import NONE
from annotate.prelabel.outcome import Failure
from annotate.train.base import NotEnoughGoldError, Trained, TrainSettings, check_new
from annotate.train.judges.merging_weights import ENOUGH_ARTICLES
from annotate.train.judges.seen import key_of, read_keys
from annotate.train.judges.suggesting import Suggested
from annotate.train.whole.articles import read_articles_of
from annotate.train.whole.candidates import Candidate, Made, Parts, choices_of
from annotate.train.whole.comparing import compare_suggestions
from annotate.train.whole.description import described
from annotate.train.whole.judging import JudgeTraining, LearnedJudges, Models
from annotate.train.whole.recogniser import Recogniser, train_recogniser
from annotate.train.whole.stages import Stages, has_names_alone, most_attempts
from annotate.train.whole.suggesting import Suggester
from annotate.train.whole.words import LearnedWords, learn_words_of

NAME = "suggestions"
LEAST_UNSEEN = 5  # articles that a model in use must not have seen, to be compared with


@dataclass
class TrainedModel(Trained):
    """A whole model, or what became of the attempt. ``model`` says what is in the folder.

    With the verdict "worse" nothing was written.
    """

    model: ModelFile = field(kw_only=True)


class SuggestionsTrainer:
    """Learns entities and judges, each as far as it makes the suggestions better, and compares the whole."""

    name = NAME
    provides = frozenset({"entities", "events"})

    def train(self, gold: Gold, folder: Path, settings: TrainSettings) -> TrainedModel:
        """Writes a model's folder (`model_file`), unless its suggestions are worse than those before.

        Raises `InputError` if gold has no texts, no mention, or fewer than two articles to learn from,
        `ConfigError` for a base that cannot be loaded, `MissingExtraError` without spaCy or scikit-learn.
        """
        check_new(folder)
        try:
            import spacy  # noqa: F401
        except ImportError as error:
            raise MissingExtraError("spaCy", "train") from error
        begun = time.monotonic()
        with moved_into_place(folder) as made:
            made.mkdir()
            with TemporaryDirectory() as beside:
                trained = _Training(gold, made, Path(beside), settings).run()
            trained.seconds = time.monotonic() - begun
            if trained.refused is not None:
                shutil.rmtree(made)
        return trained


class _Training:
    """One training. ``folder`` becomes the model's, ``beside`` is for files that nobody keeps."""

    def __init__(self, gold: Gold, folder: Path, beside: Path, settings: TrainSettings) -> None:
        self._gold = gold
        self._folder = folder
        self._beside = beside
        self._settings = settings
        context = settings.context or LabelerContext(gold.ontology, ())
        self._articles = read_articles_of(gold, context.languages, settings.seed)
        self._context = replace(context, ontology=gold.ontology, languages=self._articles.languages)
        self._specs = tuple(settings.labelers or DEFAULT_ORDER)
        self._plain, _ = Suggester(self._specs, self._context).labelers(NONE)
        self._judging = JudgeTraining(self._articles, self._context)
        self._scope = as_gold_has_it(gold, never_reviewed(gold, Scope()))
        self._stages = Stages(settings.progress)
        self._failed: list[Failure] = []
        # The model in use if the comparison is with it, and the number of articles to compare.
        self._unseen_by, self._asked = "", len(self._articles.learned) + len(self._articles.tested)
        self._notices: list[str] = []

    def run(self) -> TrainedModel:
        recogniser = self._recogniser()
        before = self._before()
        words = self._words(before)
        made = None
        # One part may spoil what the others gain. The first candidate that is not worse is taken.
        for candidate in self._candidates(recogniser, words, before):
            made = made or candidate
            if not candidate.is_worse:
                made = candidate
                break
        assert made is not None, "there is always one candidate"
        return self._trained(made, Parts(recogniser, words))

    def _candidates(
        self, recogniser: Recogniser | None, words: LearnedWords | None, before: Suggested
    ) -> Iterator[Candidate]:
        choices = choices_of(recogniser, words)
        self._stages.begin(most_attempts(choices))
        for parts in choices:
            self._stages.attempt(parts)
            judges = self._learned(parts)
            yield self._candidate(parts, judges, before)
            if has_names_alone(parts):
                self._stages.attempt(parts, names_alone=True)
                yield self._candidate(parts, judges.of_names, before)

    def _recogniser(self) -> Recogniser | None:
        if not any(one.annotation.entities for one in self._articles.learned):
            if not any(one.annotation.events for one in self._articles.learned):
                raise NotEnoughGoldError(
                    "there is no mention and no event to learn from.",
                    where=str(self._gold.path),
                    remedy="Release articles in which people marked something, or train on another release.",
                )
            self._notices.append("there is no mention to learn from: no recogniser was trained.")
            return None
        if len(self._articles.learned) < ENOUGH_ARTICLES:
            self._notices.append(
                f"no recogniser was trained: {counted(len(self._articles.learned), 'article')} to learn from,"
                f" and {ENOUGH_ARTICLES} are needed. Judges learn from fewer."
            )
            return None
        settings = replace(self._settings, progress=self._stages.recogniser)
        made = train_recogniser(self._articles, self._folder, settings, self._gold)
        if made.not_used:
            number = counted(len(made.not_used), "article")
            self._notices.append(
                f"the recogniser learned nothing from {number}: {first_of(made.not_used, 3, '; ')}."
            )
        return made

    def _words(self, before: Suggested) -> LearnedWords | None:
        """The words that people marked and that the suggestions without a model lack."""
        self._stages.say("words that people marked")
        in_use = self._settings.in_use
        words = learn_words_of(
            self._articles,
            self._specs,
            self._context,
            before if in_use is None else None,
            self._folder,
            self._beside,
            None if in_use is None else in_use.context.words,
        )
        if words is not None:
            self._notices += words.notes
        return words

    def _suggester(self, made: Made, models: Models | None = None) -> Suggester:
        return Suggester(self._specs, self._context, trained=made[0], words=made[1], models=models)

    def _learned(self, parts: Parts) -> LearnedJudges:
        return self._judging.learn(
            [self._suggester(parts.on_learned(fold)) for fold in range(len(self._articles.folds))],
            self._suggester(parts.on_others()),
            self._stages.say,
        )

    def _before(self) -> Suggested:
        """The suggestions in use, for articles that neither their labelers nor their judges have seen."""
        in_use = self._settings.in_use
        if in_use is not None:
            seen = read_keys(in_use.seen)
            ids, texts = {key.id for key in seen}, {key.text for key in seen}
            unseen = [
                one
                for one in (*self._articles.learned, *self._articles.tested)
                if (key := key_of(one.article.id, one.text, "")).id not in ids and key.text not in texts
            ]
            if len(unseen) >= LEAST_UNSEEN:
                self._unseen_by, self._asked = in_use.name, len(unseen)
                self._stages.say(f"suggestions in use, {counted(len(unseen), 'article')}")
                return Suggester(in_use.labelers, in_use.context).suggest(unseen, self._failed)
            self._notices.append(
                f"{in_use.name} has seen nearly all of these articles, so the comparison is with the"
                " suggestions without it."
            )
        found: Suggested = {}
        for number, tested in enumerate(self._parts(), start=1):
            self._stages.say(f"suggestions in use, part {number} of {self._number_of_parts}")
            models = self._judging.before(tested, self._plain)
            found |= Suggester(self._specs, self._context, models=models).suggest(tested, self._failed)
        return found

    def _parts(self) -> Iterator[list[GoldRecord]]:
        """The parts of gold, and the test split as the last one if there is one."""
        for number in range(len(self._articles.folds)):
            yield self._articles.of_fold(number)
        if self._articles.tested:
            yield list(self._articles.tested)

    @property
    def _number_of_parts(self) -> int:
        return len(self._articles.folds) + bool(self._articles.tested)

    def _candidate(self, parts: Parts, judges: LearnedJudges, before: Suggested) -> Candidate:
        now: Suggested = {}
        for number, tested in enumerate(self._parts()):
            self._stages.say(f"suggestions to compare, part {number + 1} of {self._number_of_parts}")
            is_learned = number < len(self._articles.folds)
            models = self._judging.without(judges, tested) if is_learned else judges.kept
            suggester = self._suggester(
                parts.on_learned(number) if is_learned else parts.on_others(),
                {**self._judging.before(tested, self._plain), **models},
            )
            now |= suggester.suggest(tested, self._failed)
        records = [*self._articles.learned, *self._articles.tested]
        comparison = compare_suggestions(records, before, now, self._gold.ontology, self._scope)
        return Candidate(parts, judges, comparison)

    def _trained(self, made: Candidate, tried: Parts) -> TrainedModel:
        recogniser = tried.recogniser
        if made.parts.recogniser is None and recogniser is not None:
            shutil.rmtree(self._folder / ENTITIES)
            self._notices.append("the recogniser made the suggestions worse: it is not in the model.")
        if made.parts.words is None and tried.words is not None:
            shutil.rmtree(tried.words.whole.parent)
            self._notices.append("the words that people marked made the suggestions worse: left out.")
        judges = made.judges.learned
        if made.judges.kept:
            (self._folder / WEIGHTS).parent.mkdir()
            judges.save(self._folder / WEIGHTS)
        failed = self._asked - made.comparison.articles
        model = described(made, self._gold, self._articles, NAME, self._unseen_by, failed)
        model.save(self._folder)
        self._notices += [
            f"the judge of {one.judge} is not new ({one.source}): {one.why_not_kept}."
            for one in judges.all
            if not one.kept
        ]
        is_plain = made.parts.recogniser is None and made.parts.words is None and not made.judges.kept
        if is_plain and self._unseen_by:
            self._notices.append(
                "nothing that was learned is better than what is built in, and no judge of"
                f" {self._unseen_by} is taken over: the new side of the comparison is the suggestions"
                " without a model."
            )
        return TrainedModel(
            made.comparison.tallies,
            len(self._articles.learned),
            recogniser.rounds if recogniser is not None else 0,
            0.0,
            left_out=recogniser.left_out if recogniser is not None else [],
            notices=[*self._notices, *(recogniser.notices if recogniser is not None else ())],
            articles_left_out=[str(one) for one in (*made.judges.collected.failed, *self._failed)],
            release=identity(self._gold),
            tested=made.comparison.articles,
            refused=made.why_refused,
            model=model,
        )
