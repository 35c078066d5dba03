"""One campaign on a real Label Studio, from the first suggestions to the last correction.

Each round suggests for the articles that nobody has corrected, pushes them in the order asked for, and has a
scripted annotator take tasks from Label Studio's own queue. Then it pulls, releases and trains. Every step
can be repeated, so a stopped campaign goes on with the step that was stopped.
"""

from __future__ import annotations

import os
import shutil
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from annotate.campaign.demo.scripted_annotator import corrected, sign_up
from annotate.campaign.release import Request, release
from annotate.campaign.server.next_articles import order_queue
from annotate.campaign.server.next_suggestions import order_suggestions
from annotate.campaign.server.sync import pull_file, push_file
from annotate.campaign.setup.new_project import new_project
from annotate.campaign.suggestions.suggest import suggest
from annotate.campaign.training.train import train_model
from annotate.core import jsonl
from annotate.core.annotation import Annotation, Status
from annotate.core.record import GoldRecord
from annotate.gold.making.options import ReleaseOptions
from annotate.project import FILE_NAME, STATE_VARIABLE, Project
from annotate.studio.api.client import Studio
from annotate.studio.codec.results import encode
from annotate.studio.screen.binding import bind
from annotate.studio.server.embedded import EmbeddedServer
from annotate.train.ordering.orders import Order
from benchmarks.campaign_corpora import Corpus
from benchmarks.campaign_measures import accuracy_of, costs_of, gestures_of
from benchmarks.campaign_models import described, use
from benchmarks.campaign_run import ROUNDS, CampaignRun, Round, TrainedRound, training_of
from benchmarks.run_files import read_run, save_run
from benchmarks.scripted_quality import Quality, answer_of

RELEASE = "simulated"
Suggestions = dict[str, Annotation]  # by article id


@dataclass
class Campaign:
    """A campaign in ``folder``, which keeps the project and the data of its Label Studio."""

    corpus: Corpus
    run: CampaignRun
    quality: Quality
    seconds: float
    folder: Path

    def __post_init__(self) -> None:
        self._gold = {record.article.id: record for record in self.corpus.gold.records}

    @property
    def _root(self) -> Path:
        return self.folder / "project"

    def go_on(self, rounds: int | None, kept: Callable[[CampaignRun], None]) -> None:
        """Does the rounds that are left, at most ``rounds``, and hands the campaign to ``kept`` after each.

        Without its folder, a campaign begins anew.
        """
        if not (self._root / FILE_NAME).is_file():
            self.run.rounds.clear()
            shutil.rmtree(self.folder, ignore_errors=True)
        os.environ[STATE_VARIABLE] = str(self.folder / "state")
        project = self._project()
        server = EmbeddedServer(project.state / "server")
        try:
            running = server.up()
            with Studio(running.url, server.credentials().token) as lead:
                person = self._person(lead)
                while not self.run.has_ended and rounds != 0:
                    self.run.rounds.append(_Step(self, project, lead, person).round())
                    kept(self.run)
                    rounds = None if rounds is None else rounds - 1
        finally:
            server.down()
        if self.run.has_ended:
            shutil.rmtree(self.folder)

    def _project(self) -> Project:
        if not (self._root / FILE_NAME).is_file():
            ontology = self.corpus.gold.ontology_name
            name = f"{self.corpus.name}-{self.run.order}-{self.run.seed}"
            new_project(self._root, name=name, language=self.corpus.language, ontology=ontology, url=None)
        project = Project.load(self._root / FILE_NAME)
        project.keep_state()
        return project

    def _person(self, lead: Studio) -> str:
        """The token of the annotator's account, which is made once."""
        path = self.folder / "state" / "annotator.token"
        if not path.is_file():
            token = sign_up(lead).token
            path.touch(mode=0o600)
            path.write_text(token, encoding="utf-8")
        return path.read_text(encoding="utf-8")


