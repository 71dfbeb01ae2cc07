"""What is sent to Azure: the code of the apps, and the web page."""

import shutil
import zipfile
from collections.abc import Iterator
from pathlib import Path

from scripts.deployment.azure import Command
from scripts.local.places import ROOT

APP = ("function_app.py", "host.json", "requirements.txt", "functions", "shared")
PAGE = ("index.html", "favicon.svg", "icons.svg", "staticwebapp.config.json", "css", "js")


def files(root: Path = ROOT) -> Iterator[Path]:
    """The files of an app, and nothing of the tests, the scripts or a developer's settings."""
    for name in APP:
        place = root / name
        found = [place] if place.is_file() else sorted(place.rglob("*"))
        yield from (each for each in found if each.is_file() and "__pycache__" not in each.parts)


def pack(archive: Path) -> Path:
    """One package for both apps: APP_ROLE makes the difference."""
    archive.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as package:
        for file in files():
            package.write(file, file.relative_to(ROOT))
    return archive


def page(folder: Path) -> Path:
    """The web page alone, without what checks it."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for name in PAGE:
        place = ROOT / "frontend" / name
        copy = shutil.copytree if place.is_dir() else shutil.copy
        copy(place, folder / name)
    return folder


def send(app: str, group: str, archive: Path) -> Command:
    """Azure builds it there, for the Python that runs it."""
    to = ("--resource-group", group, "--name", app, "--src", str(archive), "--build-remote", "true")
    return ("az", "functionapp", "deployment", "source", "config-zip", *to)


def show(folder: Path) -> Command:
    """The token comes in the environment (SWA_CLI_DEPLOYMENT_TOKEN)."""
    program = ("npx", "--yes", "@azure/static-web-apps-cli@2")
    return (*program, "deploy", str(folder), "--env", "production")


def token(site: str) -> Command:
    """Asks for what lets us replace the page."""
    what = ("--name", site, "--query", "properties.apiKey", "--output", "tsv")
    return ("az", "staticwebapp", "secrets", "list", *what)
