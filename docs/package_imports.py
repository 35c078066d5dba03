"""The imports between packages, and the rows in which that puts them."""

from __future__ import annotations

from collections.abc import Mapping

import grimp

Imports = Mapping[str, frozenset[str]]  # a package -> what it imports, both by their last name


def imports_between(graph: grimp.ImportGraph, parent: str) -> dict[str, frozenset[str]]:
    """For each child of ``parent`` the other children that something in it imports."""
    children = sorted(graph.find_children(parent))
    found: dict[str, frozenset[str]] = {}
    for child in children:
        inside = {child, *graph.find_descendants(child)}
        imported = {there for module in inside for there in graph.find_modules_directly_imported_by(module)}
        found[_last(child)] = frozenset(
            _last(other)
            for other in children
            if other != child and any(there == other or there.startswith(f"{other}.") for there in imported)
        )
    return found


def rows_of(imports: Imports) -> list[list[str]]:
    """The packages in rows: each in the lowest row that is above all that it imports, the top row first."""
    depth: dict[str, int] = {}

    def depth_of(name: str) -> int:
        if name not in depth:
            depth[name] = 1 + max((depth_of(other) for other in imports[name]), default=-1)
        return depth[name]

    for name in imports:
        depth_of(name)
    return [
        sorted(name for name in imports if depth[name] == level)
        for level in range(max(depth.values(), default=-1), -1, -1)
    ]


def reached(imports: Imports) -> dict[str, set[str]]:
    """For each package all that it imports, directly or through others."""
    below: dict[str, set[str]] = {}
    for name in (name for row in reversed(rows_of(imports)) for name in row):
        below[name] = set(imports[name]).union(*(below[other] for other in imports[name]))
    return below


def reduced(imports: Imports) -> dict[str, set[str]]:
    """The imports that no longer way of imports says already."""
    below = reached(imports)
    return {
        name: {
            other
            for other in imports[name]
            if not any(other in below[between] for between in imports[name] if between != other)
        }
        for name in imports
    }


def inner_rows(graph: grimp.ImportGraph, package: str) -> list[list[str]]:
    """The inner packages of a package in rows. Modules that are no packages are left out, but count."""
    packages = {_last(child) for child in graph.find_children(package) if graph.find_children(child)}
    below = reached(imports_between(graph, package))
    kept = {one: frozenset(below[one] & packages) for one in sorted(packages)}
    return [row for row in rows_of(kept) if row]


def _last(module: str) -> str:
    return module.rpartition(".")[2]
