"""Finds free ports on this machine, and says who holds a busy one."""

import os
import socket
from collections.abc import Iterable
from contextlib import ExitStack

import psutil

HOST = "127.0.0.1"


def free(count: int = 1) -> tuple[int, ...]:
    """That many ports nobody listens on now."""
    with ExitStack() as held:
        sockets = [held.enter_context(socket.socket()) for _ in range(count)]
        for one in sockets:
            one.bind((HOST, 0))
        return tuple(one.getsockname()[1] for one in sockets)


def busy(ports: Iterable[int]) -> list[str]:
    """A sentence for each port that is taken: which, and by what."""
    return [f"port {port} is taken by {holder(port)}" for port in ports if _taken(port)]


def holder(port: int) -> str:
    """Who listens on the port, as far as the system lets us see."""
    for connection in _listening():
        if connection.laddr.port == port and connection.pid:
            process = psutil.Process(connection.pid)
            return f"{process.name()} (process {process.pid}, of {process.username()})"
    return "a process of another user" if os.geteuid() else "a process this system hides"


def _taken(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return True
    return False


def _listening() -> list["psutil._ntuples.sconn"]:
    try:
        return [one for one in psutil.net_connections("tcp") if one.status == psutil.CONN_LISTEN]
    except psutil.AccessDenied:  # macOS shows them to root alone
        return []
