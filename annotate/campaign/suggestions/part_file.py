"""`OUTPUT.part`: the suggestions of an unfinished run, which `--resume` continues.

The part file is plain JSON Lines, written chunk by chunk. When the run is done, the part file becomes the
output. In the part file, articles that were tried again come last; the output has all articles in the order
of the input.
"""

from __future__ import annotations

import os
from array import array
from collections import deque
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from pydantic import ValidationError

from annotate.campaign.suggestions.cut_files import blocks_of, blocks_of_file, complete_lines
from annotate.core.article import Article
from annotate.core.errors import ConfigError
from annotate.core.files import destination, open_own, write_errors, writing
from annotate.core.locks import claim
from annotate.core.record import Record
from annotate.prelabel.interface.former_names import current_spec

SUFFIX, LEFT_OVER = ".part", ".left-over"


def part_of(output: Path) -> Path:
    """The path of the part file of ``output``. Raises the same errors as `destination`."""
    target = destination(output)
    return target.with_name(target.name + SUFFIX)


def left_over_of(output: Path) -> Path:
    """The path for suggestions of an earlier run on articles that are no longer in the input."""
    target = destination(output)
    return target.with_name(target.name.removesuffix(".gz") + LEFT_OVER)


@contextmanager
def open_part(
    output: Path,
    *,
    resume: bool,
    author: str,
    labelers: Collection[str],
    is_forgotten: Callable[[Article], bool] = lambda article: False,
) -> Iterator[PartFile]:
    """Opens the part file of ``output``. At the end, removes a part file without a complete line.

    With ``resume``, the part file begins with the readable lines of an earlier part file or, if there is
    none, of the output. A cut line or a cut gzip file does no harm. Lines of articles of which
    ``is_forgotten`` is true are not taken over. All lines must have the author ``author``. An error about
    another author names the labelers that differ from ``labelers`` (name@version).

    Raises `ConfigError` if there is an earlier part file but no ``resume``, if its lines have another author,
    or if another process is writing the file. Raises `WriteError` if the file cannot be written or is a link.
    """
    path = part_of(output)
    with write_errors(output):
        path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = open_own(path, os.O_RDWR)
    part = PartFile(output, path, descriptor, is_forgotten)
    try:
        claim(descriptor, path, "prelabel")
        try:
            if resume:
                part.recover(author, labelers)
            elif part.lines_on_disk():
                raise ConfigError(
                    "holds the suggestions of a run that was not finished.",
                    where=str(path),
                    remedy="Continue it with --resume, or remove it to start again.",
                )
            else:
                os.ftruncate(descriptor, 0)
            yield part
        finally:
            if not part.finished and not part.lines_on_disk():
                path.unlink(missing_ok=True)
    finally:
        os.close(descriptor)


