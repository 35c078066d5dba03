"""What a campaign knows of an article or annotator that it shall forget: ids, texts, names, accounts."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property

from annotate.core.article import Article
from annotate.core.errors import AnnotateError, InputError
from annotate.core.text import digest
from annotate.gold.pseudonyms import Pseudonyms
from annotate.project import Project
from annotate.studio.api.listed_account import ListedAccount
from annotate.studio.codec.tasks import Unreadable
from annotate.studio.pull.articles import TaskArticles
from annotate.studio.screen.binding import bind
from annotate.studio.store.mirror import Mirror
from annotate.studio.store.plan import Plan

_PIECE = 60  # characters of a line of a text that are searched for
_PIECES = 6


@dataclass
class Articles:
    """Articles to forget.

    ``digests`` are those of the known texts, by article id. ``others`` are articles that have one of these
    texts under another id. ``texts`` and ``titles`` serve to find files that still hold them.
    """

    digests: dict[str, set[str]]
    others: set[str] = field(default_factory=set)
    texts: set[str] = field(default_factory=set)
    titles: set[str] = field(default_factory=set)

    @property
    def unknown(self) -> list[str]:
        """The ids of which neither plan nor mirror knows a text."""
        return [article for article, known in self.digests.items() if not known]

    def take(self, article: Article, *texts: str) -> None:
        """Takes in an article of the campaign, with the texts that its task has had."""
        found = {article.text, *texts}
        if article.id in self.digests:
            self.digests[article.id] |= {digest(text) for text in found}
            self.texts |= found
            self.titles |= {article.title} if article.title else set()

    @cached_property
    def words(self) -> list[bytes]:
        """Pieces of the texts and the titles, as UTF-8 and as JSON writes them."""
        pieces = {title for title in self.titles if len(title) >= 20}
        for text in self.texts:
            lines = sorted({line.strip() for line in text.splitlines()}, key=lambda line: (-len(line), line))
            pieces |= {line[:_PIECE] for line in lines[:_PIECES] if len(line) >= 20} or {text.strip()}
        forms = {form for piece in pieces for form in (piece, _json(piece, True), _json(piece, False))}
        return sorted(form.encode(errors="surrogatepass") for form in forms)

    @cached_property
    def ids(self) -> re.Pattern[bytes]:
        """Matches an id that is not a part of a longer word."""
        return words_of(self.digests)


@dataclass
class Annotator:
    """A person to forget: all known names, and the accounts as pairs of id and the time of their making."""

    names: set[str]
    accounts: set[tuple[int, str | None]]
    pseudonym: str | None

    @cached_property
    def words(self) -> re.Pattern[bytes]:
        """Matches a name that is not a part of a longer word."""
        return words_of(self.names, re.IGNORECASE)


def words_of(words: Iterable[str], flags: int = 0) -> re.Pattern[bytes]:
    """A pattern for any of these words, as UTF-8 and as JSON writes them, as whole words."""
    forms = {form for word in words for form in (word, _json(word, True), _json(word, False))}
    any_of = b"|".join(re.escape(form.encode(errors="surrogatepass")) for form in sorted(forms))
    return re.compile(rb"(?<![\w-])(?:" + (any_of or rb"(?!)") + rb")(?![\w-])", flags)


def find_articles(project: Project, plan: Plan, mirror: Mirror, ids: Sequence[str]) -> Articles:
    """Looks articles up in plan and mirror, with all their texts."""
    found = Articles({article: set() for article in ids})
    for article in ids:
        for known in plan.all_texts(article):
            found.take(known)
    config = mirror.setting("label_config")
    if config is not None:
        with suppress(AnnotateError):  # the screen was changed since: the texts of the plan are known
            articles = TaskArticles(mirror, plan, project.ontology, bind(project.ontology, config))
            for task in mirror.tasks():
                of_task = articles.of(task)
                if not isinstance(of_task, Unreadable) and of_task.id in found.digests:
                    found.take(of_task, articles.stored(task).text)
    digests = set[str]().union(*found.digests.values())
    found.others = {article for article in plan.articles_with(digests) if article not in found.digests}
    return found


def find_annotator(
    name: str, plan: Plan, mirror: Mirror, pseudonyms: Pseudonyms, listed: Iterable[ListedAccount]
) -> Annotator | None:
    """Looks a person up by e-mail address, name, account id or pseudonym. None if nobody is known by it.

    ``listed`` are the accounts on the server, as far as it could be asked.
    """
    users = {int(id): str(name) for id, name in (mirror.setting("users") or {}).items()}
    rows = [({one.name, one.email or one.name}, one.id, one.joined) for one in plan.accounts.all()]
    rows += [({name}, id, None) for id, name in users.items()]
    rows += [({one.email or f"user-{one.id}"}, one.id, one.joined) for one in listed]
    former = plan.accounts.former_names()
    number = int(name) if name.isascii() and name.isdigit() and len(name) < 19 else None
    names = {name, *pseudonyms.names_of(name)}
    names |= {one for known, id, _ in rows if id == number for one in known}
    accounts: set[tuple[int, str | None]] = set()
    before = 0
    while before != len(names) + len(accounts):
        before = len(names) + len(accounts)
        folded = {one.casefold() for one in names}
        for known, id, joined in rows:
            if folded.intersection(one.casefold() for one in known):
                names |= known
                accounts.add((id, joined))
        names |= {then for now, then in former.items() if now in names}
        names |= {one for known in list(names) for one in pseudonyms.same_as(known)}
    pseudonym = next((one for known in sorted(names) if (one := pseudonyms.known(known))), None)
    if not accounts and pseudonym is None and not plan.sent_by(names):
        return None
    names -= {str(number), pseudonym or "", name if pseudonyms.names_of(name) else ""}
    return Annotator(names, accounts, pseudonym)


def unknown(what: str, names: Sequence[str]) -> InputError:
    """The error for articles or annotators that the campaign does not know."""
    named = ", ".join(names[:5]) + (", …" if len(names) > 5 else "")
    return InputError(
        f"this campaign knows no {what} {named}. Nothing was changed.",
        remedy="Check the spelling, or run 'annotate pull' first. With --even-if-unknown, it is left out of"
        " what comes later all the same.",
    )


def _json(text: str, ascii: bool) -> str:
    return json.dumps(text, ensure_ascii=ascii)[1:-1]
