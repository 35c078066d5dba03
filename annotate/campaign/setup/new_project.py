"""Writes the files of a new project."""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from annotate.core.configs import find_config
from annotate.core.errors import ConfigError
from annotate.core.files import resolved, write_errors, writing
from annotate.core.ontology import Ontology
from annotate.prelabel.defaults import DEFAULT_ORDER
from annotate.project import FILE_NAME, Project

_PROJECT_FILE = """\
# One annotation campaign. Put no secrets here: the token comes from the variable ANNOTATE_TOKEN.
format: 1
name: {quoted_name}

# The language of the articles, and the language of the labelling screen.
language: {language}
guidelines: {guidelines}

# The languages that articles may be in, detected from each text. Other articles are reported and left out.
languages: [{languages}]

ontology: {ontology}

# The labelers, in order. Add your own by entry point.
labelers: [{labelers}]

# A model of 'annotate train' suggests beside the labelers. 'annotate use models/round-1' writes this line.
# model: models/round-1

# Learned weights decide which suggestions stay: auto (built in), none, or a file of 'annotate calibrate'.
# weights: auto
{thresholds}{studio}
exports: exports

# What the dataset card of a release states, and what its manifest and citation hold. All of it is published
# with the release. What is missing is "not stated" on the card.
# release:
#   title: Gold of my campaign
#   description: What it is. A blank line parts paragraphs.
#   sources: Where the articles are from, and by which right.
#   intended_use: What it is for, and what it is not for.
#   licence: CC-BY-4.0
#   contact: gold@example.org
#   url: https://example.org/gold
#   authors: ["Family, Given", "Family, Given"]
"""
_THRESHOLDS = """\
# With weights, less probable suggestions are left out. Higher: fewer wrong ones, more missing ones.
# threshold: 0.25        # of mentions; default: as in the weights
"""
_THRESHOLDS_OF_EVENTS = """\
# event_threshold: 0.5   # of events
# value_threshold: 0.5   # of `context` and `sector`, which nobody sees on the screen
"""
_STUDIO_OWN = """
# 'annotate studio up' runs the project's own Label Studio on this machine. To use another one:
# studio:
#   url: https://label-studio.example.org
#   project: 12
"""
_STUDIO_URL = """
studio:
  url: {url}
"""
# Labelers that an ontology without events does not need.
_FOR_EVENTS = frozenset({"dates", "roles", "events", "article-types"})
_README = """\
# {name}

An annotation campaign. `annotate.yaml` describes it, `configs/` holds its ontology.

    annotate studio up
    annotate prelabel ARTICLES… -o suggestions.jsonl
    annotate push suggestions.jsonl
    annotate next                       # the articles that help most come first
    annotate studio open                # people correct
    annotate pull -o annotations.jsonl
    annotate round                      # learns from the corrections, suggests anew what nobody has touched
    annotate release create {name}

`annotate round` trains and compares by itself. `annotate train exports/{name}-1.0.0 -o models/NAME` trains on
a release by hand, and `annotate use models/NAME` puts the model to use. `annotate serve` suggests as people
open tasks; a Label Studio on this machine must then be started with `annotate studio up --backend`.

`.annotate/` stays on this machine and out of version control. It holds the plan (what was pushed) and the
mirror (a copy of what came back).
"""


def new_project(folder: Path, *, name: str | None, language: str, ontology: str, url: str | None) -> Project:
    """Writes annotate.yaml, configs/, README.md and .gitignore into ``folder``.

    Does not replace existing files. Raises `ConfigError`, and writes nothing, if ``folder`` already has a
    project or a value is wrong. Raises `WriteError`, and removes what it wrote, if a file cannot be written.
    """
    check_folder(folder)
    chosen = name or re.sub(r"[^a-z0-9]+", "-", folder.resolve().name.lower()).strip("-") or "campaign"
    if not re.fullmatch(r"[a-z0-9][a-z0-9-]{1,40}", chosen):
        raise ConfigError(
            f"{chosen!r} is not a valid project name.",
            remedy="Give --name with 2 to 41 lower-case letters, digits and hyphens.",
        )
    check_language(language)
    if url is not None:
        check_url(url)
    source = find_config(ontology)
    loaded = Ontology.load(source)
    guidelines = language if language in loaded.languages else loaded.languages[0]
    fitting = DEFAULT_ORDER if loaded.events else [name for name in DEFAULT_ORDER if name not in _FOR_EVENTS]
    labelers = ", ".join(fitting)
    text = _PROJECT_FILE.format(
        quoted_name=json.dumps(chosen),
        language=language,
        guidelines=guidelines,
        languages=", ".join(_languages(language)),
        ontology=json.dumps(f"configs/{source.name}", ensure_ascii=False),
        labelers=labelers,
        thresholds=_THRESHOLDS + (_THRESHOLDS_OF_EVENTS if loaded.events else ""),
        studio=_STUDIO_URL.format(url=json.dumps(url)) if url else _STUDIO_OWN,
    )
    copy, target = folder / "configs" / source.name, folder / FILE_NAME
    contents = {
        folder / "README.md": _README.format(name=chosen),
        folder / ".gitignore": ".annotate/\nbackups/\n",
        target: text,
    }
    with _removed_after_an_error(copy, *contents):
        with write_errors(folder):
            copy.parent.mkdir(parents=True, exist_ok=True)
            if not os.path.lexists(copy):  # an existing file is the user's own
                shutil.copyfile(source, copy)
        for path, content in contents.items():
            if not os.path.lexists(path):
                with writing(path) as file:
                    file.write(content)
        return Project.load(target)


@contextmanager
def _removed_after_an_error(*files: Path) -> Iterator[None]:
    """Removes, if the block fails, what it made of ``files`` and of their folders."""
    with write_errors(files[0]):
        new = [file for file in files if not os.path.lexists(file)]
        above = {folder for file in files for folder in file.parents if not os.path.lexists(folder)}
    try:
        yield
    except BaseException:
        for file in new:
            with suppress(OSError):
                file.unlink(missing_ok=True)
        for folder in sorted(above, key=lambda path: len(path.parts), reverse=True):
            with suppress(OSError):  # another program has put something there
                folder.rmdir()
        raise


def _languages(main: str) -> tuple[str, ...]:
    """The languages of a new project: the main language first.

    If the main language has a built-in model, all other languages with a built-in model follow.
    """
    from annotate.prelabel.parsing.analysis import DEFAULT_MODELS

    return tuple(dict.fromkeys((main, *DEFAULT_MODELS))) if main in DEFAULT_MODELS else (main,)


def check_folder(folder: Path) -> None:
    """Raises `ConfigError` if ``folder`` already has a project."""
    target = folder / FILE_NAME
    with write_errors(folder):
        target.exists()
        resolved(folder)
    if os.path.lexists(target):
        raise ConfigError(
            "there is a project already; it was not changed.",
            where=str(target),
            remedy="Choose another folder, or edit that file.",
        )


def check_language(language: str) -> None:
    """Raises `ConfigError` if ``language`` is not a code of two lower-case letters."""
    if not re.fullmatch(r"[a-z]{2}", language):
        raise ConfigError(
            f"{language!r} is not a language code.", remedy="Use two letters, such as fr or en."
        )


def check_url(url: str) -> None:
    """Raises `ConfigError` if ``url`` is not an http or https address."""
    if not re.match(r"https?://\S+$", url):
        raise ConfigError(f"{url!r} is not an address.", remedy="Start it with http:// or https://.")
