"""Shows control characters and direction marks of foreign text as escapes, so that they steer no terminal.

An article, a file name or a label of a server may hold an escape sequence that moves the cursor, hides a
line or changes the window's title. It may hold a mark that turns the direction of the text around.
"""

from __future__ import annotations

import codecs
import json
import shutil
import sys
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, Any, BinaryIO, TextIO, cast

if TYPE_CHECKING:
    from rich.console import (
        Console,
        ConsoleOptions,
        ConsoleRenderable,
        RenderableType,
        RenderHook,
        RenderResult,
    )

_CONTROLS = [*range(0x20), *range(0x7F, 0xA0)]
_KEPT = {ord("\t"), ord("\n")}
_DIRECTIONS = [0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)]
_LINES = [0x2028, 0x2029]
_SMALL = 24  # lines of a small terminal
_SURROGATES = range(0xD800, 0xE000)  # bytes of a name that is not UTF-8; a stream may refuse them
# In the form of JSON, so that an escape inside a JSON string still means the same character.
_ESCAPES = {
    code: f"\\u{code:04x}" for code in (*_CONTROLS, *_DIRECTIONS, *_LINES, *_SURROGATES) if code not in _KEPT
}


_ESCAPED = "annotate.escaped"


def _escaped(error: UnicodeError) -> tuple[str, int]:
    """The characters that an encoding does not have, in the form of JSON."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return json.dumps(error.object[error.start : error.end])[1:-1], error.end


codecs.register_error(_ESCAPED, _escaped)


def visible(text: str) -> str:
    r"""``text`` with control characters and direction marks as escapes such as ``\u001b``.

    Tabs and line breaks stay.
    """
    return text.translate(_ESCAPES)


class VisibleStream:
    """A text stream that writes `visible` text to another stream. ``raw`` is that stream."""

    def __init__(self, raw: TextIO) -> None:
        self.raw = raw

    def write(self, text: str) -> int:
        """Writes ``text`` with escapes."""
        self.raw.write(visible(text))
        return len(text)

    def writelines(self, lines: Iterable[str]) -> None:
        """Writes each line with escapes."""
        for line in lines:
            self.write(line)

    @property
    def buffer(self) -> Any:
        """The binary stream below, for encoded text. Click writes completions to it."""
        return _VisibleBytes(self.raw.buffer)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.raw, name)


class _VisibleBytes:
    def __init__(self, raw: BinaryIO) -> None:
        self.raw = raw

    def write(self, encoded: bytes) -> int:
        text = bytes(encoded).decode("utf-8", "surrogateescape")
        self.raw.write(visible(text).encode("utf-8", "surrogateescape"))
        return len(encoded)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.raw, name)


@contextmanager
def visible_output() -> Iterator[None]:
    """Lets standard output and standard error show only `visible` text while the block runs.

    A character that the encoding of a stream does not have is shown as an escape, too.
    """
    with ExitStack() as stack:
        for name in ("stdout", "stderr"):
            before = getattr(sys, name)
            if callable(configure := getattr(before, "reconfigure", None)):
                configure(errors=_ESCAPED)  # not set back: that would write out the buffer, and may fail
            setattr(sys, name, VisibleStream(before))
            stack.callback(setattr, sys, name, before)
        yield


def console(*, stderr: bool = False, **options: Any) -> Console:
    """A rich console that draws on standard output, or on standard error, and shows only `visible` text.

    Square brackets in a text are no markup.
    """
    from rich.console import Console

    stream = sys.stderr if stderr else sys.stdout
    # Rich's own control sequences must reach the terminal, so it gets the stream below.
    made = Console(file=_raw(stream), stderr=stderr, markup=False, highlight=False, **options)
    made.push_render_hook(cast("RenderHook", _Hook()))
    return made


def screen_lines() -> int:
    """The lines of the terminal without that of the prompt; 23 elsewhere, and at least that."""
    return max(_SMALL, shutil.get_terminal_size().lines) - 1


class Visible:
    """A renderable whose text is shown with `visible`."""

    def __init__(self, renderable: RenderableType) -> None:
        self._renderable = renderable

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        from rich.segment import Segment

        for text, style, control in console.render(self._renderable, options):
            yield Segment(text if control else visible(text), style, control)


class _Hook:
    def process_renderables(self, renderables: list[ConsoleRenderable]) -> list[ConsoleRenderable]:
        from rich.control import Control

        return [item if isinstance(item, Control) else Visible(item) for item in renderables]


def _raw(stream: TextIO) -> TextIO:
    while isinstance(stream, VisibleStream):
        stream = stream.raw
    return stream
