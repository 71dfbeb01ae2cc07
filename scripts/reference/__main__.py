"""Writes the pages of the documentation that are made from the code (.local/reference).

It loads the app, so its environment is to hold all settings.
"""

import json
import shutil
from collections.abc import Iterator
from importlib import import_module

from fastapi import APIRouter
from fastapi.routing import APIRoute

from functions.web import web
from scripts.local.places import LOCAL, ROOT
from scripts.reference import code, routes

FOLDER = LOCAL / "reference"
MATRIX = ROOT / "tests/functions/access/matrix.json"
"""Who may use which route; a test asks each of them as each role."""
START = """
# Reference

Made from the code by `scripts/check`, each time. [The API](../api.md) in words says more about what
belongs together.

- `api`: every route, by what it is about: who may, what it takes and answers.
- `code`: what the domains' `service` modules offer, and the ports behind which vendors stand.

## Errors

Every error is a problem document (RFC 9457): `type`, `title`, `status`, `detail`, and what belongs
to it. A route's page names those that may come by what it takes. 502 and 503 come besides where a
vendor or a service is away, 500 where we are at fault.

"""


def main() -> None:
    """Write them anew."""
    shutil.rmtree(FOLDER, ignore_errors=True)
    for name, text in _pages():
        file = FOLDER / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)


def _pages() -> Iterator[tuple[str, str]]:
    yield "index.md", START.lstrip() + "\n".join(routes.problems())
    app = import_module("function_app")
    found: dict[str, APIRouter] = app.PUBLIC | app.SIGNED_IN
    openapi = web(*found.values()).openapi()
    for tag, text in routes.pages(openapi, _may(), _paths(app.PUBLIC)).items():
        yield f"api/{tag}.md", text
    for file in (ROOT / "shared/ports.py", *sorted(ROOT.glob("functions/*/service.py"))):
        name = ".".join(file.relative_to(ROOT).with_suffix("").parts)
        yield f"code/{name}.md", code.page(file, name)


def _may() -> dict[str, str]:
    roles: dict[str, list[str]] = json.loads(MATRIX.read_text())
    return {route: role for role, allowed in roles.items() for route in allowed}


def _paths(routers: dict[str, APIRouter]) -> frozenset[str]:
    return frozenset(
        route.path_format
        for router in routers.values()
        for route in router.routes
        if isinstance(route, APIRoute)
    )


if __name__ == "__main__":
    main()
