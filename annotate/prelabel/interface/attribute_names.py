"""The attributes that rules fill in, by the names and values that the ontology has for them."""

from __future__ import annotations

SECTOR = "sector"  # of an organization or function: PLOVER's
PRESS, PARTY = "JRN", "PTY"  # sectors
VALUE = "value"  # of a date: ISO 8601
