"""What a pull once read from blanks stays, when the annotation is saved again under another ontology."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from annotate.core.annotation import Annotation, Event
from annotate.core.filled_in import filled_in
from annotate.core.ontology import Ontology
from annotate.studio.codec.results import encode
from annotate.studio.codec.tasks import task_data, task_key
from annotate.studio.pull.decode_report import DecodeReport
from annotate.studio.pull.reading import records
from annotate.studio.screen.binding import own_binding
from annotate.studio.screen.label_config import build_label_config
from annotate.studio.store.mirror import Mirror
from annotate.studio.store.plan import Plan
from tests.builders import TEXT, annotation, article, event, meeting
from tests.studio.codec.test_arrows_without_role import arrow, label

ONTOLOGY = Ontology.load("diplomacy")
BINDING = own_binding(ONTOLOGY)
USUAL = {"modality": "asserted", "polarity": "positive"}
START = datetime(2026, 1, 1, tzinfo=UTC)
Form = dict[str, Any]


def version(number: str, change: Callable[[Form], object]) -> Ontology:
    """A later version of the ontology."""
    form = ONTOLOGY.model_dump(mode="json", exclude_defaults=True)
    change(form)
    return Ontology.model_validate({**form, "version": number})


def usual_is(value: str | None, name: str = "modality") -> Callable[[Form], object]:
    def change(form: Form) -> None:
        form["attributes"][name].pop("default", None)
        if value is not None:
            form["attributes"][name]["default"] = value

    return change


def two_agents(form: Form) -> None:
    """Another role is drawn as Agent is, and the same mentions may fill it."""
    form["roles"]["Witness"] = {**form["roles"]["Agent"]}
    form["events"]["CONSULT"]["roles"]["Witness"] = {}


@dataclass
class Campaign:
    """One annotation of an article, saved and pulled again and again."""

    mirror: Mirror
    plan: Plan
    ontology: Ontology = ONTOLOGY
    day: int = 0
    report: DecodeReport = field(default_factory=DecodeReport)

    def use(self, ontology: Ontology) -> None:
        self.day += 1
        self.ontology = ontology
        self.plan.ontologies.note(ontology, START + timedelta(days=self.day))

    def save(self, *results: Any, made_at: datetime = START, draft_of: int | None = None) -> None:
        """A person presses Submit or Update."""
        self.day += 1
        sent = meeting()
        key = task_key(sent.article.id, sent.article.digest)
        times = {
            "created_at": made_at.isoformat(),
            "updated_at": (START + timedelta(days=self.day)).isoformat(),
        }
        body = {"id": 1, "completed_by": 3, "result": [*results], **times}
        task = {"id": 1, "data": task_data(sent.article, key), **times}
        if draft_of is None:
            self.mirror.update([{**task, "annotations": [body]}])
        else:
            self.mirror.update_drafts(1, [{**body, "id": 9, "user": 3, "annotation": draft_of}])

    def pull(self, *, drafts: bool = False, **options: Any) -> Annotation:
        """What is read of the annotation, or of the draft."""
        self.report = DecodeReport()
        found = [*records(self.mirror, self.plan, self.ontology, self.report, drafts=drafts, **options)]
        self.plan.filled_roles.keep(self.report.filled_roles)
        self.plan.read_blanks.keep(self.report.blanks)
        return found[-1].annotation

    def event(self, **options: Any) -> Event:
        return self.pull(**options).events[0]

    def arguments(self, **options: Any) -> list[tuple[str, str, bool]]:
        """Role and mention of each argument, and whether the role was reviewed."""
        return [(one.role, one.entity, not one.unreviewed) for one in self.event(**options).arguments]


@pytest.fixture
def campaign(tmp_path: Path) -> Iterator[Campaign]:
    mirror, plan = Mirror(tmp_path / "mirror.sqlite"), Plan(tmp_path / "plan.sqlite")
    mirror.set_settings(label_config=build_label_config(WITNESS), users={"3": "ana@example.org"})
    plan.add([meeting()])
    plan.ontologies.note(ONTOLOGY, None)
    yield Campaign(mirror, plan)
    mirror.close()
    plan.close()


def value(name: str, value: str, id: str = "v") -> Any:
    """A value of a trigger, as the screen stores it."""
    made = event(TEXT, "rencontré", "CONSULT", id, attributes={name: value})
    results = encode(annotation(article(), (), (made,)), BINDING, scores=False)
    (found,) = [one for one in results if one["type"] == "choices"]
    return found


TRIGGER = label("rencontré", "CONSULT", "v", "triggers")
PERSON = label("Ana Pérez", "PER", "p")
PLANNED = version("2.0.0", usual_is("planned"))
WITNESS = version("1.9.0", two_agents)


def test_a_changed_usual_value_changes_no_region_that_was_read_before(campaign: Campaign) -> None:
    campaign.save(TRIGGER)
    before = campaign.event()
    assert before.attributes == USUAL
    assert campaign.report.kept_values == 0
    campaign.use(PLANNED)
    campaign.save(TRIGGER, PERSON, label("Le", "AID", "n", "triggers"))
    after = campaign.pull()
    assert after.ontology == PLANNED.id
    assert after.events[0] == before
    assert set(filled_in(after.events[0]).values()) == {ONTOLOGY.id}
    assert after.events[1].attributes == {"modality": "planned", "polarity": "positive"}, "it is new since"
    assert (campaign.report.kept_values, campaign.report.filled_in["modality"]) == (1, 2)
    assert campaign.event() == before
    assert campaign.report.blanks == [], "nothing new to keep"


def test_a_relabelled_region_gets_the_present_value(campaign: Campaign) -> None:
    campaign.save(TRIGGER)
    campaign.pull()
    campaign.use(PLANNED)
    campaign.save(label("rencontré", "AID", "v", "triggers"))
    assert campaign.event().attributes["modality"] == "planned"
    campaign.save(TRIGGER)
    assert campaign.event().attributes["modality"] == "planned", "relabelled twice is new, too"


def test_a_value_that_a_person_set_and_cleared_gets_the_present_one(campaign: Campaign) -> None:
    campaign.save(TRIGGER)
    campaign.pull()
    campaign.save(TRIGGER, value("modality", "hypothetical"))
    assert campaign.event().attributes["modality"] == "hypothetical"
    campaign.use(PLANNED)
    campaign.save(TRIGGER)
    found = campaign.event()
    assert found.attributes == {"modality": "planned", "polarity": "positive"}
    assert filled_in(found) == {"modality": PLANNED.id, "polarity": ONTOLOGY.id}


def test_a_blank_that_meant_nothing_stays_a_blank(campaign: Campaign) -> None:
    campaign.use(version("2.0.0", usual_is(None)))
    campaign.save(TRIGGER)
    assert campaign.event().attributes == {"polarity": "positive"}
    campaign.use(version("3.0.0", usual_is("planned")))
    campaign.save(TRIGGER)
    assert campaign.event().attributes == {"polarity": "positive"}
    assert campaign.report.kept_values == 1


def test_a_value_that_is_no_longer_allowed_leaves_the_blank_until_it_is_allowed_again(
    campaign: Campaign,
) -> None:
    campaign.save(TRIGGER)
    campaign.pull()

    def without(form: Form) -> None:
        usual_is("planned")(form)
        del form["attributes"]["modality"]["values"]["asserted"]
        del form["attributes"]["modality"]["words"]["fr"]["asserted"]

    campaign.use(version("2.0.0", without))
    campaign.save(TRIGGER)
    assert campaign.event().attributes == {"polarity": "positive"}
    campaign.use(PLANNED)
    campaign.save(TRIGGER)
    assert campaign.event().attributes == USUAL


def test_another_annotation_of_the_task_has_its_own_blanks(campaign: Campaign) -> None:
    campaign.save(TRIGGER, made_at=START + timedelta(hours=1))
    campaign.pull()
    campaign.use(PLANNED)
    campaign.save(TRIGGER, made_at=START + timedelta(hours=2))
    assert campaign.event().attributes["modality"] == "planned"


def test_a_draft_of_a_change_reads_blanks_as_the_annotation_and_changes_nothing(campaign: Campaign) -> None:
    campaign.save(TRIGGER)
    campaign.pull()
    campaign.use(PLANNED)
    campaign.save(TRIGGER, value("polarity", "negated"), made_at=START + timedelta(days=2), draft_of=1)
    assert campaign.event(drafts=True).attributes == {"modality": "asserted", "polarity": "negated"}
    assert campaign.report.blanks == []


def test_without_the_plan_the_version_of_the_last_save_counts(campaign: Campaign) -> None:
    campaign.save(TRIGGER)
    campaign.use(PLANNED)
    campaign.save(TRIGGER)
    assert campaign.event().attributes["modality"] == "planned"


def test_a_role_that_the_direction_said_stays_when_another_role_fits_too(campaign: Campaign) -> None:
    campaign.save(TRIGGER, PERSON, arrow("p", "v"))
    assert campaign.arguments() == [("Agent", "p", True)]
    campaign.use(WITNESS)
    campaign.save(TRIGGER, PERSON, arrow("p", "v"), label("président cubain", "ROLE", "r"), arrow("r", "v"))
    found = campaign.pull()
    assert [(one.role, one.entity, one.unreviewed) for one in found.events[0].arguments] == [
        ("Agent", "p", ())
    ]
    (lost,) = found.lost["arrow-without-role"]
    assert lost.endswith(
        "its direction fits Agent and Witness: choose the role in the menu of its row; left out"
    )
    assert (campaign.report.kept_roles, campaign.report.roles_by_direction) == (1, 1)
    assert campaign.arguments(decide_again=True) == [("Agent", "p", True)], "nothing else says the role"


@pytest.mark.parametrize(
    "changed",
    [
        [TRIGGER, label("Ana Pérez", "ORG", "p"), arrow("p", "v")],
        [label("rencontré", "CONSULT", "v2", "triggers"), PERSON, arrow("p", "v2")],
        [TRIGGER, PERSON, arrow("v", "p")],
    ],
    ids=["relabelled", "another region", "the other direction"],
)
def test_an_arrow_that_is_new_since_is_read_by_the_present_version(
    campaign: Campaign, changed: list[Any]
) -> None:
    campaign.save(TRIGGER, PERSON, arrow("p", "v"))
    campaign.pull()
    campaign.use(WITNESS)
    campaign.save(*changed)
    now = campaign.arguments()
    assert now in ([], [("Recipient", "p", True)])
    assert campaign.report.kept_roles == 0
    campaign.save(TRIGGER, PERSON, arrow("p", "v"))
    assert campaign.arguments() == [], "and what was drawn back is new, too"


def test_a_word_goes_before_what_was_read_and_ends_it(campaign: Campaign) -> None:
    campaign.save(TRIGGER, PERSON, arrow("p", "v"))
    campaign.pull()
    campaign.use(WITNESS)
    campaign.save(TRIGGER, PERSON, arrow("p", "v", labels=["Recipient"]))
    assert campaign.arguments() == [("Recipient", "p", True)]
    campaign.save(TRIGGER, PERSON, arrow("p", "v"))
    assert campaign.arguments() == []


def test_a_role_that_the_present_version_does_not_allow_is_decided_again(campaign: Campaign) -> None:
    campaign.save(TRIGGER, PERSON, arrow("p", "v"))
    campaign.pull()

    def others(form: Form) -> None:
        two_agents(form)
        fillers = form["roles"]["Agent"]["fillers"]
        form["roles"]["Agent"]["fillers"] = [one for one in fillers if one != "PER"]

    campaign.use(version("2.0.0", others))
    campaign.save(TRIGGER, PERSON, arrow("p", "v"))
    assert campaign.arguments() == [("Witness", "p", True)]


def test_a_role_of_the_direction_stays_reviewed_until_it_is_asked_for_again(campaign: Campaign) -> None:
    def no_place(form: Form) -> None:
        del form["events"]["CONSULT"]["roles"]["Place"]

    campaign.use(version("1.8.0", no_place))
    drawn = (TRIGGER, label("Hanoï", "LOC", "l"), arrow("v", "l"))
    campaign.save(*drawn)
    assert campaign.arguments() == [("Recipient", "l", True)]
    campaign.use(ONTOLOGY)
    campaign.save(*drawn)
    assert campaign.arguments() == [("Recipient", "l", True)]
    assert campaign.arguments(decide_again=True) == [("Place", "l", False)]
    assert campaign.arguments() == [("Place", "l", False)]


def test_a_role_of_the_rule_stays_when_its_direction_changes(campaign: Campaign) -> None:
    drawn = (TRIGGER, label("Hanoï", "LOC", "l"), arrow("v", "l"))
    campaign.save(*drawn)
    assert campaign.arguments() == [("Place", "l", False)]
    campaign.use(version("1.9.0", lambda form: form["roles"]["Place"].update(arrow="to event")))
    campaign.save(*drawn)
    assert campaign.arguments() == [("Place", "l", False)]


@pytest.mark.parametrize("again", [False, True])
def test_types_that_are_merged_keep_what_was_read(campaign: Campaign, again: bool) -> None:
    """Even without another save."""

    def merged(form: Form) -> None:
        two_agents(form)
        form["events"]["AGREE"]["roles"] = form["events"].pop("CONSULT")["roles"]
        form.setdefault("renamed", {})["CONSULT"] = "AGREE"
        for attribute in form["attributes"].values():
            attribute["on"] = [name for name in attribute["on"] if name != "CONSULT"]
            attribute.get("allowed", {}).pop("CONSULT", None)

    campaign.save(TRIGGER, PERSON, arrow("p", "v"))
    campaign.pull()
    campaign.use(version("2.0.0", merged))
    if again:
        campaign.save(TRIGGER, PERSON, arrow("p", "v"))
    found = campaign.event()
    assert (found.type, found.attributes) == ("AGREE", USUAL)
    assert [(one.role, one.entity, one.unreviewed) for one in found.arguments] == [("Agent", "p", ())]
