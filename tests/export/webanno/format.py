"""A decoder of WebAnno TSV 3.3, written from the description of the format alone.

"WebAnno TSV 3.3 File format", https://inception-project.github.io/documentation/ (user guide).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import pairwise

FORMAT = "#FORMAT=WebAnno TSV 3.3"


@dataclass
class Span:
    """An annotation: its layer, half-open range in UTF-16 units, features, and links as (role, target id)."""

    layer: str
    begin: int
    end: int
    features: dict[str, str | None] = field(default_factory=dict)
    links: list[tuple[str, int]] = field(default_factory=list)


@dataclass
class Document:
    """The text, the sentences and the annotations by disambiguation id."""

    text: str = ""
    sentences: list[str] = field(default_factory=list)
    tokens: list[tuple[int, int]] = field(default_factory=list)
    spans: dict[int, Span] = field(default_factory=dict)

    def said(self, begin: int, end: int) -> str:
        return utf16(self.text)[2 * begin : 2 * end].decode("utf-16-le")


def utf16(text: str) -> bytes:
    return text.encode("utf-16-le", "surrogatepass")


def unescaped(value: str) -> str:
    """Undoes the backslashes: \\t and \\n are tab and line feed, any other character is itself."""
    found, at = [], 0
    while at < len(value):
        if value[at] == "\\":
            at += 1
            found.append({"t": "\t", "n": "\n"}.get(value[at], value[at]))
        else:
            found.append(value[at])
        at += 1
    return "".join(found)


def split_unescaped(value: str, separator: str) -> list[str]:
    parts, at = [""], 0
    while at < len(value):
        if value[at] == "\\":
            parts[-1] += value[at : at + 2]
            at += 2
            continue
        if value[at] == separator:
            parts.append("")
        else:
            parts[-1] += value[at]
        at += 1
    return parts


def with_id(value: str) -> tuple[str, int]:
    """A value and its disambiguation id."""
    found = re.fullmatch(r"(.*)\[(\d+)\]", value, re.DOTALL)
    assert found is not None, value
    return found[1], int(found[2])


def columns_of(header: list[str]) -> list[tuple[str, str]]:
    """The layer and the feature of each column; the columns of a slot are ROLE and TARGET."""
    columns: list[tuple[str, str]] = []
    for line in header:
        assert line.startswith("#T_SP=")  # no chains, no relations
        layer, *features = line.removeprefix("#T_SP=").split("|")
        for feature in features:
            if feature.startswith("ROLE_"):
                role, link = feature.removeprefix("ROLE_").split("_")
                assert role.startswith(f"{layer}:") and link.endswith("Link")
                columns.append((layer, "ROLE"))
            elif "." in feature:
                assert columns[-1] == (layer, "ROLE")
                columns.append((layer, "TARGET"))
            else:
                columns.append((layer, feature))
    return columns


def decode(content: str) -> Document:
    """Reads a file, and checks what the description demands."""
    head, body = content.split("\n\n\n", 1)  # two empty lines
    first, *header = head.split("\n")
    assert first == FORMAT
    columns = columns_of(header)
    assert body.endswith("\n")
    document = Document()
    units: dict[str, tuple[int, int, list[str]]] = {}
    for number, part in enumerate(body.removesuffix("\n").split("\n\n"), start=1):
        lines = part.split("\n")
        said = [line for line in lines if line.startswith("#Text=")]
        rows = [line.split("\t") for line in lines[len(said) :]]
        assert said and rows and lines[: len(said)] == said
        sentence = "\n".join(unescaped(line.removeprefix("#Text=")) for line in said)
        assert len(utf16(document.text)) == 2 * int(rows[0][1].split("-")[0])  # nothing between sentences
        document.text += sentence
        document.sentences.append(sentence)
        for id, offsets, form, *cells in rows:
            begin, end = map(int, offsets.split("-"))
            assert len(cells) == len(columns) and begin < end
            assert id.split("-")[0] == str(number)
            assert document.said(begin, end) == unescaped(form)
            if "." in id:
                whole = units[id.split(".")[0]]
                assert whole[0] <= begin and end <= whole[1] and (begin, end) != whole[:2]
            else:
                before = [key for key in units if key.startswith(f"{number}-") and "." not in key]
                assert id == f"{number}-{len(before) + 1}"
                document.tokens.append((begin, end))
            assert id not in units
            units[id] = (begin, end, cells)
    assert all(one[1] <= other[0] for one, other in pairwise(document.tokens))
    targets: list[tuple[Span, list[str], list[str]]] = []
    for begin, end, cells in units.values():
        read_row(document, begin, end, columns, cells, targets)
    for span, roles, said in targets:
        links: list[tuple[str, int]] = []
        for role, target in zip(roles, said, strict=True):
            unit, number = with_id(target)
            assert units[unit][0] == document.spans[number].begin  # the first row of the target
            links.append((unescaped(role), number))
        assert span.links in ([], links)
        span.links = links
    return document


def read_row(
    document: Document,
    begin: int,
    end: int,
    columns: list[tuple[str, str]],
    cells: list[str],
    targets: list[tuple[Span, list[str], list[str]]],
) -> None:
    stacked: dict[str, list[int]] = {}
    roles: list[list[str]] = []
    for (layer, feature), cell in zip(columns, cells, strict=True):
        if cell == "_":
            assert layer not in stacked
            continue
        values = split_unescaped(cell, "|")
        if feature == "TARGET":
            for id, names, value in zip(stacked[layer], roles, values, strict=True):
                said = [] if value == "*" else split_unescaped(value, ";")
                targets.append((document.spans[id], names, said))
            continue
        pairs = [with_id(value) for value in values]
        assert stacked.setdefault(layer, [id for _, id in pairs]) == [id for _, id in pairs]
        if feature == "ROLE":
            roles = [[] if value == "_" else split_unescaped(value, ";") for value, _ in pairs]
            continue
        for value, id in pairs:
            span = document.spans.setdefault(id, Span(layer, begin, end))
            assert span.layer == layer
            span.end = end
            read = None if value == "*" else unescaped(value)
            assert span.features.setdefault(feature, read) == read
