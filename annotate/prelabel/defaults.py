"""The default labelers in the order in which they run, and their priority in conflicts."""

from __future__ import annotations

DEFAULT_ORDER = (
    "spacy", "datelines", "organizations", "gazetteer", "facilities", "dates", "roles", "persons",
    "repeated-names", "entity-linking", "events", "article-types",
)  # fmt: skip
# The labeler that comes first here wins a conflict. This is not the order of running: `roles` needs the names
# that `spacy` finds, but where the general model takes a function for an organization, the rule knows better.
# Labelers that are not named here come after these, all equal.
DEFAULT_PRIORITY = (
    "trained", "datelines", "dates", "roles", "persons", "repeated-names", "organizations", "facilities",
    "gazetteer", "spacy",
)  # fmt: skip
