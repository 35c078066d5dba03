"""Each job of an annotator, done as the guide describes it: what it costs, and that it comes back right."""

from __future__ import annotations

import pytest

from annotate.core.annotation import Argument, Entity, Event, Status, Trigger
from annotate.evaluate.gestures import GESTURES, Job
from tests.browser.conftest import Pushed
from tests.browser.gestures import dispatches, measured
from tests.browser.gestures.former import FormerJobs
from tests.browser.gestures.gold import Gold, content
from tests.browser.gestures.jobs import Arrow
from tests.browser.gestures.session import FORMER_ONTOLOGY, ONTOLOGY, Session, begin
from tests.browser.screen import Screen
from tests.conftest import Server

pytestmark = [pytest.mark.studio, pytest.mark.browser]
ARTICLE, OTHER = "fr-a3", "fr-b5"


def arrow(gold: Gold, event: str, type: str, mention: str, label: str, role: str) -> Arrow:
    return Arrow(gold.words(event), type, gold.words(mention), label, role)


def do_all(session: Session) -> dict[Job, int]:
    """Does every job once. The Relations tab is open, as on every day but the first."""
    jobs, counted = session.jobs, {}
    gold = Gold(session.sent[ARTICLE], ())
    at = gold.words

    def job(job: Job, do: object, *arguments: object) -> None:
        jobs.rest()
        assert callable(do)
        counted[job] = session.count(lambda: do(*arguments))

    jobs.open_relations()
    job(Job.DELETE, jobs.delete, at("Mohammed VI"), "PER")
    job(Job.RELABEL, jobs.relabel, at("président"), "ROLE", "PER")
    job(Job.RELABEL_ACROSS, jobs.cross, at("entretiens"), "CONSULT", "ORG", {})
    job(Job.NEW_MENTION, jobs.draw, at("autonomie"), "ORG")
    usual = {"modality": "asserted", "polarity": "positive"}
    job(Job.NEW_EVENT, jobs.draw, at("conjoint"), "COOPERATE", usual)
    job(Job.VALUE, jobs.attribute, at("loué"), "SUPPORT", "modality", "planned")
    jobs.attribute(at("soutien"), "SUPPORT", "modality", "planned")
    counted[Job.NEXT_VALUE] = session.count(
        lambda: jobs.attribute(at("soutien"), "SUPPORT", "polarity", "negated")
    )
    job(Job.TYPED_VALUE, jobs.attribute, at("2007"), "DATE", "value", "2006")
    # The mention has an argument, so its arrow is to stay.
    name, short = at("Chanda Mulenga"), at("Mulenga")
    met = arrow(gold, "entretenu", "CONSULT", "Mulenga", "PER", "Agent")
    job(Job.MOVE, jobs.move, name, "PER", short, {}, [met])
    job(Job.NEW_ARGUMENT, jobs.argue, arrow(gold, "loué", "SUPPORT", "Hakainde Hichilema", "PER", "Agent"))
    chosen = arrow(gold, "soutien", "SUPPORT", "Rabat", "LOC", "Place")
    job(Job.CHOSEN_ARGUMENT, jobs.argue, chosen)
    # Of 32 arrows, the panel shows the first ten: these two are further down.
    held = arrow(gold, "tiendra", "CONSULT", "Lusaka", "LOC", "Place")
    job(Job.ROLE, jobs.change_role, held, "Recipient")
    since = arrow(gold, "collaborent", "COOPERATE", "2022", "DATE", "Time")
    job(Job.REMOVE_ARGUMENT, jobs.remove_argument, since)
    job(Job.ARTICLE_TYPE, jobs.article_type, "AID")
    if not isinstance(jobs, FormerJobs):
        job(Job.UNSURE, jobs.unsure)
    counted[Job.SUBMIT] = session.count(jobs.submit)
    session.wait_for(OTHER)
    counted[Job.SKIP] = session.count(jobs.skip)
    return counted


def intended(session: Session) -> tuple[object, object]:
    """The article as these jobs are to leave it."""
    record = session.sent[ARTICLE].annotation
    gold = Gold(session.sent[ARTICLE], ())

    def mention(said: str) -> str:
        found = gold.mention(gold.words(said))
        assert found is not None
        return found.id

    def entity(said: str, label: str) -> Entity:
        at = gold.words(said)
        return Entity(id=f"new-{at.start}", start=at.start, end=at.end, label=label, text=said)

    changed: dict[str, dict[str, object]] = {
        mention("président"): {"label": "PER"},
        mention("2007"): {"attributes": {"value": "2006"}},
        mention("Chanda Mulenga"): {"start": gold.words("Mulenga").start, "text": "Mulenga"},
    }
    entities = [one.with_(**changed.get(one.id, {})) for one in record.entities if one.text != "Mohammed VI"]
    entities += [entity("entretiens", "ORG"), entity("autonomie", "ORG")]
    events = {one.trigger.text: one for one in record.events if one.trigger is not None}
    del events["entretiens"]
    usual = {"modality": "asserted", "polarity": "positive"}
    at = gold.words("conjoint")
    trigger = Trigger(start=at.start, end=at.end, text="conjoint")
    events["conjoint"] = Event(id="new", type="COOPERATE", trigger=trigger, attributes=usual)
    events["aid"] = Event(id="type", type="AID", trigger=None)

    def change(said: str, attributes: dict[str, str], *arguments: Argument, without: str = "") -> None:
        kept = tuple(use for use in events[said].arguments if use.entity != without)
        events[said] = events[said].with_(
            attributes={**events[said].attributes, **attributes}, arguments=(*kept, *arguments)
        )

    president = Argument(role="Agent", entity=mention("Hakainde Hichilema"))
    change("loué", {"modality": "planned"}, president)
    rabat = Argument(role="Place", entity=mention("Rabat"))
    change("soutien", {"modality": "planned", "polarity": "negated"}, rabat)
    lusaka = mention("Lusaka")
    change("tiendra", {}, Argument(role="Recipient", entity=lusaka), without=lusaka)
    change("collaborent", {}, without=mention("2022"))
    return content(record.with_(entities=tuple(entities), events=tuple(events.values())))


def test_each_job_costs_what_the_page_says(server: Server, signed_in: Screen, pushed: Pushed) -> None:
    sent = [dispatches.accepted(dispatches.gold_of(id), ONTOLOGY) for id in (ARTICLE, OTHER)]
    session = begin(server, signed_in, pushed, sent)
    counted = do_all(session)
    assert counted == dict(GESTURES)
    pulled = session.pulled()
    assert pulled[OTHER].status is Status.SKIPPED
    assert content(pulled[ARTICLE]) == intended(session)
    assert (pulled[ARTICLE].lost, pulled[ARTICLE].unsure) == ({}, "")


@pytest.mark.slow
def test_on_the_former_screen_jobs_cost_what_the_page_says(
    server: Server, signed_in: Screen, pushed: Pushed
) -> None:
    sent = [dispatches.accepted(dispatches.gold_of(id), FORMER_ONTOLOGY) for id in (ARTICLE, OTHER)]
    session = begin(server, signed_in, pushed, sent, former=True)
    counted = {str(job): cost for job, cost in do_all(session).items()}
    measured.check(counted, "jobs", "former")
    assert content(session.pulled()[ARTICLE]) == intended(session)
