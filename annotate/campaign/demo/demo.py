"""The whole loop against a real Label Studio, on the sample articles or on a folder of your own."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from annotate.campaign.demo.scripted_annotator import Gestures, sign_up, work_through
from annotate.campaign.demo.two_rounds import DemoRound, gestures_of, halves, learn_from
from annotate.campaign.rounds.state import CANDIDATE
from annotate.campaign.server.connect import one_moment
from annotate.campaign.server.sync import pull_file, push_file
from annotate.campaign.setup.new_project import new_project
from annotate.campaign.suggestions.suggest import suggest
from annotate.core import jsonl
from annotate.core.annotation import Annotation, Status
from annotate.core.errors import ConfigError
from annotate.core.matching import Tally
from annotate.core.ontology import Ontology
from annotate.core.record import Record
from annotate.evaluate.corrections import Corrections
from annotate.export.base import Losses
from annotate.export.registry import get_exporter
from annotate.gold.load import load_gold
from annotate.gold.making.options import ReleaseOptions
from annotate.gold.making.release import Release, create_release
from annotate.gold.pseudonyms import Pseudonyms
from annotate.project import FILE_NAME, Project
from annotate.studio.api.client import Studio
from annotate.studio.pull.decode_report import DecodeReport
from annotate.studio.pull.reading import records as read_records
from annotate.studio.server.embedded import EmbeddedServer
from annotate.train.entities.trainer import save, train_ner

SAMPLE = Path(__file__).parent / "sample"
RELEASE_NAME, OTHER_RELEASE_NAME, RELEASE_VERSION = "sample", "demo", "1.0.0"
_OWN_RELEASES = {f"{name}-{RELEASE_VERSION}" for name in (RELEASE_NAME, OTHER_RELEASE_NAME)}
_CANDIDATES = f"demo-{CANDIDATE}-"
_ABOUT_THE_SAMPLE = {
    "title": "Sample of annotate",
    "description": "Short dispatches with mentions of entities and events, made by 'annotate demo'. A script"
    " took the place of the annotator and corrected the suggestions.",
    "sources": "Dispatches written for annotate in the style of news agencies. No agency published them.",
    "intended_use": "To see what a release holds, and to try exports. It is too small to train or test with.",
    "licence": "Apache-2.0",
}
# The two sample articles that the scripted annotator does not submit.
SKIPPED, LEFT_AS_DRAFT = "goma-radios-suspendues", "port-vila-cyclones-aide"
_FORMATS = ("jsonl", "conll", "spacy")
_MARK = ".annotate-demo"  # marks a folder that the demo made and may clear
Say = Callable[[str], None]


@dataclass
class DemoReport:
    """The results of a demo. ``seconds`` maps each step to the time that it took."""

    folder: Path
    url: str = ""
    email: str = ""
    password: str = ""
    gestures: Gestures = field(default_factory=Gestures)
    corrections: Corrections = field(default_factory=lambda: Corrections(Ontology.load("diplomacy")))
    release: Release | None = None
    losses: dict[str, Losses] = field(default_factory=dict)
    scores: dict[str, Tally] | None = None
    rounds: list[DemoRound] = field(default_factory=list)
    seconds: dict[str, float] = field(default_factory=dict)


def run_demo(
    folder: Path,
    articles: str | None = None,
    *,
    keep: bool = False,
    training_seconds: float = 20,
    say: Say = lambda line: None,
) -> DemoReport:
    """Runs the whole loop in ``folder``. Every run clears this folder first.

    ``articles`` is a folder or file of your own; the default is the 12 sample articles with scripted answers.
    ``keep`` leaves the server running. Raises `ConfigError` if ``folder`` has files that no demo made.
    """
    project = _renewed(folder, articles is not None)
    report = DemoReport(folder)
    project.keep_state()
    server = EmbeddedServer(project.state / "server")
    try:
        _run(project, server, report, articles, training_seconds, say)
    finally:
        if not keep:
            server.down()
    return report


def _run(
    project: Project,
    server: EmbeddedServer,
    report: DemoReport,
    articles: str | None,
    training_seconds: float,
    say: Say,
) -> None:
    root = project.root
    suggestions, annotations = root / "suggestions.jsonl", root / "annotations.jsonl"
    with _step(
        "start Label Studio (it makes its database: 40 s, or minutes on a busy machine)", "up", report, say
    ):
        running = server.up()
    report.url = running.url
    account = server.credentials()
    report.email, report.password = account.email, account.password
    with Studio(running.url, account.token) as lead:
        with _step("pre-label the articles (loads a spaCy model)", "pre-labelled", report, say):
            suggest(project, [articles or str(SAMPLE / "articles")], suggestions)
        with _step("push the suggestions to Label Studio", "pushed", report, say):
            pushed = push_file(project, lead, suggestions)
        assert pushed.project_id is not None, "a push makes a project"
        first, second = halves(jsonl.read_records(suggestions))
        answers = None if articles else _answers()
        with Studio(running.url, sign_up(lead).token) as person:
            with _step("correct the first half, by a script in place of people", "corrected", report, say):
                _correct(project, report, person, pushed.project_id, first, answers)
            with _step("run a round: pull, learn, compare, suggest anew", "round 1", report, say):
                _round(project, report, first, first, training_seconds, say)
            if report.rounds[-1].model is not None:
                project = Project.load(root / FILE_NAME)
                again = root / "suggestions-2.jsonl"
                suggest(project, [articles or str(SAMPLE / "articles")], again)
                known = {record.article.id for record in second}
                second = [record for record in jsonl.read_records(again) if record.article.id in known]
            with _step("correct the second half", "corrected too", report, say):
                _correct(project, report, person, pushed.project_id, second, answers)
            with _step("run a round again", "round 2", report, say):
                _, former = halves(jsonl.read_records(suggestions))
                _round(project, report, second, former, training_seconds, say)
        with _step("pull all corrections", "pulled", report, say):
            pull_file(project, lead, annotations, drafts=True)
    with _step("release the submitted annotations as gold", "released", report, say):
        report.release = create_release(
            lambda: jsonl.read_records(annotations),
            project.ontology,
            project.root / project.settings.ontology,
            project.exports,
            Pseudonyms(project.local / "pseudonyms.json"),
            OTHER_RELEASE_NAME if articles else RELEASE_NAME,
            RELEASE_VERSION,
            options=ReleaseOptions(about={} if articles else _ABOUT_THE_SAMPLE),
        )
    gold = load_gold(report.release.folder)
    with _step(f"export the gold as {', '.join(_FORMATS)}", "exported", report, say):
        for name in _FORMATS:
            exporter = get_exporter(name)
            losses = exporter.export(gold, gold.ontology, root / f"gold{exporter.suffix}")
            report.losses[name] = losses
    if all(gold.splits.values()):
        with _step(f"train a model (at most {training_seconds:.0f} s, then save it)", "trained", report, say):
            trained = train_ner(gold, seconds=training_seconds)
            save(trained, root / "model")
        report.scores = trained.scores
    report.corrections = _corrections([*first, *second], annotations, project.ontology)


def _correct(
    project: Project,
    report: DemoReport,
    person: Studio,
    project_id: int,
    records: list[Record],
    answers: Mapping[str, Annotation] | None,
) -> None:
    """Lets the script work through some articles."""
    report.gestures += work_through(
        person, project_id, records, answers, project.ontology, skip=SKIPPED, draft=LEFT_AS_DRAFT
    )


def _round(
    project: Project, report: DemoReport, shown: list[Record], former: list[Record], seconds: float, say: Say
) -> None:
    """Runs a round, and notes what its articles cost. ``former`` are the suggestions of the first round."""
    made = learn_from(project, seconds, lambda line: say(f"    {line}"))
    with one_moment(project) as (plan, mirror):
        submitted = {
            record.article.id: record.annotation
            for record in read_records(mirror, plan, project.ontology, DecodeReport())
            if record.annotation.status is Status.SUBMITTED
        }
    done = [record.article.id for record in shown if record.article.id in submitted]
    report.rounds.append(
        DemoRound(
            articles=len(done),
            gestures=gestures_of(shown, submitted, project.ontology),
            former=gestures_of(former, submitted, project.ontology),
            trained=made.state.content.train,
            page=made.page,
        )
    )


def _renewed(folder: Path, any_articles: bool) -> Project:
    """Stops and removes an earlier demo in ``folder``. Then makes a new project in the folder."""
    if folder.exists() and any(folder.iterdir()):
        if not (folder / _MARK).exists():
            raise ConfigError(
                "is not empty and was not made by the demo.",
                where=str(folder),
                remedy="Choose another --folder.",
            )
        made = (path.name for path in (folder / "exports").glob("*"))
        own = [name for name in made if name not in _OWN_RELEASES and not name.startswith(_CANDIDATES)]
        if own:
            raise ConfigError(
                f"holds a release that the demo did not make: {', '.join(sorted(own))}.",
                where=str(folder),
                remedy="Move it away, or choose another --folder.",
            )
        if (folder / FILE_NAME).exists():
            before = Project.load(folder / FILE_NAME)
            EmbeddedServer(before.state / "server").down()
            shutil.rmtree(before.state, ignore_errors=True)
        shutil.rmtree(folder)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / _MARK).touch()
    return new_project(folder, name="demo", language="fr", ontology="diplomacy", url=None)


def _answers() -> dict[str, Annotation]:
    return {record.article.id: record.annotation for record in jsonl.read_records(SAMPLE / "gold.jsonl")}


def _corrections(shown: Iterable[Record], annotations: Path, ontology: Ontology) -> Corrections:
    submitted: dict[str, Record] = {
        record.article.id: record
        for record in jsonl.read_records(annotations)
        if record.annotation.status is Status.SUBMITTED
    }
    corrections = Corrections(ontology)
    for record in shown:
        if record.article.id in submitted:
            corrections.take(record.annotation, submitted[record.article.id].annotation)
    return corrections


@contextmanager
def _step(to_do: str, done: str, report: DemoReport, say: Say) -> Iterator[None]:
    """Says what begins, and how long it took."""
    say(f"{to_do} …")
    begun = time.monotonic()
    yield
    report.seconds[done] = time.monotonic() - begun
    say(f"  {done} ({report.seconds[done]:.1f} s)")
