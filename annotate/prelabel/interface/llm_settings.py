"""Settings of language models: the endpoint, its key, and the limit for the tokens of a run."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit
from uuid import uuid4

from annotate.core.errors import ConfigError

URL_VARIABLE = "ANNOTATE_LLM_URL"
KEY_VARIABLE = "ANNOTATE_LLM_KEY"
CACHE_VARIABLE = "ANNOTATE_CACHE_DIR"
TIMEOUT_S = 120.0


@dataclass(frozen=True)
class LlmSettings:
    """Settings of the labeler `llm`. The key comes from the environment only. It is never shown or stored.

    ``max_tokens_total`` limits the prompt and completion tokens of a whole run. Processes with the same
    ``run`` count their tokens together. ``cache`` is the folder for answers. If ``asking`` is false, nothing
    is sent. ``refused`` is the reason why the project's address may not be used.
    """

    url: str | None = None
    key: str | None = field(default=None, repr=False)
    max_tokens_total: int | None = None
    timeout_s: float = TIMEOUT_S
    cache: Path | None = None
    run: str = field(default_factory=lambda: uuid4().hex)
    asking: bool = True
    refused: ConfigError | None = field(default=None, repr=False)

    @classmethod
    def from_environment(
        cls,
        *,
        max_tokens_total: int | None = None,
        asking: bool = True,
    ) -> LlmSettings:
        """Takes the address and the key from the environment."""
        return cls(
            url=os.environ.get(URL_VARIABLE) or None,
            key=os.environ.get(KEY_VARIABLE) or None,
            max_tokens_total=max_tokens_total,
            asking=asking,
        )

    def endpoint(self) -> str:
        """The address of the endpoint. Raises `ConfigError` if it is missing, malformed or refused."""
        if self.refused is not None:
            raise self.refused
        if not self.url:
            raise ConfigError(
                "the labeler llm needs an endpoint.",
                remedy=f"Set {URL_VARIABLE} (for instance http://127.0.0.1:11434/v1) or llm.url in "
                f"annotate.yaml, and {KEY_VARIABLE} if the endpoint wants a key.",
            )
        parts = urlsplit(self.url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ConfigError(
                "the endpoint of the labeler llm is not an address.",
                remedy="It starts with http:// or https:// and usually ends with /v1.",
            )
        return self.url

    @property
    def shown(self) -> str:
        """The address for messages, without user, password and query, which may be secret."""
        parts = urlsplit(self.url or "")
        host = parts.netloc.rpartition("@")[2]
        return urlunsplit((parts.scheme, host, parts.path, "", ""))

    def folder(self) -> Path:
        """The folder for answers."""
        if self.cache is not None:
            return self.cache
        if chosen := os.environ.get(CACHE_VARIABLE):
            return Path(chosen).expanduser()
        from platformdirs import user_cache_path

        return user_cache_path("annotate")
