"""Files that our own host serves where no function answers."""

import asyncio
from pathlib import Path

import pytest

from tests.local.host.apps import HELLO, NOTHING, got
from tests.local.host.live import running, write_app


async def test_files_are_served_where_no_function_answers(folder: Path, embedded: str) -> None:
    app = write_app(folder / "app", embedded, HELLO.format(level="ANONYMOUS", word="hi"))
    pages = folder / "pages"
    pages.mkdir()
    (pages / "index.html").write_text("<h1>Home</h1>")
    (pages / "app.mjs").write_text("export {}")
    async with running(app, "--static", str(pages)) as host:
        home, script = await got(f"{host.url}/"), await got(f"{host.url}/app.mjs")
        assert (home.text, home.headers["content-type"]) == (
            "<h1>Home</h1>",
            "text/html; charset=utf-8",
        )
        assert script.headers["content-type"].startswith("text/javascript")
        assert script.headers["content-encoding"] == "gzip"
        assert script.text == "export {}"
        assert (await got(f"{host.url}/api/hello")).text == "hi"


@pytest.mark.parametrize(
    "path", ["/../secret.txt", "/%2e%2e/secret.txt", "/..%2fsecret.txt", "/.hidden", "/link.txt"]
)
async def test_nothing_outside_the_folder_is_served(folder: Path, embedded: str, path: str) -> None:
    app = write_app(folder / "app", embedded, NOTHING)
    pages = folder / "pages"
    pages.mkdir()
    for file in (folder / "secret.txt", pages / ".hidden"):
        file.write_text("secret")
    (pages / "link.txt").symlink_to(folder / "secret.txt")
    async with running(app, "--static", str(pages)) as host:
        assert "404" in await raw_get(host.url, path)


async def raw_get(url: str, path: str) -> str:
    """The status line for a path that no client would send as it is."""
    port = int(url.rpartition(":")[2])
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(f"GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode())
    line = (await reader.readline()).decode()
    writer.close()
    return line
