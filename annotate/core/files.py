"""Writes files atomically: in full under a temporary name, then renamed."""

from __future__ import annotations

import errno
import gzip
import io
import os
import re
import shutil
import stat
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, TYPE_CHECKING, BinaryIO, cast

from annotate.core.errors import ConfigError, WriteError
from annotate.core.path_errors import reason, remedy, system_error

if TYPE_CHECKING:
    from typing_extensions import Buffer


PRIVATE = 0o600
_STREAM = re.compile(r"/dev/(stdin|stdout|stderr)$|/dev/fd/|/proc/[^/]+/(task/[^/]+/)?fd/")


@contextmanager
def writing(path: Path, *, private: bool = False) -> Iterator[IO[str]]:
    """Opens a UTF-8 text file that appears at ``path`` only if the block succeeds; a name in .gz gives gzip.

    Only the owner can read a ``private`` file. Raises `WriteError` if the file cannot be written; an earlier
    file at ``path`` is then unchanged.
    """
    with writing_bytes(path, private=private) as raw:
        if path.suffix == ".gz":
            # No name and no time in the header: the same content gives the same bytes.
            packed = gzip.GzipFile(filename="", mode="wb", fileobj=raw, mtime=0)
            with packed, io.TextIOWrapper(cast(BinaryIO, packed), encoding="utf-8", newline="\n") as text:
                yield text
        else:
            text = io.TextIOWrapper(raw, encoding="utf-8", newline="\n")
            yield text
            text.flush()
            text.detach()


@contextmanager
def writing_bytes(path: Path, *, private: bool = False) -> Iterator[BinaryIO]:
    """Opens a binary file that appears at ``path`` only if the block succeeds.

    Only the owner can read a ``private`` file. An error while writing becomes a `WriteError`; errors of the
    code in the block pass through.
    """
    path = destination(path)
    with write_errors(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=f".{path.name[:80]}.", dir=path.parent)
    temporary = Path(name)
    try:
        with io.BufferedWriter(_Guarded(handle, path)) as file:
            yield file
            file.flush()
            with write_errors(path):
                os.fsync(handle)
        with write_errors(path):
            temporary.chmod(PRIVATE if private else 0o666 & ~_umask())
            temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def make_private(path: Path) -> None:
    """Makes an empty file that only its owner can read, or closes an existing file to other users.

    The permissions of an existing file's group stay: a group may share a campaign on purpose. Raises
    `WriteError` if the file cannot be made.
    """
    with write_errors(path):
        path.touch(PRIVATE)
        if (mode := stat.S_IMODE(path.stat().st_mode)) & stat.S_IRWXO:
            with suppress(PermissionError):  # the file of somebody else, which this user may only read
                path.chmod(mode & ~stat.S_IRWXO)


def check_not_input(output: Path, *inputs: str | Path, option: str = "-o") -> None:
    """Raises `ConfigError` if the output is an input file, because writing would replace that file.

    Raises `WriteError` if the output cannot be looked at. An input that cannot be looked at is no output.
    ``option`` names the output.
    """
    with write_errors(output):
        found = output.stat() if output.exists() else None
    for given in inputs:
        same = False
        with suppress(OSError, ValueError):
            same = found is not None and Path(given).is_file() and output.samefile(given)
        if same:
            raise ConfigError(
                "is also an input, and would be replaced.",
                where=str(output),
                remedy=f"Name another file with {option}.",
            )


def check_link(path: Path) -> None:
    """Raises `WriteError` if ``path`` leads through a link into a folder that does not exist.

    A link to a file that does not exist yet is right if the folder of the file exists.
    """
    with write_errors(path):
        for part in (path, *path.parents):
            if not part.is_symlink() or part.exists():
                continue
            target = resolved(part)
            if part != path or not target.parent.is_dir():
                missing = target.parent if part == path else target
                raise WriteError(
                    f"leads through the link {part} into {missing}, which does not exist.",
                    where=str(path),
                    remedy="Make that folder, or repair or remove the link.",
                )


def check_new_folder(folder: Path) -> None:
    """Raises `ConfigError` if ``folder`` is a file or is not empty, `WriteError` for a refused path."""
    with write_errors(folder):
        taken = folder.exists() and not (folder.is_dir() and not any(folder.iterdir()))
    if taken:
        raise ConfigError(
            "exists already; the output must be a new folder.", where=str(folder), remedy="Choose another -o."
        )


@contextmanager
def writing_folder(folder: Path) -> Iterator[Path]:
    """Yields a temporary folder, which becomes ``folder`` only if the block succeeds.

    Raises `ConfigError` if ``folder`` is not empty, and `WriteError` if ``folder`` cannot be created.
    """
    check_new_folder(folder)
    with write_errors(folder):
        folder.parent.mkdir(parents=True, exist_ok=True)
        temporary = Path(tempfile.mkdtemp(prefix=f".{folder.name[:80]}.", dir=folder.parent))
    try:
        yield temporary
        with write_errors(folder):
            temporary.chmod(0o777 & ~_umask())
            temporary.rename(folder)
    except BaseException:
        shutil.rmtree(temporary, ignore_errors=True)
        raise


