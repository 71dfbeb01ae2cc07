"""Serves ASGI applications on sockets of this process, with and without TLS."""

import asyncio
import contextlib
import errno
import socket
from collections.abc import AsyncIterator, Iterator
from typing import Any

import uvicorn

from scripts.local.simulators.authority import Authority
from scripts.local.simulators.sockets import with_sockets


class BusyPort(Exception):
    """Somebody else listens on the port already."""

    def __init__(self, port: int) -> None:
        super().__init__(f"port {port} is taken")
        self.port = port


class _Server(uvicorn.Server):
    """Leaves signals alone: several servers run in one loop, and their owner listens for them."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


@contextlib.asynccontextmanager
async def serving(
    app: Any, *, port: int = 0, tls: Authority | None = None, host: str = "127.0.0.1"
) -> AsyncIterator[str]:
    """The address of the application while the block runs; port 0 takes a free one.

    Raises `BusyPort`, which names the port. Open requests get two seconds to end.
    """
    listener = _listen(host, port)
    server = _Server(_config(app, tls))
    task = asyncio.create_task(server.serve(sockets=[listener]))
    try:
        await _started(server, task)
        yield f"{'https' if tls else 'http'}://{host}:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        await task
        listener.close()


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, proto=socket.IPPROTO_TCP)  # asyncio then sets TCP_NODELAY
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen(1024)
    except OSError as error:
        listener.close()
        if error.errno != errno.EADDRINUSE:
            raise
        raise BusyPort(port) from error
    return listener


def _config(app: Any, tls: Authority | None) -> uvicorn.Config:
    return uvicorn.Config(
        with_sockets(app),
        ssl_certfile=tls.certificate if tls else None,
        ssl_keyfile=tls.key if tls else None,
        access_log=False,
        log_level="warning",
        lifespan="off",
        timeout_graceful_shutdown=2,
        ws_max_size=1 << 20,
    )


async def _started(server: uvicorn.Server, task: asyncio.Task[None]) -> None:
    while not server.started:
        if task.done():
            task.result()
            raise RuntimeError("The server ended before it began to listen")
        await asyncio.sleep(0.005)
