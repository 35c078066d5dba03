"""Everything unusual in an annotation, each kind with a code and a severity, for pull and release."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """What a finding means for gold.

    - ``held``: the annotation cannot be gold as it is, so the article is held back.
    - ``lost``: a part of the annotation could not be read. The article is held back; ``--with-losses``
      releases it without that part.
    - ``repaired``: a part was read with a changed value that loses nothing.
    - ``noted``: a part was kept as it is, although it is unusual.
    """

    HELD = "held"
    LOST = "lost"
    REPAIRED = "repaired"
    NOTED = "noted"

    @property
    def holds_back(self) -> bool:
        """Whether an article with such a finding is held back, unless the lead decides otherwise."""
        return self in (Severity.HELD, Severity.LOST)


@dataclass(frozen=True)
class FindingKind:
    """A kind of finding: what is found, what becomes of it, and what the lead can do."""

    code: str
    severity: Severity
    what: str
    outcome: str
    remedy: str = ""


@dataclass(frozen=True)
class Finding:
    """One finding. ``code`` names its kind.

    ``words`` are the words of the article that it concerns, ``label`` the label of the region. ``rule`` is
    the rest of the sentence, in the words of a campaign's lead. ``region`` is the region's id, for programs.
    """

    code: str
    rule: str
    words: str | None = None
    label: str | None = None
    region: str | None = None

    @property
    def kind(self) -> FindingKind:
        """The kind of the finding."""
        return kind_of(self.code)

    @property
    def severity(self) -> Severity:
        """The severity of the finding's kind."""
        return self.kind.severity

    def __str__(self) -> str:
        """A sentence with the words and the label, without ids."""
        words = f"“{shortened(self.words)}”" if self.words else ""
        label = f"({self.label})" if words and self.label else self.label or ""
        subject = " ".join(part for part in (words, label) if part)
        return f"{subject}: {self.rule}" if subject else self.rule


def shortened(words: str, most: int = 60) -> str:
    """``words`` on one line, cut after ``most`` characters."""
    line = " ".join(words.split())
    return line if len(line) <= most else f"{line[: most - 1]}…"


def kind_of(code: str) -> FindingKind:
    """The kind with this code. An unknown code, such as that of a later version, counts as a loss."""
    return KINDS.get(code) or FindingKind(code, Severity.LOST, "a part that a later version names", "unknown")


def _table(*kinds: FindingKind) -> dict[str, FindingKind]:
    return {kind.code: kind for kind in kinds}


