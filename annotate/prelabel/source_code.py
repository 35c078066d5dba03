"""Finds the code that a labeler runs, by reading imports, and computes a digest of this code.

The digest leaves out comments, docstrings and layout: editing these cannot change a suggestion. The digest is
made from the syntax tree, in a form that does not depend on the version of Python.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib.machinery import PathFinder
from pathlib import Path

from annotate.prelabel.former_modules import FORMER_MODULES

_HOME = "annotate"
_INTERFACE = "annotate.prelabel.interface"
_ANALYSIS = tuple(f"annotate.prelabel.parsing.{name}" for name in ("analysis", "tokenising", "tree"))


@dataclass(frozen=True)
class Code:
    """One module: the digest of its code, its imports, and whether it needs the shared analysis."""

    digest: bytes
    imports: frozenset[str]  # dotted names as written, of modules or of names in them
    needs_analysis: bool


@dataclass(frozen=True)
class Closure:
    """Modules that run together, by name, and the top-level names of the libraries that they import."""

    modules: dict[str, Code]
    libraries: frozenset[str]


@cache
def closure_of(module: str) -> Closure:
    """``module`` and all modules from `annotate` and its own package that it imports, directly or not.

    Imports inside functions count; imports for type checkers do not. Imports of other `annotate.prelabel`
    modules in `interface` do not count either: every labeler uses `interface`, and few labelers use all of
    it. The modules of the shared analysis count for a labeler that has "analysis" in its ``needs``.
    """
    own = module.partition(".")[0]
    modules: dict[str, Code] = {}
    libraries: set[str] = set()
    waiting = [module]
    while waiting:
        name = waiting.pop()
        if name in modules or (code := _code(name)) is None:
            continue
        modules[name] = code
        if code.needs_analysis:
            waiting += _ANALYSIS
        for imported in code.imports:
            top = imported.partition(".")[0]
            if top not in (_HOME, own):
                libraries.add(top)
            elif (found := _module_of(imported)) is not None and not _only_handed_out(name, found):
                waiting.append(found)
    return Closure(dict(sorted(modules.items())), frozenset(libraries))


def _only_handed_out(importer: str, imported: str) -> bool:
    prelabel = "annotate.prelabel."
    within = imported == _INTERFACE or imported.startswith(_INTERFACE + ".")
    return importer.startswith(_INTERFACE) and imported.startswith(prelabel) and not within


def _module_of(imported: str) -> str | None:
    """The module of an imported name: the name itself, or the part before the last dot."""
    for name in (imported, imported.rpartition(".")[0]):
        current = FORMER_MODULES.get(name, name)
        if current and _file_of(current) is not None:
            return current
    return None


@cache
def _file_of(module: str) -> Path | None:
    """The source file of a module, found without importing the module; None if there is no source file."""
    top, *rest = module.split(".")
    loaded = sys.modules.get(top)
    if not rest:
        if loaded is None:
            spec = PathFinder.find_spec(top)
            file = None if spec is None else spec.origin
        else:
            file = getattr(loaded, "__file__", None)
        return Path(file) if file and file.endswith(".py") and Path(file).is_file() else None
    for folder in getattr(loaded, "__path__", None) or _package_path(top):
        path = Path(folder, *rest)
        for file_path in (path / "__init__.py", path.with_name(path.name + ".py")):
            if file_path.is_file():
                return file_path
    return None


def _package_path(top: str) -> list[str]:
    spec = PathFinder.find_spec(top)
    return list(spec.submodule_search_locations or ()) if spec is not None else []


@cache
def _code(module: str) -> Code | None:
    file = _file_of(module)
    if file is None:
        return None
    tree = ast.parse(file.read_bytes(), filename=str(file))
    package = module if file.name == "__init__.py" else module.rpartition(".")[0]
    pieces: list[str] = []
    _write_canonical(tree, pieces)
    digest = sha256("\0".join(pieces).encode("utf-8", "surrogatepass"))
    return Code(digest.digest(), frozenset(_imports(tree, package)), _needs_analysis(tree))


def _imports(tree: ast.AST, package: str) -> Iterator[str]:
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                above = package.split(".")[: len(package.split(".")) - node.level + 1]
                base = ".".join([*above, *([base] if base else [])])
            yield from (f"{base}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.If) and _is_type_checking(node.test):
            waiting += node.orelse
        else:
            waiting += ast.iter_child_nodes(node)


def _is_type_checking(test: ast.expr) -> bool:
    name = test.attr if isinstance(test, ast.Attribute) else getattr(test, "id", None)
    return name == "TYPE_CHECKING"


def _needs_analysis(tree: ast.AST) -> bool:
    """Whether a class in ``tree`` has an attribute or property ``needs`` that may contain "analysis".

    A value that is no literal (an imported constant, an argument) may contain it.
    """
    return any("needs" in _names_set(node) and _may_be_analysis(node) for node in ast.walk(tree))


def _may_be_analysis(node: ast.AST) -> bool:
    """Whether the value that a statement gives, or the body of a function, may contain "analysis"."""
    body = getattr(node, "body", None) or [value for value in (getattr(node, "value", None),) if value]
    return any(
        (isinstance(inner, ast.Constant) and inner.value == "analysis")
        or (isinstance(inner, ast.Name) and inner.id not in ("frozenset", "set"))
        for part in body
        for inner in ast.walk(part)
    )


def _names_set(node: ast.AST) -> Iterator[str]:
    """Yields the names that a statement defines: ``needs = …``, ``self.needs: … = …``, ``def needs``."""
    targets: list[ast.expr] = []
    if isinstance(node, ast.Assign):
        targets = node.targets
    elif isinstance(node, ast.AnnAssign):
        targets = [node.target]
    elif isinstance(node, ast.FunctionDef):
        yield node.name
    for target in targets:
        if isinstance(target, ast.Name):
            yield target.id
        elif isinstance(target, ast.Attribute):
            yield target.attr


def _write_canonical(node: ast.AST, pieces: list[str]) -> None:
    """Adds the syntax tree as text to ``pieces``, without docstrings, type comments and empty fields.

    `ast.dump` is not used, because only some versions of Python write empty lists.
    """
    pieces.append("(" + type(node).__name__)
    for name in node._fields:
        value = getattr(node, name, None)
        items = [item for item in (value if isinstance(value, list) else [value]) if not _is_docstring(item)]
        if name in _UNIMPORTANT or not items or (value is None and not isinstance(node, ast.Constant)):
            continue
        pieces.append(name)
        for item in items:
            if isinstance(item, ast.AST):
                _write_canonical(item, pieces)
            else:
                pieces.append(f"{type(item).__name__} {item!r}")
    pieces.append(")")


_UNIMPORTANT = frozenset({"ctx", "kind", "type_comment", "type_ignores"})


def _is_docstring(node: object) -> bool:
    """Whether the node is a statement that is only a constant, and so does nothing."""
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
