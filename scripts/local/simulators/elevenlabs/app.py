"""The HTTP face of the ElevenLabs simulator (elevenlabs.io/docs/api-reference)."""

from typing import Annotated

from fastapi import Depends, FastAPI, Header

from scripts.local.simulators.dripping import Unanswered, end
from scripts.local.simulators.elevenlabs import history as spoken_before
from scripts.local.simulators.elevenlabs import lexicons, refusals, speech, user, voices
from scripts.local.simulators.elevenlabs.account import Account, Config
from scripts.local.simulators.elevenlabs.history import History
from scripts.local.simulators.elevenlabs.pronunciation import Dictionaries
from scripts.local.simulators.elevenlabs.refusals import Refusal
from scripts.local.simulators.elevenlabs.studio import Studio
from scripts.local.simulators.faults import Faults
from scripts.local.simulators.faults.desk import admin
from scripts.local.simulators.heard import Heard
from shared.adapters.clock import SystemClock
from shared.ports import Clock


def build(
    config: Config | None = None,
    clock: Clock | None = None,
    faults: Faults | None = None,
    heard: Heard | None = None,
) -> FastAPI:
    """The simulator, ready to be mounted. Its faults and its usage are under `/__sim__`.

    `faults` may be shared with other simulators; `heard` learns what was said.
    """
    config = config or Config()
    account = Account(config, clock or SystemClock())
    faults = Faults(config.seed) if faults is None else faults
    history, dictionaries = History(), Dictionaries()
    studio = Studio(account, faults, heard or Heard(), history, dictionaries)
    app = FastAPI(title="ElevenLabs simulator", openapi_url=None)
    app.add_exception_handler(Refusal, refusals.show)
    app.add_exception_handler(Unanswered, end)

    async def signed(xi_api_key: Annotated[str, Header()] = "") -> None:
        if xi_api_key != config.key:
            raise refusals.invalid_key()

    def reset() -> None:
        account.reset()
        history.items.clear()
        dictionaries.clear()

    app.include_router(admin(faults, account.usage, reset))
    for router in (
        speech.routes(studio),
        voices.routes(account),
        user.routes(account),
        spoken_before.routes(history),
        lexicons.routes(account, dictionaries),
    ):
        app.include_router(router, dependencies=[Depends(signed)])
    return app
