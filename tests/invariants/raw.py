"""Reads raw answers of Label Studio into facts, in plain Python. Imports nothing of annotate.

A fact is a thing that somebody did: a label on a place, a value of an attribute, a role of an arrow, a choice
about the article, or a result that is none of these.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import httpx
import yaml

Json = Any
Place = tuple[int, int]
_INVISIBLE = "\u200b\u2060\ufeff"


@dataclass(frozen=True)
class Labelled:
    """A label that somebody gave to a place. ``place`` is None if there is none in the text."""

    key: str | None
    place: Place | None
    drawn: Place | None
    label: str | None


@dataclass(frozen=True)
class Attribute:
    """A value of an attribute, with the places of the regions that it may belong to."""

    name: str
    value: str
    places: tuple[Place, ...]


@dataclass(frozen=True)
class Arrow:
    """A role of an arrow, with the places that its ends may be at. ``role`` is None if nothing says it.

    ``number`` is that of the arrow, which may have several roles. ``may_mean`` are the roles that the
    direction of an arrow without a role leaves possible.
    """

    number: int
    role: str | None
    start: tuple[Place, ...]
    end: tuple[Place, ...]
    may_mean: frozenset[str] = frozenset()


@dataclass
class Facts:
    """What one raw annotation holds. ``others`` counts results that are none of these, by kind."""

    labels: list[Labelled] = field(default_factory=list)
    attributes: list[Attribute] = field(default_factory=list)
    arrows: list[Arrow] = field(default_factory=list)
    types: list[str] = field(default_factory=list)
    others: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True)
class Screen:
    """What the labelling configuration and the ontology's file say, as far as a recount needs it."""

    attributes: dict[str, str]  # names of controls -> attributes
    entities: frozenset[str]
    events: frozenset[str]
    roles: frozenset[str]
    renamed: dict[str, str]
    hidden: frozenset[str]
    usual: dict[str, str]  # attributes -> the value that a blank means
    drawn: dict[tuple[str, str], frozenset[str]]  # direction and label of a mention -> roles

    def name(self, label: str) -> str:
        """The present name of a label."""
        return self.renamed.get(label, label)

    def known(self, label: str | None, control: str) -> bool:
        """Whether a palette has a label. Projects made before have a palette for each kind."""
        kinds = {"entities": self.entities, "triggers": self.events}
        return label in kinds.get(control, self.entities | self.events)


def screen(label_config: str, ontology: Path) -> Screen:
    """Reads the labelling configuration and the file of the ontology."""
    root = ElementTree.fromstring(label_config)
    content = yaml.safe_load(ontology.read_text(encoding="utf-8"))
    words = [tag.get("value") or "" for tag in root.iter("Relation")]
    per_region = [tag.get("name") or "" for tag in root.iter() if tag.get("perRegion") == "true"]
    return Screen(
        {name: name.split("-")[0] for name in per_region},
        frozenset(content["entities"]),
        frozenset(content["events"]),
        frozenset(content["roles"]),
        dict(zip(words, content["roles"], strict=True)) | dict(content.get("renamed") or {}),
        frozenset(name for name, one in content["attributes"].items() if one.get("ask") is False),
        {name: one["default"] for name, one in content["attributes"].items() if "default" in one},
        _roles_drawn(content),
    )


class Server:
    """Asks Label Studio over HTTP, and nothing in between."""

    def __init__(self, url: str, token: str, project: int) -> None:
        headers = {"Authorization": _authorization(url, token)}
        self.client = httpx.Client(base_url=url, headers=headers, timeout=60)
        self.project = project

    def post(self, path: str, body: Json) -> Json:
        return self._sent("POST", path, body)

    def patch(self, path: str, body: Json) -> Json:
        return self._sent("PATCH", path, body)

    def delete(self, path: str) -> None:
        self.client.delete(path).raise_for_status()

    def _sent(self, method: str, path: str, body: Json) -> Json:
        answer = self.client.request(method, path, json=body)
        assert answer.is_success, (method, path, answer.status_code, answer.text[:500])
        return json.loads(answer.content)

    def get(self, path: str, **parameters: Any) -> Json:
        answer = self.client.get(path, params=parameters)
        answer.raise_for_status()
        return json.loads(answer.content)

    def tasks(self) -> list[Json]:
        """Every task with its annotations, drafts and predictions."""
        found: list[Json] = []
        page = 1
        while True:
            answer = self.client.get(
                "/api/tasks", params={"project": self.project, "fields": "all", "page": page, "page_size": 50}
            )
            if answer.status_code == 404:
                return found
            answer.raise_for_status()
            listed = json.loads(answer.content)["tasks"]
            if not listed:
                return found
            found += listed
            page += 1

    def export(self) -> list[Json]:
        """Label Studio's own export in JSON."""
        path = f"/api/projects/{self.project}/export"
        exported: list[Json] = self.get(path, exportType="JSON", download_all_tasks="true")
        return exported

    def members(self) -> dict[int, str]:
        """The addresses of all accounts, by id."""
        return {user["id"]: user["email"] for user in self.get("/api/users")}


def _authorization(url: str, token: str) -> str:
    """The header for a token: one of 40 digits is sent as it is, another is exchanged."""
    if len(token) == 40:
        return f"Token {token}"
    answer = httpx.post(f"{url}/api/token/refresh", json={"refresh": token})
    answer.raise_for_status()
    return f"Bearer {answer.json()['access']}"


