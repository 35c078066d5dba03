"""A new project's files."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

from annotate.core.configs import find_config
from annotate.core.errors import ConfigError
from annotate.core.files import write_errors, writing
from annotate.core.ontology import Ontology
from annotate.prelabel.defaults import DEFAULT_ORDER
from annotate.project import FILE_NAME, Project

_PROJECT_FILE = """\
# One annotation campaign. Secrets never stand here: a token comes from the variable ANNOTATE_TOKEN.
format: 1
name: {quoted_name}

# The articles' language, and the one of the labelling screen.
language: {language}
guidelines: {guidelines}

# The languages that articles may be in, told from each text; what is in none of them is named and left out.
languages: [{languages}]

ontology: {ontology}

# Who suggests, in order. Add your own by entry point, or a trained model: trained:models/round-1
labelers: [{labelers}]
{studio}
exports: exports
"""
_STUDIO_OWN = """
# 'annotate studio up' runs a Label Studio of this project's own on this machine. For another one:
# studio:
#   url: https://label-studio.example.org
#   project: 12
"""
_STUDIO_URL = """
studio:
  url: {url}
"""
# What an ontology of names alone has no use for.
_FOR_EVENTS = frozenset({"dates", "roles", "events", "article-types"})
_README = """\
# {name}

An annotation campaign. `annotate.yaml` says what it consists of, `configs/` holds its ontology.

    annotate studio up
    annotate prelabel ARTICLES… -o suggestions.jsonl
    annotate push suggestions.jsonl
    annotate studio open
    annotate pull -o annotations.jsonl
    annotate release create {name}

`.annotate/` is local (what was pushed, a mirror of what came back) and stays out of version control.
"""


def new_project(folder: Path, *, name: str | None, language: str, ontology: str, url: str | None) -> Project:
    """Writes annotate.yaml, configs/, README.md and .gitignore into ``folder``.

    Raises `ConfigError` where there is a project already or a value is wrong; then nothing is written.
    """
    check_folder(folder)
    chosen = name or re.sub(r"[^a-z0-9]+", "-", folder.resolve().name.lower()).strip("-") or "campaign"
    if not re.fullmatch(r"[a-z0-9][a-z0-9-]{1,40}", chosen):
        raise ConfigError(
            f"{chosen!r} cannot name a project.",
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
        studio=_STUDIO_URL.format(url=json.dumps(url)) if url else _STUDIO_OWN,
    )
    with write_errors(folder):
        copy = folder / "configs" / source.name
        copy.parent.mkdir(parents=True, exist_ok=True)
        if not copy.exists():  # one that stands there is the user's own
            shutil.copyfile(source, copy)
    for path, content in (
        (folder / "README.md", _README.format(name=chosen)),
        (folder / ".gitignore", ".annotate/\n"),
    ):
        if not path.exists():
            with writing(path) as file:
                file.write(content)
    target = folder / FILE_NAME
    with writing(target) as file:
        file.write(text)
    return Project.load(target)


def _languages(main: str) -> tuple[str, ...]:
    """The main language and, where a model comes along for it, the others that have one too."""
    from annotate.prelabel.parsing.analysis import DEFAULT_MODELS

    return tuple(dict.fromkeys((main, *DEFAULT_MODELS))) if main in DEFAULT_MODELS else (main,)


def check_folder(folder: Path) -> None:
    """Raises `ConfigError` where there is a project already."""
    target = folder / FILE_NAME
    if target.exists():
        raise ConfigError(
            "there is a project already; it is left as it is.",
            where=str(target),
            remedy="Choose another folder, or edit that file.",
        )


def check_language(language: str) -> None:
    """Raises `ConfigError` where this is no language code."""
    if not re.fullmatch(r"[a-z]{2}", language):
        raise ConfigError(f"{language!r} is no language code.", remedy="Use two letters, as fr or en.")


def check_url(url: str) -> None:
    """Raises `ConfigError` where this is no address."""
    if not re.match(r"https?://\S+$", url):
        raise ConfigError(f"{url!r} is not an address.", remedy="It starts with http:// or https://.")
