"""The attributes that rules fill in, by the names and values that the ontology has for them."""

from __future__ import annotations

SECTOR = "sector"  # of an organization or function: PLOVER's
PRESS = "JRN"  # the sector of news agencies
VALUE = "value"  # of a date: ISO 8601
