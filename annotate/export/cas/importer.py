"""Imports UIMA CAS (XMI and JSON), of our own export and with the named entities of DKPro Core."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from xml.parsers import expat

from annotate.core.errors import InputError
from annotate.export.cas.exporter import TYPE_SYSTEM
from annotate.export.cas.reader import cas_files, read_cas_file
from annotate.export.importing.base import ForeignDocument, ImportContext


class CasImporter:
    """Reads a file of UIMA CAS, or a folder of such files. XMI needs ``typesystem.xml`` beside it.

    Our own layers hold everything; elsewhere the named entities of DKPro Core (INCEpTION, WebAnno) are read.
    A file with a document type declaration is refused: it could name other files, or grow without end.
    """

    name = "cas"

    def read(self, path: Path, context: ImportContext) -> Iterator[ForeignDocument]:
        """Yields the document of each file. A file that cannot be read is reported as bad."""
        for file in cas_files(path):
            try:
                for xml in (file, file.with_name(TYPE_SYSTEM), file.with_name("TypeSystem.xml")):
                    if file.suffix != ".json" and xml.is_file():
                        check_no_declarations(xml)
                yield ForeignDocument.of(read_cas_file(file, context.report), str(file))
            except InputError as error:
                context.bad(error.where or str(file), error.what)


class _BegunError(Exception):
    """The first element has begun."""


def check_no_declarations(path: Path) -> None:
    """Raises `InputError` for an XML file with a document type declaration. Reads up to the first element."""

    def refuse(*arguments: object) -> None:
        raise InputError(
            "has a document type declaration, which an XMI file does not need.",
            where=str(path),
            remedy="Remove it (<!DOCTYPE …>).",
        )

    def stop(*arguments: object) -> None:
        raise _BegunError

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    parser.StartElementHandler = stop
    try:
        with path.open("rb") as file:
            while chunk := file.read(1 << 16):
                parser.Parse(chunk, False)
            parser.Parse(b"", True)
    except _BegunError:
        return
    except expat.ExpatError as error:
        raise InputError(f"is not XML ({error}).", where=str(path), remedy="Export it again.") from error
    except OSError as error:
        raise InputError(
            f"cannot be read: {error.strerror}.", where=str(path), remedy="Check the path."
        ) from error
