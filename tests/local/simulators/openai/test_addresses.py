import asyncio
from typing import Any

import httpx
import openai
import pytest
from openai.types import embedding_create_params
from openai.types.audio import speech_create_params
from openai.types.chat import completion_create_params
from openai.types.responses import response_create_params
from pydantic import BaseModel

from scripts.local.simulators import spoken
from scripts.local.simulators.openai import Config
from scripts.local.simulators.openai.chat import ChatRequest
from scripts.local.simulators.openai.embeddings import EmbeddingsRequest
from scripts.local.simulators.openai.responses import ResponsesRequest
from scripts.local.simulators.openai.speech import SpeechRequest

CHAT, EMBED, SPEAK = "gpt-4.1-mini", "all-minilm-l6-v2", "gpt-4o-mini-tts"
HELLO: Any = [{"role": "user", "content": "Hello"}]


async def test_the_older_address_serves_every_api(azure: openai.AsyncAzureOpenAI) -> None:
    chat = await azure.chat.completions.create(model=CHAT, messages=HELLO)
    response = await azure.responses.create(model=CHAT, input="Hello")
    vectors = await azure.embeddings.create(model=EMBED, input="Hello")
    audio = await azure.audio.speech.create(
        model=SPEAK, voice="alloy", input="Hello", response_format="wav"
    )
    assert chat.choices[0].message.content == response.output_text
    assert len(vectors.data[0].embedding) == 384
    assert spoken.words(audio.content) == "Hello"


async def test_azure_tells_what_its_filter_found(azure: openai.AsyncAzureOpenAI) -> None:
    chat = await azure.chat.completions.create(model=CHAT, messages=HELLO)
    told = chat.to_dict()
    assert told["prompt_filter_results"]
    assert chat.choices[0].to_dict()["content_filter_results"]


async def test_a_stream_of_azure_begins_without_a_choice(azure: openai.AsyncAzureOpenAI) -> None:
    stream = await azure.chat.completions.create(model=CHAT, messages=HELLO, stream=True)
    chunks = [chunk async for chunk in stream]
    assert chunks[0].choices == []
    assert "".join(chunk.choices[0].delta.content or "" for chunk in chunks[1:])


async def test_the_blocking_client_is_served_too(blocking: openai.OpenAI) -> None:
    chat = await asyncio.to_thread(blocking.chat.completions.create, model=CHAT, messages=HELLO)
    response = await asyncio.to_thread(blocking.responses.create, model=CHAT, input="Hello")
    vectors = await asyncio.to_thread(blocking.embeddings.create, model=EMBED, input="Hello")
    assert chat.choices[0].message.content == response.output_text
    assert vectors.usage.total_tokens == 3


async def test_models_are_listed_and_found(sdk: openai.AsyncOpenAI) -> None:
    listed = [model.id async for model in await sdk.models.list()]
    assert (await sdk.models.retrieve(listed[0])).id == listed[0]
    with pytest.raises(openai.NotFoundError, match="gpt-none"):
        await sdk.models.retrieve("gpt-none")


async def test_a_deployment_nobody_made_is_not_found(azure: openai.AsyncAzureOpenAI) -> None:
    with pytest.raises(openai.NotFoundError) as caught:
        await azure.chat.completions.create(model="gpt-none", messages=HELLO)
    assert caught.value.code == "DeploymentNotFound"


async def test_responses_without_a_version_are_at_v1_only(http: httpx.AsyncClient) -> None:
    body = {"model": CHAT, "input": "Hello"}
    assert (await http.post("/responses", json=body)).status_code == 404
    assert (await http.post("/v1/responses", json=body)).status_code == 200


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        (ChatRequest, completion_create_params.CompletionCreateParamsBase),
        (ResponsesRequest, response_create_params.ResponseCreateParamsBase),
        (EmbeddingsRequest, embedding_create_params.EmbeddingCreateParams),
        (SpeechRequest, speech_create_params.SpeechCreateParams),
    ],
)
def test_every_field_of_the_sdk_is_known_and_no_other(ours: type[BaseModel], theirs: Any) -> None:
    assert ours.model_fields.keys() - {"stream"} == theirs.__annotations__.keys()


@pytest.mark.parametrize("config", [Config(latency=True)])
async def test_a_model_takes_its_time(sdk: openai.AsyncOpenAI, clock: Any) -> None:
    before = clock.now()
    await sdk.chat.completions.create(model=CHAT, messages=HELLO)
    assert 0.3 < (clock.now() - before).total_seconds() < 3