_DRAW_AGAIN = "Open the task, correct the place, and press Update."
_IN_THE_ONTOLOGY = "Correct it in the task, or change the ontology."
_HELD, _LOST, _REPAIRED, _NOTED = Severity.HELD, Severity.LOST, Severity.REPAIRED, Severity.NOTED
KINDS = _table(
    # A whole task or annotation.
    FindingKind(
        "other-task",
        _NOTED,
        "a task that annotate did not make",
        "left out",
        "'annotate pull --adopt' reads such projects.",
    ),
    FindingKind(
        "text-changed",
        _HELD,
        "a task whose text was edited in Label Studio",
        "its annotations are left out, because their positions cannot be trusted",
        "Set the text back in Label Studio, or push the new text with --revise.",
    ),
    FindingKind(
        "not-usable", _HELD, "an annotation that breaks the record format as a whole", "left out", _DRAW_AGAIN
    ),
    FindingKind(
        "no-list-of-regions", _LOST, "an annotation whose result is no list", "read as empty", _DRAW_AGAIN
    ),
    FindingKind(
        "other-ontology",
        _HELD,
        "an annotation that uses what the ontology has no longer, or was made with another ontology",
        "kept",
        "Name renamed parts under 'renamed' in the ontology, or correct the article and press Update.",
    ),
    FindingKind(
        "rewritten",
        _NOTED,
        "an annotation that another person than its author saved last",
        "kept; `rewritten_by` names that person",
    ),
    FindingKind(
        "unknown-author",
        _NOTED,
        "an annotation whose author's account was deleted before the first pull",
        "kept, with the author `unknown`, who may be several people",
    ),
    # Regions.
    FindingKind("no-object", _LOST, "a result that is not a JSON object", "left out", _DRAW_AGAIN),
    FindingKind("no-value", _LOST, "a region without a position", "left out", _DRAW_AGAIN),
    FindingKind(
        "other-form",
        _REPAIRED,
        "a value in another form than Label Studio's own, such as a number as text",
        "read all the same",
    ),
    FindingKind(
        "bad-time", _NOTED, "an annotation with a time or duration that is none", "kept, without that time"
    ),
    FindingKind(
        "made-up-id",
        _REPAIRED,
        "a region without a usable id",
        "kept with an id made from its place and label",
    ),
    FindingKind("empty-span", _LOST, "a region that holds no word", "left out", _DRAW_AGAIN),
    FindingKind("out-of-range", _LOST, "a region that ends beyond the text", "left out", _DRAW_AGAIN),
    FindingKind("trimmed", _REPAIRED, "a region that begins or ends with white space", "kept without it"),
    FindingKind(
        "punctuation", _NOTED, "a region that begins or ends with a punctuation mark", "kept as it is"
    ),
    FindingKind(
        "other-words",
        _NOTED,
        "a region whose words differ from the text at its position",
        "kept, with its position",
    ),
    FindingKind("no-label", _LOST, "a region without a label", "left out", _DRAW_AGAIN),
    FindingKind(
        "several-labels",
        _HELD,
        "a region with several labels that cannot all be kept",
        "kept with the first of them",
        "Leave one label on the region.",
    ),
    FindingKind(
        "several-labels-kept",
        _NOTED,
        "a region with several labels that can all be kept; the screen shows only the first",
        "kept as one mention or event for each label",
        "Remove the labels that are not meant.",
    ),
    FindingKind(
        "other-text", _LOST, "a region on another text of the screen", "left out", "Mark it in the article."
    ),
    FindingKind(
        "unknown-label", _LOST, "a label that the ontology does not have", "left out", _IN_THE_ONTOLOGY
    ),
    FindingKind("same-id", _REPAIRED, "a second region with the same id", "kept with another id"),
    FindingKind(
        "other-tag", _LOST, "a result of a control that the project does not read", "left out", _DRAW_AGAIN
    ),
    FindingKind(
        "not-read",
        _NOTED,
        "a result of a control, or a relation, that the adoption of the project left out",
        "left out",
        "If a relation starts from an event: 'annotate pull --adopt ID --events LABEL' reads it.",
    ),
    FindingKind(
        "double", _REPAIRED, "a second mention of the same words with the same label", "merged with the first"
    ),
    FindingKind(
        "different-doubles",
        _HELD,
        "two mentions of the same words with the same label and different values",
        "both kept",
        "Delete one of the two in the task.",
    ),
    FindingKind(
        "double-event",
        _REPAIRED,
        "a second event with the same type, trigger, arguments and attributes",
        "merged with the first",
    ),
    # Attributes, arrows, article-level types.
    FindingKind(
        "attribute-of-nothing", _LOST, "an attribute of a region that does not exist", "left out", _DRAW_AGAIN
    ),
    FindingKind(
        "bad-attribute",
        _LOST,
        "a value that the attribute does not have, or an attribute of another label",
        "left out",
        _IN_THE_ONTOLOGY,
    ),
    FindingKind(
        "several-values",
        _HELD,
        "several values of an attribute that takes one",
        "the last is kept",
        "Leave one value.",
    ),
    FindingKind(
        "arrow-to-nothing", _LOST, "an arrow from or to a region that does not exist", "left out", _DRAW_AGAIN
    ),
    FindingKind(
        "other-arrow", _LOST, "an arrow that does not join a trigger with a mention", "left out", _DRAW_AGAIN
    ),
    FindingKind("arrow-without-role", _LOST, "an arrow without a role", "left out", "Give the arrow a role."),
    FindingKind(
        "unknown-role", _LOST, "an arrow whose role the ontology does not have", "left out", _IN_THE_ONTOLOGY
    ),
    FindingKind(
        "ambiguous",
        _HELD,
        "an attribute or arrow that fits several regions with the same id",
        "given to the first of them",
        _DRAW_AGAIN,
    ),
    FindingKind("unknown-type", _LOST, "a choice that is no event type", "left out", _IN_THE_ONTOLOGY),
    FindingKind(
        "no-longer-holds", _NOTED, "unseen values of a suggestion that an annotator changed", "dropped"
    ),
    # What the ontology does not allow.
    FindingKind(
        "nesting", _NOTED, "mentions that overlap or nest although the ontology does not allow it", "kept"
    ),
    FindingKind(
        "unknown-entity-type",
        _HELD,
        "a mention of a type that the ontology does not have",
        "kept",
        _IN_THE_ONTOLOGY,
    ),
    FindingKind(
        "unknown-event-type",
        _HELD,
        "an event of a type that the ontology does not have",
        "kept",
        _IN_THE_ONTOLOGY,
    ),
    FindingKind(
        "role-not-allowed", _HELD, "a role that the event type does not have", "kept", _IN_THE_ONTOLOGY
    ),
    FindingKind(
        "filler-not-allowed", _HELD, "a mention whose label may not fill the role", "kept", _IN_THE_ONTOLOGY
    ),
    FindingKind(
        "too-many-fillers", _HELD, "more fillers of a role than the ontology allows", "kept", _IN_THE_ONTOLOGY
    ),
    FindingKind(
        "attribute-not-allowed",
        _HELD,
        "an attribute or value that the ontology does not have",
        "kept",
        _IN_THE_ONTOLOGY,
    ),
)
