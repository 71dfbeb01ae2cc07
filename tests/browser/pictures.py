"""Keeps pictures of screens, small enough for a repository."""

import io

from PIL import Image

from scripts.local.places import ROOT
from tests.browser.look import Visit

FOLDER = ROOT / "docs/screens"
COLOURS = 128


async def keep_both(visit: Visit, name: str) -> None:
    """Write a screen as `docs/screens/NAME-light.png` and `NAME-dark.png`. It stays light."""
    for theme in ("dark", "light"):
        await visit.in_theme(theme)
        _keep(await visit.page.screenshot(animations="disabled"), f"{name}-{theme}")


def _keep(taken: bytes, name: str) -> None:
    """With a palette of its own, in which colours that are seldom seen have their place."""
    seen, way = Image.open(io.BytesIO(taken)).convert("RGB"), Image.Quantize.MAXCOVERAGE
    drawn = seen.quantize(COLOURS, method=way, kmeans=4, dither=Image.Dither.NONE)
    FOLDER.mkdir(parents=True, exist_ok=True)
    drawn.save(FOLDER / f"{name}.png", optimize=True)
