"""Selects the gold of a release with a policy, and holds back what must not be gold. Counts both."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from annotate.core.annotation import Annotation, Status
from annotate.core.article import Article
from annotate.core.authorship import authorship_findings
from annotate.core.doubles import merge_doubles
from annotate.core.errors import ConfigError
from annotate.core.findings import Finding, Severity, kind_of
from annotate.core.lifting import Formers, Lifting, made_with, no_formers
from annotate.core.no_longer_asked import NO_LONGER_ASKED
from annotate.core.ontology import Ontology
from annotate.core.ontology_checks import findings
from annotate.core.plugins import calling, wrong_answer
from annotate.core.record import GoldRecord
from annotate.core.unreviewed import unreviewed_values, without_unreviewed
from annotate.core.unsure import ARTICLES, ENTITIES, EVENTS, unsure_counts, unsure_findings
from annotate.core.wording import counted, first_of
from annotate.gold.policy import FINAL, ONE_IN_FILE, LeftOut, Policy, Reason, SinglePolicy, Undecided, decided
from annotate.gold.pseudonyms import Pseudonyms
from annotate.gold.under_pseudonyms import addresses_hidden, names_hidden, with_pseudonyms

WITH_LOSSES = "To release such an article without that part, add --with-losses."
_WHOLE = {"text-changed": Reason.TEXT_CHANGED, "not-usable": Reason.UNREADABLE}
_NAMED = 3


@dataclass(frozen=True)
class Noted:
    """A finding that does not hold its article back."""

    article: str
    finding: Finding

    def __str__(self) -> str:
        return f"{self.article}: {self.finding}"


@dataclass(frozen=True)
class Rules:
    """Rules for gold. With ``with_losses``, an annotation of which a part was lost may be gold.

    With ``reviewed_only``, gold has no values that nobody saw on a screen. ``formers`` finds the former
    versions of the ontology that an annotation was made with, ``earlier`` are all that the campaign used.
    With ``of_file``, the annotations come from a file, and the remedies say so.
    With ``hold_back_unsure``, what somebody was unsure of is no gold, with the whole article.
    """

    ontology: Ontology
    with_losses: bool = False
    reviewed_only: bool = False
    formers: Formers = no_formers
    of_file: bool = False
    earlier: Sequence[Ontology] = ()
    hold_back_unsure: bool = False

    @cached_property
    def lifting(self) -> Lifting:
        """Lifts annotations of former versions of the ontology."""
        return Lifting(self.ontology, self.formers, with_losses=self.with_losses, earlier=self.earlier)

    def objection(self, article: str, annotation: Annotation, found: Sequence[Finding]) -> LeftOut | None:
        """The reason why an annotation cannot be gold, or None. ``found`` are its findings."""
        if (obstacle := self.lifting.obstacle(annotation)) is not None:
            why, remedy = obstacle
            if self.lifting.only_no_longer_asked(annotation):
                why = f"something in it is no longer asked; {why}"
                remedy = self._no_longer_asked()
            remedy = remedy or kind_of("other-ontology").remedy
            return LeftOut(article, f"held back: {why}", remedy, Reason.OTHER_ONTOLOGY)
        if (lost := self._lost(article, annotation)) is not None:
            return lost
        wrong = tuple(finding for finding in found if finding.severity.holds_back)
        if not wrong:
            return self._unsure(article, annotation) if self.hold_back_unsure else None
        remedy, why = self._remedies(wrong), _some(wrong)
        if self.lifting.no_longer_asked(annotation):
            remedy, why = self._no_longer_asked(), f"something in it is no longer asked; {why}"
        return LeftOut(article, f"held back: {why}", remedy, Reason.FINDINGS, wrong)

    def _no_longer_asked(self) -> str:
        """What to do about parts that only a former version of the ontology asked for."""
        kind = kind_of(NO_LONGER_ASKED)
        return f"{(self.of_file and kind.in_file) or kind.remedy} {WITH_LOSSES}"

    def _lost(self, article: str, annotation: Annotation) -> LeftOut | None:
        lost = tuple(
            Finding(code, sentence)
            for code, sentences in annotation.lost.items()
            for sentence in sentences
            if kind_of(code).severity.holds_back
            and not (self.with_losses and kind_of(code).severity is Severity.LOST)
        )
        if not lost:
            return None
        remedy = self._remedies(lost)
        for code, reason in _WHOLE.items():
            if code in annotation.lost:  # nothing of the annotation could be read
                return LeftOut(article, f"held back: {_some(lost)}", remedy, reason, lost)
        if all(finding.severity is Severity.LOST for finding in lost):
            remedy = f"{remedy} {WITH_LOSSES}".strip()
            return LeftOut(
                article,
                f"held back: part of it could not be read: {_some(lost)}",
                remedy,
                Reason.LOST,
                lost,
            )
        return LeftOut(article, f"held back: {_some(lost)}", remedy, Reason.FINDINGS, lost)

    def _unsure(self, article: str, annotation: Annotation) -> LeftOut | None:
        """Holds an article back of which, or of a region in which, somebody was unsure. Quotes no remark."""
        found = tuple(unsure_findings(annotation))
        if not found:
            return None
        counts = unsure_counts(annotation)
        regions = counts[ENTITIES] + counts[EVENTS]
        what = ["the article"] if counts[ARTICLES] else []
        what += [counted(regions, "region")] if regions else []
        reason = f"held back: somebody was unsure of {' and of '.join(what)}"
        return LeftOut(article, reason, self._remedies(found), Reason.UNSURE, found)

    def remedies(self, found: Iterable[Finding]) -> tuple[str, ...]:
        """What to do about findings: each remedy once."""
        remedies = (kind_of(finding.code).remedy_for(file=self.of_file) for finding in found)
        return tuple(sorted({remedy for remedy in remedies if remedy}))

    def _remedies(self, found: Iterable[Finding]) -> str:
        return " ".join(self.remedies(found))


def _some(found: Sequence[Finding]) -> str:
    # The sentence of a loss ends with what pull did. Here the article is held back because of it.
    named = [str(finding).rstrip(".").removesuffix("; left out") for finding in found]
    return first_of(named, _NAMED, "; ")


@dataclass
class Selection:
    """The decisions of a policy; complete when `select` has yielded its last record.

    ``noted`` are the findings in gold that hold nothing back. ``unreviewed`` counts the values that nobody
    saw, in gold or left out of gold. ``lifted`` counts the articles in gold that were annotated with a former
    version of the ontology, by version. ``losses`` are the parts that gold has lost. ``repeated`` counts
    annotations that are exactly like another one of the same article, and were read once. ``published`` are
    the reasons by article, without names and addresses of people, as the release gives them.
    """

    policy: str
    left_out: list[LeftOut] = field(default_factory=list)
    noted: list[Noted] = field(default_factory=list)
    unreviewed: Counter[str] = field(default_factory=Counter)
    lifted: Counter[str] = field(default_factory=Counter)
    losses: list[Noted] = field(default_factory=list)
    repeated: int = 0
    published: dict[str, str] = field(default_factory=dict)


def select(
    articles: Callable[[], Iterable[tuple[Article, Sequence[Annotation]]]],
    policy: Policy,
    rules: Rules,
    selection: Selection,
    pseudonyms: Pseudonyms,
    untouched: Iterable[str | LeftOut] = (),
    unreadable: Iterable[LeftOut] = (),
) -> Iterator[GoldRecord]:
    """Yields the gold of the articles that the policy decides, with pseudonyms of annotators.

    ``articles`` must come in the order of their ids, each once. ``selection`` lists each other article once:
    those that the policy or ``rules`` leave out, those in ``unreadable``, whatever else is known of them, and
    those in ``untouched`` that have no annotation. An annotation that is there twice, equal in every field,
    counts once. Raises `ConfigError` for an answer about another article.
    """
    if (fit := getattr(policy, "fit", None)) is not None:
        with calling("policy", policy.name, policy, "failed while it looked at all articles"):
            fit((article, _each_once(given)) for article, given in articles())
    blocked: dict[str, LeftOut] = {}
    for item in unreadable:
        blocked.setdefault(item.article, item)
    known: set[str] = set()
    for article, every in articles():
        known.add(article.id)
        given = _each_once(every)
        selection.repeated += len(every) - len(given)
        if (left_out := blocked.pop(article.id, None)) is not None:
            selection.left_out.append(left_out)
            continue
        answer = _answer(article, given, policy, rules)
        if isinstance(answer, LeftOut):
            selection.left_out.append(answer)
            selection.published[article.id] = _published(answer, article, given, policy, pseudonyms)
            continue
        selection.noted += (Noted(article.id, finding) for finding in answer.findings)
        selection.unreviewed += answer.unreviewed
        selection.lifted.update(answer.lifted)
        selection.losses += (
            Noted(article.id, Finding(code, sentence))
            for code, sentences in answer.record.annotation.lost.items()
            for sentence in sentences
        )
        yield GoldRecord.of(
            answer.record.article,
            with_pseudonyms(answer.record.annotation, pseudonyms, answer.record.text or ""),
        )
    for item in (*blocked.values(), *map(_nobody, untouched)):
        if item.article not in known:
            known.add(item.article)
            selection.left_out.append(item)
    selection.left_out.sort(key=lambda item: item.article)


def _published(
    left_out: LeftOut, article: Article, given: Sequence[Annotation], policy: Policy, pseudonyms: Pseudonyms
) -> str:
    """The reason without names. Our own sentences name nobody, but may quote what people wrote."""
    text = article.text
    if left_out.code in (Reason.UNDECIDED, Reason.POLICY) or not isinstance(policy, SinglePolicy):
        people = {annotation.author for annotation in given if annotation.status is not Status.SUGGESTED}
        people |= {annotation.rewritten_by for annotation in given if annotation.rewritten_by is not None}
        return names_hidden(people, pseudonyms, text)(left_out.reason)
    return addresses_hidden(left_out.reason, text, pseudonyms)


def _each_once(given: Sequence[Annotation]) -> Sequence[Annotation]:
    """The annotations without those that are equal to an earlier one in every field."""
    if len(given) < 2:
        return given
    return list({annotation.to_json(): annotation for annotation in given}.values())


def _nobody(untouched: str | LeftOut) -> LeftOut:
    if isinstance(untouched, LeftOut):
        return untouched
    return LeftOut(untouched, "nobody has annotated it", code=Reason.NOBODY)


@dataclass(frozen=True)
class _Gold:
    """Gold with its decision, its findings and the counts of unreviewed values, in it or left out of it.

    ``lifted`` are the former versions of the ontology that its annotations were made with.
    """

    record: GoldRecord
    findings: list[Finding]
    unreviewed: Counter[str]
    lifted: frozenset[str]


def _answer(article: Article, given: Sequence[Annotation], policy: Policy, rules: Rules) -> _Gold | LeftOut:
    """The policy's answer as gold, or the reason why the article is left out."""
    noted: list[Finding] = []
    merged = []
    versions: set[str] = set()
    for annotation in given:
        present, former = rules.lifting.lift(annotation)
        without, doubles = merge_doubles(present)
        merged.append(without)
        if annotation.status in FINAL:
            # An answer of an earlier release may say that it was lifted then.
            earlier = made_with(present) if former in (None, present.ontology) else None
            versions.update(version for version in (former, earlier) if version is not None)
            # Of doubles that stay, `findings` of the answer tell.
            noted += (finding for finding in doubles if finding.severity is Severity.REPAIRED)
    with calling("policy", policy.name, policy, f"failed on article {article.id}"):
        answer = policy.decide(article, merged)
    if not isinstance(answer, GoldRecord | Undecided | LeftOut):
        raise wrong_answer("policy", policy.name, answer, "GoldRecord, Undecided or LeftOut")
    if isinstance(answer, Undecided):
        reason = f"undecided: {'; '.join(answer.disagreements)}"
        return LeftOut(article.id, reason, code=Reason.UNDECIDED)
    _check_same_article(article, given, answer, policy)
    if isinstance(answer, LeftOut):
        several = rules.of_file and answer.code == Reason.SEVERAL
        return replace(answer, remedy=ONE_IN_FILE) if several else answer
    annotation, doubles = merge_doubles(decided(answer.annotation))
    unreviewed = unreviewed_values(annotation)
    if rules.reviewed_only:
        annotation = without_unreviewed(annotation)
    found = [*findings(annotation, rules.ontology), *doubles]
    # The finding of a merged double is in `doubles`. `findings` repeats those that contradict each other.
    found = [item for item in found if item.code != "double" or item in doubles]
    found.extend(authorship_findings(annotation))
    found.extend(unsure_findings(annotation))
    if (objection := rules.objection(article.id, annotation, found)) is not None:
        return objection
    return _Gold(GoldRecord.of(answer.article, annotation), [*noted, *found], unreviewed, frozenset(versions))


def _check_same_article(
    article: Article, given: Sequence[Annotation], answer: GoldRecord | LeftOut, policy: Policy
) -> None:
    about = answer.article if isinstance(answer, LeftOut) else answer.article.id
    remedy = "A policy must answer about the article that it is asked about; tell its author."
    if about != article.id:
        raise ConfigError(
            f"the policy {policy.name} was asked about article {article.id}, and answered about article"
            f" {about}.",
            remedy=remedy,
        )
    if isinstance(answer, GoldRecord) and isinstance(answer.article, Article):
        texts = {article.digest, *(annotation.digest for annotation in given)}
        if answer.article.digest not in texts:
            raise ConfigError(
                f"the policy {policy.name} answered with another text of article {article.id}.",
                remedy=remedy,
            )
