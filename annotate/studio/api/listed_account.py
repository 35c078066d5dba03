"""An account as the server lists it. Free of requests, so that a release needs no HTTP client."""

from __future__ import annotations

from dataclasses import dataclass

LEFT = "Deleted"  # Label Studio's word for the name and address of whoever left the organisation


@dataclass(frozen=True)
class ListedAccount:
    """An account as the server lists it. ``email`` is None for whoever left the organisation.

    ``joined`` is the time at which the account was made. It tells two accounts with the same id apart.
    """

    id: int
    email: str | None
    joined: str | None = None
