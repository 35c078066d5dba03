"""Each fault of the proxy during a push and during a pull, followed by a run without faults."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from itertools import cycle

from annotate.core.errors import StudioError
from annotate.core.record import Record
from annotate.studio.api.bounds import ANSWER_S
from annotate.studio.api.client import Studio
from tests.loop.campaign import Campaign
from tests.reliability import truth
from tests.reliability.calls import small_calls
from tests.reliability.dispatches import dispatches
from tests.reliability.faults import Fault
from tests.reliability.faulty_proxy import FaultyProxy, Kind, Schedule, faulty_proxy
from tests.reliability.stage import Annotated, CaseResult, ClientFolder, Stage

_MOST_RUNS = 5
_LAST_OF_A_LATER_PULL = 2  # it lists the latest changes, then the tasks that differ


def push_through(stage: Stage, faults: Sequence[Fault], seed: int) -> CaseResult:
    """Pushes two versions of suggestions: first tasks with one, then the other for these tasks."""
    outcome = CaseResult(f"push: {_name(faults)}", seed, least=2)
    turns = cycle(faults)
    place = stage.place()
    versions = [dispatches(stage.scale.tasks, version) for version in ("m1", "m2")]
    with small_calls(stage.scale.calls, stage.scale.grace_s), faulty_proxy(stage.server.url) as proxy:
        for phase, records in enumerate(versions):
            proxy.strike(turns, _schedule(stage, faults, seed + phase, Kind.IMPORT, 2 + (seed + phase) % 3))
            run = partial(_pushed, records)
            _until_done(outcome, partial(_client, stage, faults, proxy.url), run, place)
        proxy.settle()
        outcome.struck = proxy.struck.total()
        outcome.check(proxy.struck[Kind.IMPORT] >= 2, "not an import of each version was struck")
        _check_all(outcome, faults, proxy)
        outcome.check(not proxy.failed, f"{proxy.failed} calls failed by themselves")
        with stage.client() as studio:
            again = place.campaign(studio).push(*versions[1])
            outcome.check(again.added + again.suggestions == 0, f"a second push sent {again}")
            if again.duplicates:
                outcome.notes.append(
                    f"{len(again.duplicates)} duplicates named by the next push, removed on request"
                )
                place.campaign(studio).push(*versions[1], remove_duplicates=True)
    outcome.losses = truth.pushed(stage.database, place.project, *versions)
    return outcome


def pull_through(stage: Stage, annotated: Annotated, faults: Sequence[Fault], seed: int) -> CaseResult:
    """Pulls twice through the faults: first everything, then what changed since."""
    outcome = CaseResult(f"pull: {_name(faults)}", seed, least=2)
    turns = cycle(faults)
    place = annotated.place()
    with small_calls(stage.scale.calls, stage.scale.grace_s), faulty_proxy(stage.server.url) as proxy:
        for phase, sure in enumerate((2 + seed % 3, _LAST_OF_A_LATER_PULL)):
            before = proxy.struck[Kind.LIST]
            proxy.strike(turns, _schedule(stage, faults, seed + phase, Kind.LIST, sure))
            _until_done(outcome, partial(_client, stage, faults, proxy.url), Campaign.update, place)
            outcome.check(proxy.struck[Kind.LIST] > before, f"no listing of pull {phase + 1} was struck")
            annotated.change()
        proxy.settle()
        outcome.struck = proxy.struck.total()
        _check_all(outcome, faults, proxy)
        outcome.check(not proxy.failed, f"{proxy.failed} calls failed by themselves")
    with stage.client() as studio:
        campaign = place.campaign(studio)
        report = campaign.update()
        outcome.check(not report.set_aside, f"set aside although readable: {report.set_aside}")
        outcome.losses = annotated.compare(campaign)
    return outcome


def _pushed(records: list[Record], campaign: Campaign) -> None:
    campaign.push(*records)


def _name(faults: Sequence[Fault]) -> str:
    return faults[0].name if len(faults) == 1 else f"{len(faults)} faults in turn"


def _check_all(outcome: CaseResult, faults: Sequence[Fault], proxy: FaultyProxy) -> None:
    missing = [fault.name for fault in faults if not proxy.by_fault[fault.name]]
    outcome.check(not missing, f"never struck: {', '.join(missing)}")


def _client(stage: Stage, faults: Sequence[Fault], url: str) -> Studio:
    limits = [fault.answer_s for fault in faults if fault.answer_s is not None]
    return Studio(url, stage.server.token, answer_s=min(limits, default=ANSWER_S))


def _schedule(stage: Stage, faults: Sequence[Fault], seed: int, kind: Kind, sure: int) -> Schedule:
    """For one fault, breaks one call of a kind, and others by chance; for many, every other call."""
    if len(faults) > 1:
        return Schedule(seed, {kind: range(2, 1_000, 2)})
    rates = dict.fromkeys((Kind.IMPORT, Kind.LIST, Kind.OTHER), stage.scale.rate)
    return Schedule(seed, {kind: [sure]}, {} if faults[0].once else rates)


def _until_done(
    outcome: CaseResult, client: Callable[[], Studio], work: Callable[[Campaign], object], place: ClientFolder
) -> None:
    """Runs it as a user would: if it gives up with an error, runs it again."""
    for run in range(1, _MOST_RUNS + 1):
        with client() as studio:
            try:
                work(place.campaign(studio))
            except StudioError as error:
                outcome.notes.append(f"run {run} gave up ({error})")
            else:
                return
    outcome.wrong.append(f"not done after {_MOST_RUNS} runs")
