"""Runs a function app on this machine: `python -m scripts.local.host`."""

import argparse
import asyncio
import logging
import os
import signal
import socket
import sys
import traceback
from collections.abc import Mapping
from pathlib import Path

from scripts.local import ports
from scripts.local.host import host_json, listing, logs, settings, watch, worker
from scripts.local.host.host import Host, Options
from scripts.local.host.runtime import Runtime
from shared.adapters.clock import SystemClock
from shared.adapters.followed import FollowedClock
from shared.errors import Unavailable
from shared.ports import Clock

log = logging.getLogger("host")

RESTART = -1


def main() -> int:
    """Start the host. Returns the exit code: 0 for a wanted end, 1 for what stopped it."""
    folder, given = Path.cwd(), _arguments()
    app = given.app.resolve()
    try:
        found = settings.read_file(app)
        settings.apply(found.get("Values", {}), settings.environment())
        options = _options(given, app, found.get("Host", {}).get("LocalHttpPort", 7071))
        configured = host_json.load(app, settings.environment())
        listening = _listen(options.port)
    except ValueError as error:
        print(f"host: {error}", file=sys.stderr)
        return 1
    code = asyncio.run(_run(options, configured, listening, watched=given.watch))
    if code == RESTART:
        os.chdir(folder)
        sys.stdout.flush()
        os.execv(sys.executable, [sys.executable, "-m", "scripts.local.host", *sys.argv[1:]])  # noqa: S606 - ourselves
    return code


async def _run(
    options: Options, configured: host_json.Loaded, listening: socket.socket, *, watched: bool
) -> int:
    stop, code = asyncio.Event(), 0
    for sign in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(sign, stop.set)
    watching = asyncio.create_task(_watch(options.app, stop)) if watched else None
    await asyncio.sleep(0)  # so that the watch begins before the files are read
    runtime = _load(options.app)
    if runtime is None:
        code = 1
        await (stop.wait() if watching else asyncio.sleep(0))
    else:
        _set_up_logs(configured[0], runtime)
        environment = settings.environment()
        try:
            host = Host(options, configured, environment, _clock(environment), runtime)
        except Unavailable as missing:
            print(f"host: {missing.detail}", file=sys.stderr)
            _close(runtime)
            return 1
        print(listing.of(host), flush=True)
        await host.run(listening, stop)
        _close(runtime)
    if watching is None:
        return code
    restart = watching.done() and not watching.cancelled()
    watching.cancel()
    return RESTART if restart else code


def _clock(environment: Mapping[str, str]) -> Clock:
    """The one the app goes by, too."""
    url = environment.get("CLOCK_URL")
    return FollowedClock(url) if url else SystemClock()


async def _watch(app: Path, stop: asyncio.Event) -> None:
    log.info("%s has changed: starting anew", await watch.changed(app))
    stop.set()


def _load(app: Path) -> Runtime | None:
    try:
        return Runtime.load(app)
    except Exception:  # noqa: BLE001 - whatever the app does when it is imported
        traceback.print_exc()
        print(f"host: {app / 'function_app.py'} cannot be loaded; see above", file=sys.stderr)
        return None


def _close(runtime: Runtime) -> None:
    """A plain function that does not end cannot be ended, except with the process."""
    if runtime.close():
        return
    log.warning("Ended while a function ran that does not end")
    logging.shutdown()
    os._exit(1)


def _set_up_logs(configured: host_json.HostJson, runtime: Runtime) -> None:
    def whose() -> tuple[str, str] | None:
        invocation = worker.current_invocation()
        function = runtime.running.get(invocation) if invocation else None
        return (function.name, str(invocation)) if function else None

    logs.set_up(configured.logging.log_level, whose)


def _listen(port: int) -> socket.socket:
    listening = socket.socket(proto=socket.IPPROTO_TCP)  # asyncio then sets TCP_NODELAY
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((ports.HOST, port))
    except OSError:
        raise ValueError(
            f"port {port} is taken by {ports.holder(port)}: choose one by --port"
        ) from None
    return listening


def _options(given: argparse.Namespace, app: Path, port: int) -> Options:
    return Options(
        app=app,
        port=given.port or port,
        store=(given.store or app / ".local" / "host" / "durable.db").resolve(),
        static=given.static.resolve() if given.static else None,
        enable_auth=given.enable_auth,
        patience=given.patience,
    )


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m scripts.local.host", description=__doc__)
    parser.add_argument("--app", type=Path, default=Path(), help="folder of function_app.py")
    parser.add_argument("--port", type=int, help="default: 7071, or local.settings.json's")
    parser.add_argument("--store", type=Path, help="file of the durable state")
    parser.add_argument("--static", type=Path, help="folder served where no function answers")
    parser.add_argument("--watch", action="store_true", help="start anew when the code changes")
    parser.add_argument("--enable-auth", action="store_true", help="ask for keys")
    parser.add_argument("--patience", type=float, default=10, help="seconds to end in")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
