"""The names and values, in the ontology, of the attributes that rules fill in."""

from __future__ import annotations

CONTEXT = "context"  # of an event, as in PLOVER
SECTOR = "sector"  # of an organization or function, as in PLOVER
PRESS = "JRN"  # the sector of news agencies
VALUE = "value"  # of a date: ISO 8601