@contextmanager
def moved_into_place(folder: Path) -> Iterator[Path]:
    """A new path for code that makes a folder itself. At the end the new folder is moved to ``folder``.

    If the block fails, nothing is left of it. Raises as `writing_folder`.
    """
    check_new_folder(folder)
    with _made_beside(resolved(folder), Path.rename) as made:
        yield made


@contextmanager
def replaced_at_the_end(path: Path) -> Iterator[Path]:
    """A new path for code that makes a file itself. At the end the new file replaces ``path``.

    If the block fails, nothing is left of the new file. Raises as `writing`.
    """
    with _made_beside(destination(path), Path.replace) as made:
        yield made


@contextmanager
def _made_beside(path: Path, put: Callable[[Path, Path], object]) -> Iterator[Path]:
    """A path of the same name in a temporary folder beside ``path``. ``put`` moves what was made there."""
    with write_errors(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        around = Path(tempfile.mkdtemp(prefix=f".{path.name[:80]}.", dir=path.parent))
    try:
        made = around / path.name
        yield made
        if made.exists():
            with write_errors(path):
                put(made, path)
    finally:
        shutil.rmtree(around, ignore_errors=True)


def open_own(path: Path, flags: int) -> int:
    """Opens or creates an ordinary file that belongs to this toolkit, and returns its descriptor.

    Raises `WriteError` for a link, a second name of another file, a folder, a device or a pipe: writing would
    change something else. ``flags`` are those of `os.open`.
    """
    follow_no_link = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    with write_errors(path):
        try:
            handle = os.open(path, flags | os.O_CREAT | getattr(os, "O_CLOEXEC", 0) | follow_no_link, 0o666)
        except OSError:
            if (kind := _kind(path, None)) is None:
                raise
            raise _not_own(path, kind) from None
        if (kind := _kind(path, handle)) is not None:
            os.close(handle)
            raise _not_own(path, kind)
    return handle


def is_own(path: Path) -> bool:
    """Whether an ordinary file with one name stands at ``path``, as `open_own` makes it."""
    return os.path.lexists(path) and _kind(path, None) is None


def _kind(path: Path, handle: int | None) -> str | None:
    """What stands at ``path``, if that is not an ordinary file with one name."""
    try:
        found = path.lstat() if handle is None else os.fstat(handle)
    except OSError:
        return None
    if stat.S_ISLNK(found.st_mode):
        return "a link"
    if stat.S_ISDIR(found.st_mode):
        return "a folder"
    if not stat.S_ISREG(found.st_mode):
        return "a device or pipe"
    return "a second name of another file (a hard link)" if found.st_nlink > 1 else None


def _not_own(path: Path, kind: str) -> WriteError:
    return WriteError(
        f"is {kind}; this file is written as it goes along, and must be an ordinary one.",
        where=str(path),
        remedy="Remove it if it is not needed, or choose another -o.",
    )


def destination(path: Path) -> Path:
    """The path to write to: ``path``, or the target of a link.

    Raises `ConfigError` for ``-`` and for an open stream such as /dev/stdout, and `WriteError` for a folder,
    a device or a pipe.
    """
    if str(path) == "-":
        raise ConfigError("standard output is for the command's messages.", remedy="Name a file with -o.")
    check_link(path)
    target = resolved(path)
    with write_errors(path):
        found = target.stat() if target.exists() else None
    if _is_stream(path, target, found):
        raise ConfigError(
            "is an open stream, where the command's messages go; a file would replace it.",
            where=str(path),
            remedy="Name a file with -o.",
        )
    if found is not None and not stat.S_ISREG(found.st_mode):
        folder = stat.S_ISDIR(found.st_mode)
        kind = "a folder" if folder else "a device or pipe, which a file would replace"
        raise WriteError(f"is {kind}.", where=str(path), remedy="Name a file.")
    return target


def resolved(path: Path) -> Path:
    """The absolute path without links. Raises `WriteError` for a loop of links, and if it cannot be found."""
    with write_errors(path):
        target = path.resolve()
        if target.is_symlink():  # a loop, in newer versions of Python
            raise OSError(errno.ELOOP, os.strerror(errno.ELOOP), str(path))
    return target


def _is_stream(path: Path, target: Path, found: os.stat_result | None) -> bool:
    """Whether writing to ``path`` would write to a stream that this process has open, or replace its file."""
    names = (os.path.abspath(path), str(target))  # noqa: PTH100  # resolve() follows the links
    if any(_STREAM.match(name) for name in names):
        return True
    for number in (1, 2):
        with suppress(OSError):
            stream = os.fstat(number)
            if found is not None and stat.S_ISREG(stream.st_mode) and os.path.samestat(found, stream):
                return True
    return False


class _Guarded(io.FileIO):
    """A raw temporary file. Its write errors name ``path``, the final path of the file."""

    def __init__(self, handle: int, path: Path) -> None:
        super().__init__(handle, "wb")
        self._path = path

    def write(self, data: Buffer, /) -> int:
        with write_errors(self._path):
            return super().write(data)


@contextmanager
def write_errors(path: Path) -> Iterator[None]:
    """Turns a refusal of the system into a `WriteError` that names ``path``."""
    try:
        yield
    except (OSError, RuntimeError, ValueError) as error:
        if (refused := system_error(error)) is None:
            raise
        raise WriteError(
            f"cannot write: {reason(refused)}.",
            where=str(path),
            remedy=f"Nothing there was changed. {remedy(refused)}",
        ) from error


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
