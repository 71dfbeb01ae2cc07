"""Who may ask our own host: its keys and what they open."""

import json
from pathlib import Path

import pytest

from tests.local.host.apps import HELLO, NOTHING, got
from tests.local.host.live import running, write_app


async def test_without_enable_auth_nobody_needs_a_key(folder: Path, embedded: str) -> None:
    """Docs functions-core-tools-reference#func-start: authorization is off locally."""
    app = write_app(folder / "app", embedded, HELLO.format(level="ADMIN", word="hi"))
    async with running(app) as host:
        assert (await got(f"{host.url}/api/hello")).status_code == 200


@pytest.mark.parametrize(
    ("level", "key", "status"),
    [
        ("ANONYMOUS", None, 200),
        ("FUNCTION", None, 401),
        ("FUNCTION", "function", 200),
        ("FUNCTION", "host", 200),
        ("FUNCTION", "master", 200),
        ("ADMIN", "function", 401),
        ("ADMIN", "host", 401),
        ("ADMIN", "master", 200),
    ],
)
async def test_keys_open_what_they_should(
    folder: Path, embedded: str, level: str, key: str | None, status: int
) -> None:
    """Docs functions-bindings-http-webhook-trigger#http-auth; function-keys-how-to."""
    app = write_app(folder / "app", embedded, HELLO.format(level=level, word="hi"))
    async with running(app, "--enable-auth") as host:
        kept = json.loads((folder / "state" / "keys.json").read_text())
        keys = {
            "master": kept["master"],
            "host": kept["host"],
            "function": kept["functions"]["hello"],
        }
        answer = await got(
            f"{host.url}/api/hello", **({"x-functions-key": keys[key]} if key else {})
        )
        assert answer.status_code == status


async def test_a_key_may_stand_in_the_query(folder: Path, embedded: str) -> None:
    """Docs functions-bindings-http-webhook-trigger#api-key-authorization: ?code=."""
    app = write_app(folder / "app", embedded, HELLO.format(level="FUNCTION", word="hi"))
    async with running(app, "--enable-auth") as host:
        kept = json.loads((folder / "state" / "keys.json").read_text())
        assert (await got(f"{host.url}/api/hello?code={kept['host']}")).status_code == 200
        assert (await got(f"{host.url}/api/hello?code=wrong")).status_code == 401


async def test_the_admin_api_needs_the_master_key(folder: Path, embedded: str) -> None:
    """Docs functions-manually-run-non-http: x-functions-key is the master key."""
    app = write_app(folder / "app", embedded, NOTHING)
    async with running(app, "--enable-auth") as host:
        kept = json.loads((folder / "state" / "keys.json").read_text())
        address = f"{host.url}/admin/host/status"
        assert (await got(address)).status_code == 401
        assert (await got(address, **{"x-functions-key": kept["master"]})).status_code == 200


async def test_keys_outlive_a_restart_and_are_ours_alone(folder: Path, embedded: str) -> None:
    app = write_app(folder / "app", embedded, HELLO.format(level="FUNCTION", word="hi"))
    file = folder / "state" / "keys.json"
    async with running(app, "--enable-auth"):
        first = file.read_text()
    async with running(app, "--enable-auth"):
        assert file.read_text() == first
    assert file.stat().st_mode & 0o077 == 0
