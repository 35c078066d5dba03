"""Why an article is not gold, in words that follow a number of articles."""

from __future__ import annotations

REASONS = {
    "findings": "with something that the ontology does not allow, or that cannot be kept as it is",
    "lost": "of which a part could not be read",
    "nobody": "that nobody has annotated",
    "not-pulled": "not pulled yet",
    "not-submitted": "not submitted",
    "other-ontology": "annotated with another version of the ontology",
    "several": "with several submitted annotations",
    "text-changed": "whose text was edited in Label Studio",
    "undecided": "on which the annotators disagree",
    "unsure": "that somebody was unsure of",
    "unreadable": "that could not be read",
}
