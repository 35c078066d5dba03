"""Reads Label Studio's JSON: the inverse of the export, and a reader of projects made by hand."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from annotate.core.annotation import Annotation, Status
from annotate.core.article import Article
from annotate.core.authorship import UNKNOWN
from annotate.core.errors import InputError
from annotate.core.findings import Finding, lost_of
from annotate.core.jsonl import parse, rereadable, validation_sentence
from annotate.core.ontology import Ontology
from annotate.core.record import Record
from annotate.export.unread import Report, Unread, refuse
from annotate.studio.codec.results import Decoded, decode, encode
from annotate.studio.codec.stored_text import StoredText
from annotate.studio.codec.tasks import Unreadable, article_of
from annotate.studio.exchange.exporter import RECORD, for_own_screen, results_digest
from annotate.studio.exchange.people import author_of
from annotate.studio.exchange.shown import merged, shown_of
from annotate.studio.exchange.survey import ForeignScreen, Survey, named
from annotate.studio.exchange.task_file import Body, FileTask, file_tasks
from annotate.studio.exchange.twins import first_of_twins, shared_ids
from annotate.studio.screen.binding import Binding, own_binding
from annotate.studio.screen.label_config import TEXT_KEY

Bad = Callable[[str, str], None]
_LONGEST_S = 1e8  # about three years; a longer lead time cannot be real
_DOUBLE = "second marks of the same words with the same label, merged with the first"
_TIMES = frozenset({"created_at", "updated_at"})


@dataclass
class FileAnnotation:
    """An annotation of a file, and the relations that could not be read without knowing more.

    ``foreign`` says that labels and attributes are those of a project made by hand; then ``relations`` are
    triples of label, source and target, which are ids of regions. ``doubles`` are second marks of the same
    words with the same label, merged with the first. ``nameless`` says that the file names no author.
    """

    where: str
    record: Record
    foreign: bool = False
    relations: list[tuple[str, str, str]] = field(default_factory=list)
    doubles: list[Unread] = field(default_factory=list)
    nameless: bool = False


def read_labelstudio(
    path: Path,
    report: Report = refuse,
    *,
    ontology: Ontology,
    drafts: bool = False,
    predictions: bool = False,
) -> Iterator[Record]:
    """Yields a record for each annotation of a file of Label Studio's, or of a folder of such files.

    An annotation that `LabelStudioExporter` wrote comes back as it was, with what was changed on the screen.
    Labels and attributes of a project made by hand are those of the file. ``report`` gets what cannot be
    read; without it, that raises `InputError`. Skipped annotations are read, drafts and predictions only
    if asked for. Tasks that nobody annotated yield nothing.
    """

    def bad(where: str, why: str) -> None:
        raise InputError(f"{why}.", where=where, remedy="Export again as JSON.")

    for found in file_annotations(path, ontology, report, bad, drafts=drafts, predictions=predictions):
        for label, source, target in found.relations:
            words = {one.id: one.text for one in found.record.annotation.entities}
            said = " → ".join(words.get(end, end) for end in (source, target))
            report(Unread(found.record.article.id, f"relation {label}", said, "neither end is an event"))
        yield found.record


def file_annotations(
    path: Path,
    ontology: Ontology,
    report: Report,
    bad: Bad,
    *,
    drafts: bool = False,
    predictions: bool = False,
    check: Report | None = None,
) -> Iterator[FileAnnotation]:
    """Like `read_labelstudio`, with the relations of projects made by hand.

    ``bad`` gets the place and the reason for what is no task. ``check`` gets what is read as it is, although
    it is doubtful; without it, ``report`` does.
    """
    ours = for_own_screen(ontology)
    binding = own_binding(ours)
    with nullcontext(path) if path.is_dir() else rereadable(path) as file:
        survey = Survey()
        for task in file_tasks(file, lambda where, why: None):
            survey.add(task)
        own = survey.is_own(binding)
        screen = None if own else survey.screen()
        text_key = TEXT_KEY if own or survey.exported else survey.text_key
        for task in file_tasks(file, bad):
            reader = _TaskReader(task, text_key, ours, binding, screen, report, bad, check or report)
            yield from reader.annotations(drafts=drafts, predictions=predictions)


class _TaskReader:
    """Reads the annotations of one task. ``screen`` is None for the screen that annotate generates."""

    def __init__(
        self,
        task: FileTask,
        text_key: str,
        ontology: Ontology,
        binding: Binding,
        screen: ForeignScreen | None,
        report: Report,
        bad: Bad,
        check: Report,
    ) -> None:
        self._task = task
        self._check = check
        self._screen = screen
        self._ontology = ontology if screen is None else screen.ontology
        self._binding = binding if screen is None else screen.binding
        self._report = report
        self._bad = bad
        name = f"task-{task.id}" if task.id is not None else f"task-{task.where.rpartition(' ')[2]}"
        self._article = article_of(task.data, text_key, other_id=name)
        stored = task.data.get(text_key)
        self._stored = StoredText(stored if isinstance(stored, str) else "")
        self._kept = task.data.get(RECORD)
        self._original = self._exported()
        if self._original is not None:
            self._article = self._original.article

    def annotations(self, *, drafts: bool, predictions: bool) -> Iterator[FileAnnotation]:
        """The annotations, then the drafts and predictions if they are asked for."""
        bodies = [
            (body, Status.SKIPPED if body.get("was_cancelled") or body.get("skipped") else Status.SUBMITTED)
            for body in self._task.annotations
        ]
        bodies += [(body, Status.DRAFT) for body in self._task.drafts if drafts]
        bodies += [(body, Status.SUGGESTED) for body in self._task.predictions if predictions]
        if isinstance(self._article, Unreadable):
            if bodies:
                self._bad(self._task.where, self._article.why)
            return
        for body, status in bodies:
            yield self._annotation(self._article, body, status)

    def _annotation(self, article: Article, body: Body, status: Status) -> FileAnnotation:
        results = body.get("result")
        if not isinstance(results, list):
            self._unread(article, "annotation", "", "it has no list of regions; read as empty")
            results = []
        original = self._original if self._is_exported(body, status) else None
        if original is not None and results_digest(results) == self._kept_field("shown"):
            return FileAnnotation(self._task.where, original)
        if original is not None and self._screen is None:
            return self._changed(original, article, body, results)
        if original is not None:
            made_with = original.annotation.ontology or "another ontology"
            why = f"it was changed, and has labels of {made_with}: what no screen shows is left out"
            self._unread(article, f"annotation {body.get('id')}", "", why)
        relations: list[tuple[str, str, str]] = []
        if self._screen is not None:
            shared = shared_ids(results)
            results, relations = _without_relations(results, self._screen.text)
            for label, *ends in [one for one in relations if not shared.isdisjoint(one[1:])]:
                why = f"several regions have the id {next(end for end in ends if end in shared)}"
                self._unread(article, f"relation {label}", " → ".join(ends), why)
            relations = [one for one in relations if shared.isdisjoint(one[1:])]
        decoded = decode(results, self._stored, self._binding, self._ontology)
        annotation = self._made(article, body, status, decoded)
        doubles = [
            Unread(article.id, str(one.region), one.words or "", _DOUBLE)
            for one in decoded.findings
            if one.code in ("double", "double-event")
        ]
        if self._screen is not None:
            if doubles and relations:
                every = decode(results, self._stored, self._binding, self._ontology, repair=False)
                twins = first_of_twins(decoded, every, self._stored.text)
                relations = [
                    (label, twins.get(one, one), twins.get(other, other)) for label, one, other in relations
                ]
            annotation = self._screen.as_in_the_file(annotation)
        foreign = self._screen is not None
        made = Record.of(article, annotation)
        nameless = annotation.author == UNKNOWN
        return FileAnnotation(self._task.where, made, foreign, relations, doubles, nameless)

    def _changed(self, original: Record, article: Article, body: Body, results: list[Any]) -> FileAnnotation:
        """An exported annotation, if it was changed: what the screen does not show stays."""
        shown = shown_of(original.annotation, self._binding, self._ontology)
        sent = encode(shown, self._binding, scores=False)
        before, after = (
            decode(one, self._stored, self._binding, self._ontology, (shown,), repair=False)
            for one in (sent, results)
        )
        if (before.entities, before.events, before.unsure) == (after.entities, after.events, after.unsure):
            return FileAnnotation(self._task.where, original)
        made = self._made(article, body, Status.SUBMITTED, after)
        regions = merged(original.annotation, before, after)
        kept = {"ontology": original.annotation.ontology, **regions}
        return FileAnnotation(self._task.where, Record.of(article, made.with_(**kept)))

    def _made(self, article: Article, body: Body, status: Status, decoded: Decoded) -> Annotation:
        """The annotation. Reports what was not read, and leaves out times that cannot be read."""
        for finding in decoded.findings:
            if finding.severity.holds_back or finding.kind.drops:
                self._found(article, finding)
        author = author_of(body, status)
        lead = body.get("lead_time")
        fields: dict[str, Any] = {
            "author": author,
            "status": status,
            "ontology": self._ontology.id,
            "digest": article.digest,
            "created_at": body.get("created_at"),
            "updated_at": body.get("updated_at"),
            "lead_time_s": lead if isinstance(lead, (int, float)) and 0 <= lead <= _LONGEST_S else None,
            "entities": decoded.entities,
            "events": decoded.events,
            "lost": lost_of(decoded.findings),
            "unsure": decoded.unsure,
        }
        try:
            return Annotation(**fields)
        except ValidationError as error:
            wrong = {str(item["loc"][0]) for item in error.errors() if item["loc"]}
            why = f"{validation_sentence(error)}; "
            if wrong and wrong <= _TIMES:
                self._unread(article, f"annotation {body.get('id')}", "", f"{why}left out")
                return Annotation(**{**fields, **dict.fromkeys(wrong)})
            self._unread(article, f"annotation {body.get('id')}", "", f"{why}its regions are left out")
            gone = {"entities": (), "events": (), **dict.fromkeys(_TIMES)}
            return Annotation(**{**fields, **gone, "lost": {**fields["lost"], "not-usable": (why,)}})

    def _is_exported(self, body: Body, status: Status) -> bool:
        """Whether an annotation is the one that was exported: Label Studio keeps its number at an import."""
        if status in (Status.DRAFT, Status.SUGGESTED):
            return False
        number = body["import_id"] if "import_id" in body else body.get("id")
        return number is not None and number == self._kept_field("annotation_id")

    def _exported(self) -> Record | None:
        """The record that was exported with this task, if it was, and its text is still the same."""
        content = self._kept_field("content")
        if isinstance(self._article, Unreadable) or not isinstance(content, dict):
            return None
        try:
            return parse(Record, _with_texts(content, self._stored.stored), where=self._task.where)
        except (InputError, KeyError, TypeError, AttributeError) as error:
            what = error.what if isinstance(error, InputError) else "it has another form"
            why = f"it does not fit its text, so what the screen does not show is left out: {what}"
            self._unread(self._article, "exported record", "", why)
            return None

    def _kept_field(self, name: str) -> Any:
        return self._kept.get(name) if isinstance(self._kept, dict) else None

    def _found(self, article: Article, finding: Finding) -> None:
        region = " ".join(part for part in (finding.region, finding.label) if part) or finding.code
        tell = self._check if finding.kind.outcome.startswith(("kept", "both kept")) else self._report
        tell(Unread(article.id, region, finding.words or "", finding.rule))

    def _unread(self, article: Article, region: str, words: str, why: str) -> None:
        self._report(Unread(article.id, region, words, why))


def _without_relations(results: list[Any], text: str) -> tuple[list[Any], list[tuple[str, str, str]]]:
    """The results without relations, and the relations. Every result gets the name of its control."""
    kept, relations = [], []
    for result in results:
        if not isinstance(result, dict):
            kept.append(result)
        elif result.get("type") == "relation" or ("from_id" in result and "to_id" in result):
            ends = [str(result.get("from_id")), str(result.get("to_id"))]
            source, target = ends[::-1] if result.get("direction") == "left" else ends
            given = result.get("labels")
            names = [str(one) for one in given] if isinstance(given, list) and given else [""]
            relations += [(name, source, target) for name in names]
        else:
            name = named(result)
            kept.append(result if name is None else {"to_name": text, **result, "from_name": name})
    return kept, relations


def _with_texts(content: dict[str, Any], text: str) -> dict[str, Any]:
    """The exported record with the texts that the task's data says."""
    annotation = dict(content["annotation"])
    entities = [{**one, "text": text[one["start"] : one["end"]]} for one in annotation.pop("entities", ())]
    events = []
    for one in annotation.pop("events", ()):
        trigger = one.get("trigger")
        if trigger is not None:
            trigger = {**trigger, "text": text[trigger["start"] : trigger["end"]]}
        events.append({**one, "trigger": trigger})
    regions = {"entities": entities, "events": events}
    return {
        **content,
        "article": {**content["article"], "text": text},
        "annotation": {**annotation, **regions},
    }
