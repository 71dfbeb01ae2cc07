"""The built-in activity behind `context.call_http`."""

import json

import httpx

TIMEOUT = 100
"""Seconds, as .NET's HttpClient has them, which the extension leaves as they are."""


async def run(given: str) -> str:
    """Make the request once and answer as the SDK expects it. Raises `httpx.HTTPError`.

    https://learn.microsoft.com/azure/azure-functions/durable/durable-functions-http-features#consuming-http-apis
    """
    request = json.loads(given)
    async with httpx.AsyncClient(timeout=TIMEOUT) as client:
        response = await client.request(
            request["method"],
            request["uri"],
            content=request.get("content"),
            headers=request.get("headers"),
        )
    return json.dumps(
        {
            "statusCode": response.status_code,
            "headers": dict(response.headers),
            "content": response.text,
        }
    )
