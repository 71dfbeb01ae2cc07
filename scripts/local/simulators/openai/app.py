"""The HTTP face of the OpenAI simulator: the v1 address, and the older ones with a version."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, FastAPI, Header, Query, Response
from fastapi import Request as Http
from fastapi.exceptions import RequestValidationError

from scripts.local.simulators.dripping import Unanswered, end
from scripts.local.simulators.faults import Faults
from scripts.local.simulators.faults.desk import admin
from scripts.local.simulators.heard import Heard
from scripts.local.simulators.openai import refusals, scripted
from scripts.local.simulators.openai.account import Account, Config
from scripts.local.simulators.openai.chat import ChatRequest
from scripts.local.simulators.openai.complaints import show_invalid
from scripts.local.simulators.openai.embeddings import EmbeddingsRequest
from scripts.local.simulators.openai.refusals import Refusal
from scripts.local.simulators.openai.responses import ResponsesRequest
from scripts.local.simulators.openai.service import Simulator
from scripts.local.simulators.openai.speech import SpeechRequest
from shared.ports import Clock

Version = Annotated[str, Query(alias="api-version")]


def build(
    config: Config, clock: Clock, faults: Faults | None = None, heard: Heard | None = None
) -> FastAPI:
    """The simulator, ready to be mounted. Its faults, script and usage are under `/__sim__`.

    `faults` may be shared with other simulators; `heard` learns what was said.
    """
    account = Account(config, clock)
    faults = Faults(config.seed) if faults is None else faults
    simulator = Simulator(account, faults, heard or Heard())
    app = FastAPI(title="OpenAI simulator", openapi_url=None)
    app.add_exception_handler(Refusal, refusals.show)
    app.add_exception_handler(Unanswered, end)
    app.add_exception_handler(RequestValidationError, show_invalid)

    async def signed(
        api_key: Annotated[str, Header()] = "", authorization: Annotated[str, Header()] = ""
    ) -> None:
        account.sign_in(api_key, authorization)

    async def versioned(version: Version = "") -> None:
        if not version:
            raise Refusal(404, "Resource not found", code="404")

    app.include_router(admin(faults, account.usage, simulator.reset))
    app.include_router(scripted.routes(simulator.script))
    older = [Depends(signed), Depends(versioned)]
    for router in (_by_model(simulator), _stored(simulator)):
        app.include_router(router, prefix="/v1", dependencies=[Depends(signed)])
        app.include_router(router, dependencies=older)
    app.include_router(_by_deployment(simulator), dependencies=older)
    return app


def _by_model(simulator: Simulator) -> APIRouter:
    """The routes whose body names the model: v1, and of the older address all but deployments."""
    router = APIRouter()

    @router.post("/chat/completions")
    async def post_chat(asked: ChatRequest, http: Http, version: Version = "") -> Response:
        return await simulator.chat(asked, http, version)

    @router.post("/responses")
    async def post_response(asked: ResponsesRequest, http: Http, version: Version = "") -> Response:
        return await simulator.respond(asked, http, version)

    @router.post("/embeddings")
    async def post_embeddings(
        asked: EmbeddingsRequest, http: Http, version: Version = ""
    ) -> Response:
        return await simulator.embed(asked, http, version)

    @router.post("/audio/speech")
    async def post_speech(asked: SpeechRequest, http: Http, version: Version = "") -> Response:
        return await simulator.speak(asked, http, version)

    return router


def _stored(simulator: Simulator) -> APIRouter:
    """What the account has: stored responses and models."""
    router = APIRouter()

    @router.get("/responses/{number}")
    async def get_response(number: str) -> dict[str, Any]:
        return simulator.kept.get(number).whole

    @router.delete("/responses/{number}")
    async def delete_response(number: str) -> dict[str, Any]:
        simulator.kept.remove(number)
        return {"id": number, "object": "response", "deleted": True}

    @router.get("/models")
    async def get_models() -> dict[str, Any]:
        return {"object": "list", "data": simulator.models()}

    @router.get("/models/{name}")
    async def get_model(name: str) -> dict[str, Any]:
        found = next((model for model in simulator.models() if model["id"] == name), None)
        if found is None:
            raise refusals.no_model(name, versioned=False)
        return found

    return router


def _by_deployment(simulator: Simulator) -> APIRouter:
    """The routes whose path names it."""
    router = APIRouter(prefix="/deployments/{name}")

    @router.post("/chat/completions")
    async def post_chat(name: str, asked: ChatRequest, http: Http, version: Version) -> Response:
        return await simulator.chat(asked.model_copy(update={"model": name}), http, version)

    @router.post("/embeddings")
    async def post_embeddings(
        name: str, asked: EmbeddingsRequest, http: Http, version: Version
    ) -> Response:
        return await simulator.embed(asked.model_copy(update={"model": name}), http, version)

    @router.post("/audio/speech")
    async def post_speech(
        name: str, asked: SpeechRequest, http: Http, version: Version
    ) -> Response:
        return await simulator.speak(asked.model_copy(update={"model": name}), http, version)

    return router