class _Step:
    """One round of a campaign."""

    def __init__(self, campaign: Campaign, project: Project, lead: Studio, person: str) -> None:
        self._campaign, self._run, self._corpus = campaign, campaign.run, campaign.corpus
        self._lead, self._person = lead, person
        self._number = len(self._run.rounds) + 1
        self._first_project = project
        self._project = self._with_model(project)
        self._gold = {record.article.id: record for record in self._corpus.gold.records}
        self._begun = time.monotonic()

    def round(self) -> Round:
        suggestions = self._suggested()
        version = self._pushed(suggestions)
        answers = self._annotated(suggestions, version)
        training = self._trained() if self._number < ROUNDS else None
        gold = self._corpus.gold
        made = Round(
            self._number,
            version,
            tuple(answers),
            costs_of(suggestions, _annotations(self._file("suggestions", 1)), gold),
            gestures_of(suggestions, answers, gold.ontology),
            accuracy_of(answers, gold),
            training,
            round(time.monotonic() - self._begun),
        )
        compared = made.compared()
        print(
            f"{self._run.corpus} {self._run.order} {self._run.seed}, round {self._number}:"
            f" {len(answers)} articles, {compared.one.gestures} actions,"
            f" {compared.other.gestures} with the first suggestions, {made.seconds:.0f} s",
            flush=True,
        )
        return made

    def _with_model(self, project: Project) -> Project:
        """The project with the last model that was not refused."""
        for number in reversed(range(1, self._number)):
            model = self._model(number)
            if model.is_dir():
                return use(project, model)
        return project

    def _model(self, number: int) -> Path:
        return self._project_folder / "models" / f"round-{number}"

    @property
    def _project_folder(self) -> Path:
        return self._first_project.root

    def _file(self, name: str, number: int | None = None) -> Path:
        return self._project_folder / f"{name}-{number or self._number}.jsonl"

    @property
    def _open(self) -> list[GoldRecord]:
        """The articles that were not corrected in the rounds before."""
        done = set(self._run.chosen)
        return [record for key, record in self._gold.items() if key not in done]

    def _suggested(self) -> Suggestions:
        path = self._file("suggestions")
        if not path.is_file():
            articles = self._file("articles")
            with articles.open("w", encoding="utf-8") as file:
                for record in self._open:
                    file.write(record.article.model_dump_json(exclude_defaults=True) + "\n")
            report = suggest(self._project, [str(articles)], path)
            if report.summary.failed:
                raise SystemExit("\n".join(map(str, report.summary.failed)))
        return _annotations(path)

    def _pushed(self, suggestions: Suggestions) -> str:
        """Pushes the suggestions with their places in the queue, and gives their version."""
        order, path = Order(self._run.order), self._file("suggestions")
        if self._number == 1:  # before the first push there is no campaign to order
            push_file(self._project, self._lead, path)
        else:
            order_suggestions(self._project, path, order, seed=self._run.seed)
            push_file(self._project, self._lead, path)
        queue = order_queue(self._project, self._lead, order, seed=self._run.seed)
        self._project_id = queue.project_id
        return queue.version

    def _annotated(self, suggestions: Suggestions, version: str) -> Suggestions:
        """The answers of this round, as they were pulled. Asks the annotator for those that are missing."""
        done = self._pulled(suggestions)
        missing = min(self._corpus.size, len(suggestions)) - len(done)
        with Studio(self._lead.url, self._person) as person:
            binding = bind(self._project.ontology, person.project(self._project_id)["label_config"])
            for _ in range(missing):
                task = person.get(f"/api/projects/{self._project_id}/next")
                article = str(task["data"]["article_id"])
                answer = self._answer(article, suggestions[article])
                body = {
                    "result": encode(answer, binding, scores=False),
                    "parent_prediction": _shown(task, version),
                }
                person.post(f"/api/tasks/{task['id']}/annotations/", body)
        return self._pulled(suggestions) if missing else done

    def _answer(self, article: str, suggestion: Annotation) -> Annotation:
        gold = self._gold[article]
        seed = f"{self._run.seed} {article}"
        answer = answer_of(
            suggestion,
            gold.annotation,
            gold.text or "",
            self._project.ontology,
            self._campaign.quality,
            seed,
        )
        return corrected(suggestion, answer, Counter())

    def _pulled(self, suggestions: Suggestions) -> Suggestions:
        """What was submitted in this round, in the order in which it was submitted."""
        path = self._file("annotations")
        pull_file(self._project, self._lead, path)
        found = {
            record.article.id: record.annotation
            for record in jsonl.read_records(path)
            if record.article.id in suggestions and record.annotation.status is Status.SUBMITTED
        }
        return dict(sorted(found.items(), key=lambda item: (str(item[1].created_at), item[0])))

    def _trained(self) -> TrainedRound:
        noted = self._project_folder / f"trained-{self._number}.json"
        if noted.is_file():
            return training_of(read_run(noted))
        model = self._model(self._number)
        shutil.rmtree(model, ignore_errors=True)  # of a stopped run, which has not noted it
        version = f"{self._number}.0.0"
        folder = self._project.exports / f"{RELEASE}-{version}"
        former = self._project.exports / f"{RELEASE}-{self._number - 1}.0.0"
        if not folder.is_dir():
            options = ReleaseOptions(previous=former if former.is_dir() else None)
            folder = release(self._project, Request(RELEASE, version, options=options)).release.folder
        done = _annotations(self._file("annotations")).keys()
        begun = time.monotonic()
        trained = train_model(
            folder,
            model,
            project=self._project,
            seconds=self._campaign.seconds,
            seed=self._run.seed,
            articles=[article for article in self._corpus.gold.articles if article.id not in done],
        )
        made = described(trained, folder, done, time.monotonic() - begun)
        save_run(vars(made), noted)
        return made


def _annotations(path: Path) -> Suggestions:
    return {record.article.id: record.annotation for record in jsonl.read_records(path)}


def _shown(task: Any, version: str) -> int:
    """The prediction that the annotator sees."""
    (shown,) = [one["id"] for one in task["predictions"] if one["model_version"] == version]
    return int(shown)
