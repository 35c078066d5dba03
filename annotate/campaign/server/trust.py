"""Decides which addresses of annotate.yaml may get the secrets of the environment, and remembers the answer.

A project file may come from somebody else: from a folder above, a download, a repository. So an address in it
gets a token only after the user has confirmed this address.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from pathlib import Path
from urllib.parse import urlsplit

from annotate.core.errors import ConfigError, UnconfirmedAddressError
from annotate.core.files import write_errors, writing
from annotate.core.locks import in_turn
from annotate.core.ownership import is_private
from annotate.project import FILE_NAME, Project, state_folder

TRUST_VARIABLE = "ANNOTATE_TRUST_URL"
STUDIO, LLM = "studio.url", "llm.url"
_FILE = "confirmed-addresses.json"
# What an address gets, by its key in annotate.yaml.
_GETS = {
    STUDIO: "your token for Label Studio and the articles",
    LLM: "the key in ANNOTATE_LLM_KEY, if there is one, and the articles",
}
_VARIABLE = {STUDIO: TRUST_VARIABLE, LLM: "ANNOTATE_LLM_URL"}


def addresses(project: Project) -> dict[str, str]:
    """The project's addresses of other servers, by their key in annotate.yaml."""
    settings = project.settings
    found = {STUDIO: settings.studio.url, LLM: settings.llm.url}
    return {key: url for key, url in found.items() if url is not None}


def unconfirmed(project: Project, key: str) -> UnconfirmedAddressError | None:
    """The error if the project's address ``key`` may not get the user's secrets, else None."""
    url = addresses(project).get(key)
    authority = _authority(project) if key == STUDIO else ""
    if url is None or is_confirmed(key, url, authority):
        return None
    return UnconfirmedAddressError(
        f"you have not confirmed that {shown(url)} may get {_GETS[key]}.",
        where=f"{project.root / FILE_NAME}, {key}",
        remedy=f"If it may, run 'annotate trust' ('annotate trust --yes' in a script),"
        f" or set {_VARIABLE[key]} to this address.",
        key=key,
        url=url,
        authority=authority,
    )


def is_confirmed(key: str, url: str, authority: str = "") -> bool:
    """Whether the user has confirmed ``url``, or gave it with the secret, or started the server there.

    A confirmation holds for one ``authority``, the digest of the certificates that annotate.yaml adds:
    others would let another server answer in the name of this one.
    """
    if key == STUDIO:
        given = re.split(r"[\s,]+", os.environ.get(TRUST_VARIABLE, ""))
        if _plain(url) in {_plain(one) for one in given if one} or _is_own_server(url):
            return True
    return _entry(url, authority) in _read().get(key, [])


def confirm(key: str, url: str, authority: str = "") -> None:
    """Remembers in the user's state folder, for this user alone, that ``url`` may get the secrets."""
    path = state_folder() / _FILE
    with write_errors(path):
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with in_turn(path):
        known = _read()
        if (entry := _entry(url, authority)) in known.get(key, []):
            return
        known.setdefault(key, []).append(entry)
        with writing(path, private=True) as file:
            json.dump(known, file, indent=1)


def question(error: UnconfirmedAddressError) -> str:
    """What the user is asked at a terminal."""
    key, url = error.key, error.url
    clear = url.startswith("http://") and urlsplit(url).hostname not in ("127.0.0.1", "::1", "localhost")
    note = " The connection is not encrypted." if clear else ""
    added = ", with the certificates of studio.ca_file" if error.authority else ""
    return f"May {shown(url)} ({key} in {FILE_NAME}{added}) get {_GETS[key]}?{note}"


def shown(url: str) -> str:
    """``url`` for a terminal. Letters that only look like Latin ones appear as their codes."""
    return url.encode("ascii", "backslashreplace").decode()


def _authority(project: Project) -> str:
    file = project.settings.studio.ca_file
    try:
        content = (project.root / file).read_bytes() if file else b""
    except OSError:  # no connection is made without it
        return ""
    return f"sha256:{hashlib.sha256(content).hexdigest()}" if content else ""


def _entry(url: str, authority: str) -> str:
    return f"{_plain(url)} {authority}".rstrip()


def _plain(url: str) -> str:
    """One form for addresses that differ only in the case of the host or in a final slash."""
    scheme, separator, rest = url.strip().partition("://")
    host, slash, path = rest.partition("/")
    return f"{scheme.lower()}{separator}{host.lower()}{slash}{path}".rstrip("/")


def _is_own_server(url: str) -> bool:
    """Whether a server that this user started with 'annotate studio up' listens at ``url``.

    Not for the name localhost, which may lead to another program on ``::1``.
    """
    found = re.fullmatch(r"http://127\.0\.0\.1:(\d{1,5})", _plain(url))
    if found is None:
        return False
    try:
        import psutil  # noqa: F401  # the extra's marker
    except ImportError:
        return False
    from annotate.studio.server.embedded import EmbeddedServer

    for state in (state_folder() / "projects").glob("*/server"):
        server = EmbeddedServer(state)
        running = server.running()
        if running is not None and running.port == int(found[1]) and server.listens(running):
            return True
    return False


def _read() -> dict[str, list[str]]:
    path: Path = state_folder() / _FILE
    try:
        if not path.exists():
            return {}
        if not is_private(path):
            raise ConfigError(
                "other users can change this file, so it confirms nothing.",
                where=str(path),
                remedy="Delete it, and confirm the addresses again with 'annotate trust'.",
            )
        known = json.loads(path.read_text(encoding="utf-8"))
        return {str(key): [str(url) for url in urls] for key, urls in known.items()}
    except (OSError, ValueError, AttributeError, TypeError) as error:
        raise ConfigError(
            f"cannot be read ({type(error).__name__}).",
            where=str(path),
            remedy="Delete it, and confirm the addresses again with 'annotate trust'.",
        ) from error
