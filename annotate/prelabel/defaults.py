"""The labelers that suggest unless others are named, and who goes first where they disagree."""

from __future__ import annotations

DEFAULT_ORDER = (
    "spacy", "datelines", "organizations", "gazetteer", "facilities", "dates", "roles", "persons",
    "repeated-names", "entity-linking", "events", "article-types",
)  # fmt: skip
# Who wins where two disagree. Not the order of running: `roles` needs the names that `spacy` finds, but
# where the general model takes a function for an organisation, the rule knows better. Labelers not named
# here come after these, all equal.
DEFAULT_PRIORITY = (
    "trained", "datelines", "dates", "roles", "persons", "repeated-names", "organizations", "facilities",
    "gazetteer", "spacy",
)  # fmt: skip
