"""What reading reports beside the articles: refusals, notices and skipped files."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from annotate.core.errors import InputError

MOST_LISTED = 100_000  # refusals: an input without end would fill the memory


@dataclass(frozen=True, slots=True)
class Origin:
    """The origin of an article: file, line (from 1) and, in a table, row (from 1, the header not counted).

    ``last_line`` is the last line of a row of several lines. ``id_name`` is the column or key that holds the
    id, if the file is a table or JSON Lines.
    """

    file: str
    line: int | None = None
    row: int | None = None
    id_name: str | None = None
    last_line: int | None = None

    def with_id_in(self, name: str | None) -> Origin:
        """The same origin, with the column or key that holds the id."""
        return replace(self, id_name=name)

    def up_to(self, line: int) -> Origin:
        """The same origin, if it ends in ``line``."""
        return replace(self, last_line=line)

    @property
    def lines(self) -> str | None:
        """The lines in words: "line 2" or "lines 2–4"."""
        if self.line is None:
            return None
        if self.last_line is None or self.last_line <= self.line:
            return f"line {self.line}"
        return f"lines {self.line}–{self.last_line}"

    def __str__(self) -> str:
        if self.row is not None:
            return f"{self.file}, row {self.row}" + (f" ({self.lines})" if self.lines else "")
        return f"{self.file}, {self.lines}" if self.lines else self.file


@dataclass(frozen=True, slots=True)
class Refusal:
    """An article, file or input that was not read: where it is, what is wrong, and what to do about it."""

    where: str
    what: str
    remedy: str
    article_id: str | None = None

    def __str__(self) -> str:
        return f"{self.where}: {self.what} {self.remedy}"


@dataclass(frozen=True, slots=True)
class Notice:
    """Something worth knowing about an article or file that was read."""

    where: str
    what: str
    article_id: str | None = None

    def __str__(self) -> str:
        return f"{self.where}: {self.what}"


@dataclass(frozen=True, slots=True)
class PassedOver:
    """A skipped file in a folder or glob: no reader supports its suffix."""

    where: str


@dataclass
class ReadReport:
    """The result of reading; complete once all articles were read.

    ``articles`` counts the articles yielded, ``refused`` all refusals. ``skipped`` names the files with an
    unknown suffix in folders.
    """

    articles: int = 0
    refusals: list[Refusal] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)
    refused: int = 0

    def refuse(self, refusal: Refusal) -> None:
        """Counts a refusal. Of more than `MOST_LISTED`, the last entry says how many are not listed."""
        self.refused += 1
        if self.refused <= MOST_LISTED:
            self.refusals.append(refusal)
            return
        more = Refusal("more", f"{self.refused - MOST_LISTED:,} are not listed.", "Correct these first.")
        self.refusals[MOST_LISTED:] = [more]

    @property
    def nothing_read(self) -> bool:
        """Whether no article has been usable so far."""
        return self.articles == 0


class RefusedError(InputError):
    """Raised by a reader that gives up on an article or a file; carries the refusal."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.what, where=refusal.where, remedy=refusal.remedy)
        self.refusal = refusal


def refused(where: Origin | str, what: str, remedy: str, article_id: str | None = None) -> RefusedError:
    """Makes the error that refuses the article or file at ``where``."""
    return RefusedError(Refusal(str(where), what, remedy, article_id))
