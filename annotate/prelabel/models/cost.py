"""Estimates of what the labelers with language models would cost."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from annotate.core.article import Article


@dataclass(frozen=True)
class Estimate:
    """The number of requests, the number of cached answers, and the rough number of tokens to send."""

    requests: int = 0
    cached: int = 0
    prompt_tokens: int = 0

    def __add__(self, other: Estimate) -> Estimate:
        return Estimate(
            self.requests + other.requests,
            self.cached + other.cached,
            self.prompt_tokens + other.prompt_tokens,
        )


@runtime_checkable
class Costly(Protocol):
    """A labeler that can estimate what an article costs."""

    def estimate(self, article: Article) -> Estimate:
        """Estimates the cost of asking about an article. The language must be known. Sends nothing."""
        ...