def _may_mean(found: Facts, start: str | None, end: str | None, screen: Screen) -> frozenset[str]:
    """The roles that the direction of an arrow without a role leaves possible."""
    first, last = ({one.label or "" for one in found.labels if one.key == key} for key in (start, end))
    for trigger, mention, direction in ((first, last, "from event"), (last, first, "to event")):
        if trigger & screen.events and mention & screen.entities:
            return frozenset().union(*(screen.drawn[direction, label] for label in mention & screen.entities))
    return frozenset()


def _roles_drawn(content: Json) -> dict[tuple[str, str], frozenset[str]]:
    """The roles by direction and label, from the ontology's file. A label of one role has it in any."""
    found = {}
    for direction in ("to event", "from event"):
        for label in content["entities"]:
            fits = {name for name, role in content["roles"].items() if label in role["fillers"]}
            along = {name for name in fits if content["roles"][name].get("arrow", direction) == direction}
            found[direction, label] = frozenset(along or (fits if len(fits) == 1 else ()))
    return found


def facts(results: list[Json], stored: str, screen: Screen) -> Facts:
    """The facts of a result list on a stored text."""
    found = Facts()
    for one in results:
        if isinstance(one, dict) and _is_palette(one):
            found.labels += _labels(one, stored, screen)
    places: dict[str, list[Place]] = {}
    for labelled in found.labels:
        if labelled.key is not None and labelled.place is not None:
            places.setdefault(labelled.key, []).append(labelled.place)
    for number, one in enumerate(results):
        if not isinstance(one, dict):
            found.others["no-object"] += 1
        elif one.get("type") == "relation":
            ends = [tuple(places.get(_key(one.get(end)) or "", ())) for end in ("from_id", "to_id")]
            roles = _listed(one.get("labels"))
            named: list[str | None] = [screen.name(role) for role in roles]
            if named:
                found.arrows += [Arrow(number, role, ends[0], ends[1]) for role in named]
            else:
                may = _may_mean(found, _key(one.get("from_id")), _key(one.get("to_id")), screen)
                role = next(iter(may)) if len(may) == 1 else None
                found.arrows.append(Arrow(number, role, ends[0], ends[1], may))
        elif _is_palette(one):
            pass
        elif one.get("to_name") == "source":
            found.others["other-text"] += 1
        elif one.get("from_name") == "article_types":
            found.types += [screen.name(name) for name in _listed(one["value"].get("choices"))]
        elif one.get("from_name") in screen.attributes:
            value = one["value"]
            given = _listed(value.get("text" if one["from_name"] == "value" else "choices"))
            where = tuple(places.get(_key(one.get("id")) or "", ()))
            name = screen.attributes[one["from_name"]]
            found.attributes += [Attribute(name, item.strip(), where) for item in given]
        else:
            found.others["other-tag"] += 1
    return found


def _is_palette(result: dict[str, Any]) -> bool:
    return result.get("from_name") in {"labels", "entities", "triggers"} and result.get("to_name") == "text"


def _labels(result: dict[str, Any], stored: str, screen: Screen) -> Iterator[Labelled]:
    value = result.get("value")
    if isinstance(value, list) and len(value) == 1:
        value = value[0]
    value = value if isinstance(value, dict) else {}
    key, drawn = _key(result.get("id")), _drawn(value, stored)
    place = None if drawn is None else _trimmed(stored, *drawn)
    names: list[str | None] = [*_listed(value.get("labels"))]
    for name in names or [None]:
        yield Labelled(key, place, drawn, None if name is None else screen.name(name))


def _key(id: Any) -> str | None:
    """An id, whether it was written as text or as a number."""
    if isinstance(id, bool) or not isinstance(id, (str, int, float)):
        return None
    return str(int(id)) if isinstance(id, float) else str(id) or None


def _listed(given: Any) -> list[str]:
    many = given if isinstance(given, list) else [given]
    return [str(one) for one in many if one is not None and str(one).strip()]


def _drawn(value: dict[str, Any], stored: str) -> Place | None:
    start, end = _number(value.get("start")), _number(value.get("end"))
    if (start is None or end is None) and isinstance(value.get("globalOffsets"), dict):
        start, end = _number(value["globalOffsets"]["start"]), _number(value["globalOffsets"]["end"])
    text = value.get("text")
    if (
        start is not None
        and end is None
        and isinstance(text, str)
        and text
        and stored[start:].startswith(text)
    ):
        end = start + len(text)
    if start is None or end is None or not 0 <= start <= end <= len(stored):
        return None
    return start, end


def _number(given: Any) -> int | None:
    if isinstance(given, bool):
        return None
    if isinstance(given, str):
        return int(given) if given.strip().isascii() and given.strip().isdigit() else None
    if isinstance(given, float):
        return int(given) if given == int(given) else None
    return given if isinstance(given, int) else None


def _trimmed(stored: str, start: int, end: int) -> Place | None:
    """The place without white space at its edges, in the article, where a line ends with one character."""
    words = stored[start:end]
    while words and (words[0].isspace() or words[0] in _INVISIBLE):
        words, start = words[1:], start + 1
    while words and (words[-1].isspace() or words[-1] in _INVISIBLE):
        words = words[:-1]
    if not words:
        return None
    first = start - stored[:start].count("\r\n")
    return first, first + len(words) - words.count("\r\n")
