"""Ports of this machine: which is free, and which program holds one."""

from __future__ import annotations

import socket

from annotate.core.errors import StudioError

HOST = "127.0.0.1"


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def is_free(port: int) -> bool:
    """Whether a program can listen on ``port``."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
    return True


def ports_of(pid: int) -> set[int]:
    """The ports that the process listens on."""
    import psutil

    try:
        connections = psutil.Process(pid).net_connections(kind="tcp")
    except psutil.Error:
        return set()
    return {item.laddr.port for item in connections if item.status == psutil.CONN_LISTEN}


def port_taken(port: int, *, remembered: bool) -> StudioError:
    """The error for a port that another program listens on. Names the program if that can be told."""
    usual = f"This Label Studio used port {port} before, so that links stay right. " if remembered else ""
    return StudioError(
        f"port {port} is taken by {_holder(port)}.",
        where=HOST,
        remedy=f"{usual}Stop that program, or choose another port with 'annotate studio up --port'.",
    )


def _holder(port: int) -> str:
    """The program that listens on ``port``. Other users' programs can often not be told."""
    import psutil

    try:
        listening = [
            item.pid
            for item in psutil.net_connections(kind="tcp")
            if item.status == psutil.CONN_LISTEN and item.laddr and item.laddr.port == port
        ]
        pid = next(pid for pid in listening if pid)
        process = psutil.Process(pid)
        name = "".join(letter for letter in process.name() if letter.isprintable())
        return f"{name} (process {pid} of {process.username()})"
    except (psutil.Error, OSError, StopIteration):
        return "another program, perhaps of another user"
