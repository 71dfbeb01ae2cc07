"""Every screen can be seen, reached and understood: in both themes and languages, at any width."""

from dataclasses import replace

import pytest

from tests.browser import axe, pictures
from tests.browser.look import NARROW, WIDE, Look
from tests.browser.screens import SCREENS, SELDOM, person_at
from tests.browser.stage import Stage

ALWAYS = (Look("es", NARROW),)
WITH_ALL = (Look("en", WIDE), Look("es", WIDE), Look("en", NARROW))
EVERY = {**SCREENS, **SELDOM}
SHOWN = [*SCREENS, *(pytest.param(each, marks=pytest.mark.soak) for each in SELDOM)]
LOOKS = [*ALWAYS, *(pytest.param(each, marks=pytest.mark.soak) for each in WITH_ALL)]


@pytest.mark.timeout(300)
@pytest.mark.parametrize("look", LOOKS, ids=str)
@pytest.mark.parametrize("screen", SHOWN)
async def test_everybody_can_use(screen: str, look: Look, stage: Stage) -> None:
    seen = await stage.shown(EVERY[screen], replace(look, person=person_at(screen)))
    await seen.whole()
    wrong = await axe.everything(seen.page)
    await seen.in_theme("dark")
    wrong += await axe.colours(seen.page)
    await seen.in_theme("light")
    assert (wrong, await seen.overflow(), seen.complaints) == ([], 0, [])


@pytest.mark.pictures
@pytest.mark.parametrize("screen", EVERY)
async def test_has_its_picture_taken(screen: str, stage: Stage) -> None:
    seen = await stage.visit(EVERY[screen], person=person_at(screen))
    await pictures.keep_both(seen, screen)
