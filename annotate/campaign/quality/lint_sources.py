"""Where lint reads submitted annotations: the mirror, or a file. And what pull and release find in them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from annotate.campaign.release import task_address
from annotate.campaign.server.connect import MIRROR, one_moment
from annotate.campaign.server.edited_ontology import as_on_screen
from annotate.campaign.server.ontology_in_use import FormerOntologies, known_ontologies, learn_in_use
from annotate.campaign.server.own_folder import look_at_folder
from annotate.core import jsonl
from annotate.core.annotation import Annotation, Entity, Status
from annotate.core.article import Article
from annotate.core.authorship import authorship_findings
from annotate.core.doubles import merge_doubles
from annotate.core.errors import ConfigError, InputError
from annotate.core.findings import Finding, Severity, about
from annotate.core.lifting import Lifting
from annotate.core.ontology import Ontology
from annotate.core.ontology_checks import findings
from annotate.core.record import GoldRecord, Record
from annotate.core.renaming import renamed
from annotate.core.unsure import unsure_findings
from annotate.gold.lint.article import suggestions_deleted
from annotate.gold.load import load_gold
from annotate.project import Project
from annotate.studio.codec.places import odd_edge
from annotate.studio.pull.decode_report import DecodeReport, Trouble
from annotate.studio.pull.reading import task_records
from annotate.studio.store.forgotten import FORGOTTEN_FILE
from annotate.studio.store.forgotten_content import without_forgotten
from annotate.studio.store.mirror import Mirror

# The codes of a part that the present ontology does not have.
_OF_FORMER_PARTS = frozenset(
    {
        "no-longer-asked",
        "unknown-entity-type",
        "unknown-event-type",
        "role-not-allowed",
        "attribute-not-allowed",
    }
)


@dataclass(frozen=True)
class KnownFinding:
    """A finding that pull or release has in an annotation, too."""

    code: str
    sentence: str
    words: str | None = None
    label: str | None = None
    region: str | None = None


Key = tuple[str, str | None, str, datetime | None]  # article, digest of its text, author, time of creation


def key_of(article: Article, annotation: Annotation) -> Key:
    """What an annotation is recognised by when it is read again."""
    return article.id, article.digest, annotation.author, annotation.created_at


@dataclass(frozen=True)
class Place:
    """Where an annotation is in Label Studio."""

    task: int
    annotation: int | None


@dataclass
class Source:
    """Annotations with what is known of them.

    ``places`` has the place of each annotation. ``pulled`` has what a pull finds; None for a file.
    ``forgotten`` are articles of a file that were not used.
    """

    ontology: Ontology
    where: str
    records: Callable[[], Iterable[Record]]
    lifting: Lifting
    without_former_parts: Lifting  # lifts the rest of an annotation, too
    address: Callable[[int], str] | None = None
    places: dict[Key, Place] = field(default_factory=dict)
    pulled: dict[Key, list[KnownFinding]] | None = None
    forgotten: dict[str, bool] = field(default_factory=dict)

    def link(self, task: int | None) -> str | None:
        """The address of a task."""
        return None if task is None or self.address is None else self.address(task)

    def known(self, article: Article, annotation: Annotation, ontology: Ontology) -> Iterator[KnownFinding]:
        """What pull and release find in an annotation: it could not be read, or the ontology forbids it.

        That it was made with another ontology is left out if each part concerned has a finding of its own.
        """
        found = list(self._found(article, annotation, ontology))
        obstacle = self.lifting.obstacle(annotation)
        if obstacle is not None and any(one.code in _OF_FORMER_PARTS for one in found):
            obstacle = self.without_former_parts.obstacle(annotation)
        if obstacle is not None:
            yield KnownFinding("other-ontology", obstacle[0])
        yield from found

    def _found(self, article: Article, annotation: Annotation, ontology: Ontology) -> Iterator[KnownFinding]:
        if self.pulled is not None:
            yield from self.pulled.get(key_of(article, annotation), ())
            return
        for code, sentences in annotation.lost.items():
            yield from (KnownFinding(code, sentence) for sentence in sentences)
        for finding in _in_record(article, annotation, ontology):
            if finding.severity is not Severity.REPAIRED:
                yield KnownFinding(finding.code, str(finding), finding.words, finding.label, finding.region)


def _liftings(present: Ontology, formers: FormerOntologies) -> tuple[Lifting, Lifting]:
    taking_out = Lifting(present, formers, with_losses=True, earlier=formers.every())
    return Lifting(present, formers), taking_out


@contextmanager
def of_mirror(project: Project) -> Iterator[Source]:
    """The submitted annotations that the last pull brought. Raises `ConfigError` if there was no pull."""
    check_pulled(project)
    project = as_on_screen(project)
    learn_in_use(project)
    with one_moment(project) as (plan, mirror):
        look_at_folder(project, plan)
        check_pulled(project, mirror)
        pulled: dict[Key, list[KnownFinding]] = {}
        source = Source(
            project.ontology,
            str(mirror.path),
            lambda: (),
            *_liftings(project.ontology, FormerOntologies(project, plan.ontologies)),
            task_address(project, plan),
            pulled=pulled,
        )

        def records() -> Iterator[Record]:
            report = DecodeReport()
            for found in task_records(mirror, plan, project.ontology, report):
                record, annotation = found.record, found.record.annotation
                if annotation.status is Status.SUBMITTED:
                    key = key_of(record.article, annotation)
                    source.places[key] = Place(found.task_id, found.annotation_id)
                    known = [_known(item) for item in _listed(report)]
                    if (deleted := suggestions_deleted(annotation, found.sent)) is not None:
                        known.append(KnownFinding(deleted.code, str(deleted)))
                    if known:
                        pulled.setdefault(key, []).extend(known)
                    yield record
                _empty(report)

        source.records = records
        yield source


def _listed(report: DecodeReport) -> Iterator[Trouble]:
    """The findings in a submitted annotation that a person can mend or should see."""
    for item in (*report.problems, *report.held, *report.noted):
        if item.status == Status.SUBMITTED:
            yield item


def _empty(report: DecodeReport) -> None:
    for items in (report.problems, report.held, report.noted, report.repaired, report.dropped):
        items.clear()


def _known(item: Trouble) -> KnownFinding:
    return KnownFinding(item.kind, item.what, item.words, item.label, item.region)


def check_pulled(project: Project, mirror: Mirror | None = None) -> None:
    """Raises `ConfigError` if there was no pull. Looks for a mirror if none is given, else into it."""
    if mirror is None:
        pulled = (project.local / MIRROR).exists()
    else:
        pulled = mirror.setting("label_config") is not None
    if not pulled:
        raise ConfigError(
            "nothing was pulled in this folder yet, so there is nothing to look at.",
            where=str(project.root),
            remedy="Run 'annotate pull', or name a file of annotations with --from.",
        )


@contextmanager
def of_file(project: Project, path: Path, ontology: str | None) -> Iterator[Source]:
    """The annotations of a JSON Lines file, or the gold of a release folder.

    Raises `InputError` for a release without texts.
    """
    if path.is_dir():
        gold = load_gold(path, ontology=ontology)
        present, file = gold.ontology, gold.file
    else:
        present = project.ontology if ontology is None else Ontology.load(ontology, project.root)
        gold, file = None, path

    def records() -> Iterator[Record]:
        read = jsonl.read_records(file) if gold is None else map(_with_text, gold)
        return without_forgotten(read, project.local / FORGOTTEN_FILE, source.forgotten)

    with known_ontologies(project) as log:
        formers = FormerOntologies(project, log, file)
        source = Source(present, str(path), records, *_liftings(present, formers))
        yield source


def _with_text(record: GoldRecord) -> Record:
    if not isinstance(record.article, Article):
        raise InputError(
            f"has no texts (article {record.article.id!r}), and lint reads the words.",
            remedy="Restore them with 'annotate release join', and lint the joined release.",
        )
    return Record.of(record.article, record.annotation)


def _in_record(article: Article, annotation: Annotation, ontology: Ontology) -> Iterator[Finding]:
    """What release finds in an annotation of a file, and what pull would have noted of its regions."""
    try:
        present = renamed(annotation, ontology)
    except ValueError:
        present = annotation
    _, doubles = merge_doubles(present)
    yield from doubles
    yield from (item for item in findings(present, ontology) if item.code != "double")
    yield from authorship_findings(annotation)
    yield from unsure_findings(annotation)
    for region in annotation.regions:
        if region.note is not None:
            yield about("note", region, f"has the note: {region.note}")
        span = region if isinstance(region, Entity) else region.trigger
        if span is not None and (why := odd_edge(article.text, span.start, span.end)):
            yield about("punctuation", region, why)