class PartFile:
    """The finished articles of a run.

    ``kept`` counts the articles taken over from an earlier run. ``damaged`` counts the lines of that run that
    could not be read. ``finished`` says whether the part file has become the output.
    """

    def __init__(
        self, output: Path, path: Path, descriptor: int, is_forgotten: Callable[[Article], bool]
    ) -> None:
        self.path = path
        self._is_forgotten = is_forgotten
        self.kept = 0
        self.damaged = 0
        self._output = output
        self._descriptor = descriptor
        self._size = 0
        self.finished = False
        self._earlier: dict[str, tuple[int, int]] = {}  # by article id: start and length of its line
        # The line of each article of the input, in order; length 0 means that there is none yet.
        self._starts, self._lengths = array("Q"), array("Q")
        self._waiting: deque[int] = deque()

    @property
    def left_over(self) -> int:
        """The number of articles of the earlier run that the input has not contained so far."""
        return len(self._earlier)

    def left(self, articles: Iterable[Article], keep: Callable[[Record], None]) -> Iterator[Article]:
        """Yields the articles that must still be labelled. Calls ``keep`` with each finished record.

        Yields a finished article too if any field of the article, such as the title, has changed since.
        """
        for article in articles:
            start, length = self._earlier.pop(article.id, (0, 0))
            if length:
                record = Record.model_validate_json(os.pread(self._descriptor, length, start))
                if record.article.to_json() == article.to_json():
                    self._place(start, length)
                    self.kept += 1
                    keep(record)
                    continue
            self._waiting.append(len(self._starts))
            self._place(0, 0)
            yield article

    def add(self, lines: Sequence[str | None]) -> None:
        """Appends one line for each of the next articles that `left` yielded. None means no line.

        Raises `WriteError` if the file cannot be written.
        """
        start = self._size
        encoded = []
        for line in lines:
            number = self._waiting.popleft()
            if line is not None:
                encoded.append(line.encode("utf-8") + b"\n")
                self._starts[number], self._lengths[number] = start, len(encoded[-1])
                start += len(encoded[-1])
        self._append(b"".join(encoded))

    def finish(self) -> int:
        """Turns the part file into the output. Returns the number of lines.

        Raises `WriteError`, and keeps the part file, if the output cannot be written.
        """
        self._keep_left_over()
        count = sum(1 for length in self._lengths if length)
        if self._output.suffix != ".gz" and self._in_order():
            with write_errors(self._output):
                os.fsync(self._descriptor)
                self.path.replace(destination(self._output))
        else:
            with writing(self._output) as file:
                for start, length in zip(self._starts, self._lengths, strict=True):
                    file.write(os.pread(self._descriptor, length, start).decode("utf-8"))
            self.path.unlink(missing_ok=True)
        self.finished = True
        return count

    def _keep_left_over(self) -> None:
        """Appends suggestions for articles that are no longer in the input to the file of `left_over_of`.

        These suggestions may have cost money, and somebody may want them.
        """
        if not self._earlier:
            return
        path = left_over_of(self._output)
        handle = open_own(path, os.O_WRONLY | os.O_APPEND)
        with write_errors(path), os.fdopen(handle, "ab") as file:
            for start, length in self._earlier.values():
                file.write(os.pread(self._descriptor, length, start))

    def lines_on_disk(self) -> bool:
        """Whether the part file has a complete line."""
        return any(True for _ in complete_lines(blocks_of(self._descriptor)))

    def recover(self, author: str, labelers: Collection[str]) -> None:
        """Takes over the readable lines of an earlier run, as `open_part` describes."""
        if self.lines_on_disk():
            for start, line in complete_lines(blocks_of(self._descriptor)):
                self._take_over(line, start, author, labelers)
                self._size = start + len(line)
            os.ftruncate(self._descriptor, self._size)
        elif self._output.is_file():
            os.ftruncate(self._descriptor, 0)
            try:
                for _, line in complete_lines(blocks_of_file(self._output)):
                    if self._take_over(line, self._size, author, labelers):
                        self._append(line)
            except ConfigError:
                os.ftruncate(self._descriptor, 0)
                raise

    def _take_over(self, line: bytes, start: int, author: str, labelers: Collection[str]) -> bool:
        try:
            record = Record.model_validate_json(line)
        except ValidationError:
            self.damaged += 1
            return False
        if record.annotation.author != author:
            raise _made_otherwise(self._output, record, author, labelers)
        if self._is_forgotten(record.article):
            return False
        self._earlier[record.article.id] = start, len(line)
        return True

    def _place(self, start: int, length: int) -> None:
        self._starts.append(start)
        self._lengths.append(length)

    def _append(self, data: bytes) -> None:
        with write_errors(self._output):
            position, rest = self._size, memoryview(data)
            try:
                while rest:
                    written = os.pwrite(self._descriptor, rest, position)
                    position, rest = position + written, rest[written:]
            except OSError:
                with suppress(OSError):
                    os.ftruncate(self._descriptor, self._size)
                raise
        self._size = position

    def _in_order(self) -> bool:
        """Whether the part file has exactly the lines of the output, in the order of the input."""
        position = 0
        for start, length in zip(self._starts, self._lengths, strict=True):
            if length and start != position:
                return False
            position += length
        return position == self._size


def _made_otherwise(output: Path, record: Record, author: str, labelers: Collection[str]) -> ConfigError:
    annotation = record.annotation
    # With present names, which the reader finds in annotate.yaml.
    sources = {current_spec(item.source) for region in annotation.regions for item in region.provenance}
    now = {item.partition("@")[0] for item in labelers}
    differing = {item.partition("@")[0] for item in sources - set(labelers)}
    reasons = []
    if lacking := sorted(differing - now):
        reasons.append(f"this run lacks {', '.join(lacking)}")
    if changed := sorted(differing & now):
        named = ", ".join(changed)
        reasons.append(f"this run has another version of {named} (its code, data, weights or threshold)")
    why = " and ".join(reasons) or (
        "the labelers, their order, the weights, a threshold in annotate.yaml or the ontology differ"
    )
    error = ConfigError(
        f"cannot be resumed, because it was made in another way: {why}.",
        where=str(output),
        remedy="Use the same labelers, languages, weights and ontology, or start again with another -o. "
        "--json gives the versions.",
    )
    error.details = {
        "made_by": annotation.author,
        "made_with": sorted(sources),
        "now_by": author,
        "now_with": sorted(labelers),
    }
    return error
