"""The client binding: what a function needs to start and manage orchestrations."""

import json

from scripts.local.host.engine import RPC_PREFIX, WEBHOOK_PREFIX

CONNECTION = "Storage"


def client(base_url: str, hub: str) -> str:
    """The JSON of the `durableClient` binding.

    https://github.com/Azure/azure-functions-durable-extension/blob/dev/src/WebJobs.Extensions.DurableTask/Bindings/BindingHelper.cs
    """
    webhooks = f"{base_url}{WEBHOOK_PREFIX}".rstrip("/")
    created = f"{webhooks}/orchestrators/{{functionName}}[/{{instanceId}}]"
    waiting = "timeout={timeoutInSeconds}&pollingInterval={intervalInSeconds}"
    return json.dumps(
        {
            "taskHubName": hub,
            "creationUrls": {
                "createNewInstancePostUri": created,
                "createAndWaitOnNewInstancePostUri": f"{created}?{waiting}",
            },
            "managementUrls": links(base_url, hub, "INSTANCEID"),
            "baseUrl": webhooks,
            "requiredQueryStringParameters": "",
            "rpcBaseUrl": f"{base_url}{RPC_PREFIX}",
            "httpBaseUrl": webhooks,
        }
    )


def links(base_url: str, hub: str, instance_id: str) -> dict[str, str]:
    """Where to ask about an instance and change it."""
    at = f"{base_url}{WEBHOOK_PREFIX}instances/{instance_id}"
    which = f"taskHub={hub}&connection={CONNECTION}"
    return {
        "id": instance_id,
        "statusQueryGetUri": f"{at}?{which}",
        "sendEventPostUri": f"{at}/raiseEvent/{{eventName}}?{which}",
        "terminatePostUri": f"{at}/terminate?reason={{text}}&{which}",
        "rewindPostUri": f"{at}/rewind?reason={{text}}&{which}",
        "purgeHistoryDeleteUri": f"{at}?{which}",
        "restartPostUri": f"{at}/restart?{which}",
        "suspendPostUri": f"{at}/suspend?reason={{text}}&{which}",
        "resumePostUri": f"{at}/resume?reason={{text}}&{which}",
    }
