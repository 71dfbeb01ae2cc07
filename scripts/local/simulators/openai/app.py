"""The HTTP face of the OpenAI simulator: the v1 paths, and those of an Azure deployment."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, FastAPI, Header, Query, Response
from fastapi import Request as Http
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse

from scripts.local.simulators import mishaps as rules
from scripts.local.simulators.openai.account import Account, Config, Refusal
from scripts.local.simulators.openai.chat import ChatRequest
from scripts.local.simulators.openai.embeddings import EmbeddingsRequest
from scripts.local.simulators.openai.responses import ResponsesRequest
from scripts.local.simulators.openai.service import Simulator
from scripts.local.simulators.openai.speech import SpeechRequest
from shared.ports import Clock


def build(config: Config, clock: Clock) -> FastAPI:
    """The simulator, ready to be mounted. Its faults and its usage are under `/__sim__`."""
    account = Account(config, clock)
    simulator = Simulator(account)
    app = FastAPI(title="OpenAI simulator", openapi_url=None)
    app.add_exception_handler(Refusal, _show_refusal)
    app.add_exception_handler(RequestValidationError, _show_invalid)

    async def signed(
        api_key: Annotated[str, Header()] = "", authorization: Annotated[str, Header()] = ""
    ) -> None:
        account.sign_in(api_key, authorization)

    app.include_router(rules.admin(simulator.mishaps, account.usage, account.reset))
    app.include_router(_v1(simulator), dependencies=[Depends(signed)])
    app.include_router(_deployments(simulator), dependencies=[Depends(signed)])
    return app


def _v1(simulator: Simulator) -> APIRouter:
    router = APIRouter(prefix="/v1")

    @router.post("/chat/completions")
    async def post_chat(asked: ChatRequest, http: Http) -> Response:
        return await simulator.chat(asked, http)

    @router.post("/responses")
    async def post_response(asked: ResponsesRequest, http: Http) -> Response:
        return await simulator.respond(asked, http)

    @router.post("/embeddings")
    async def post_embeddings(asked: EmbeddingsRequest, http: Http) -> Response:
        return await simulator.embed(asked, http)

    @router.post("/audio/speech")
    async def post_speech(asked: SpeechRequest, http: Http) -> Response:
        return await simulator.speak(asked, http)

    @router.get("/models")
    async def get_models() -> dict[str, Any]:
        return simulator.models()

    return router


def _deployments(simulator: Simulator) -> APIRouter:
    async def versioned(api_version: Annotated[str, Query(alias="api-version")] = "") -> None:
        if not api_version:
            raise Refusal(404, "Resource not found: say which api-version.", code="404")

    router = APIRouter(prefix="/deployments/{name}", dependencies=[Depends(versioned)])

    @router.post("/chat/completions")
    async def post_chat(name: str, asked: ChatRequest, http: Http) -> Response:
        return await simulator.chat(asked.model_copy(update={"model": name}), http)

    @router.post("/embeddings")
    async def post_embeddings(name: str, asked: EmbeddingsRequest, http: Http) -> Response:
        return await simulator.embed(asked.model_copy(update={"model": name}), http)

    @router.post("/audio/speech")
    async def post_speech(name: str, asked: SpeechRequest, http: Http) -> Response:
        return await simulator.speak(asked.model_copy(update={"model": name}), http)

    return router


async def _show_refusal(_: Http, error: Exception) -> JSONResponse:
    if not isinstance(error, Refusal):
        raise error
    body = {"error": {**error.error, **error.extra}}
    return JSONResponse(body, error.status, headers=error.headers())


async def _show_invalid(http: Http, error: Exception) -> JSONResponse:
    if not isinstance(error, RequestValidationError):
        raise error
    first = error.errors()[0]
    param = ".".join(str(part) for part in first["loc"][1:])
    problem = Refusal(400, f"Invalid '{param}': {first['msg']}.", param=param)
    return await _show_refusal(http, problem)
