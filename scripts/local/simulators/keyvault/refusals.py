"""How Key Vault says no, in its own words.

Source: learn.microsoft.com/azure/key-vault/general/rest-error-codes.
"""

from collections.abc import Mapping

VAULT, GROUP = "local", "/subscriptions/local/resourcegroups/local"
RECENTLY = (
    "If role assignments, deny assignments or role definitions were changed recently, "
    "please observe propagation time."
)
ACTIONS = {
    "get": "getSecret/action",
    "list": "readMetadata/action",
    "set": "setSecret/action",
    "delete": "delete",
    "recover": "recover/action",
    "purge": "purge/action",
}


class Refusal(Exception):
    """An operation that is not done, and why. `inner` is the code of the reason."""

    def __init__(
        self,
        status: int,
        code: str,
        message: str,
        *,
        inner: str = "",
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(message)
        self.status, self.headers = status, headers
        told: dict[str, object] = {"code": code, "message": message}
        self.body = {"error": {**told, **({"innererror": {"code": inner}} if inner else {})}}


def forbidden(oid: str, right: str, name: str) -> Refusal:
    """The caller has no role that allows this."""
    lines = (
        "Caller is not authorized to perform action on resource.",
        RECENTLY,
        f"Caller: appid=local;oid={oid};iss=https://sts.windows.net/local/",
        f"Action: 'Microsoft.KeyVault/vaults/secrets/{ACTIONS[right]}'",
        f"Resource: '{GROUP}/providers/microsoft.keyvault/vaults/{VAULT}/secrets/{name}'",
        "Assignment: (not found)",
        "DenyAssignmentId: null",
        "DecisionReason: 'DeniedWithNoValidRBAC' ",
        f"Vault: {VAULT};location=local",
        "",
    )
    return Refusal(403, "Forbidden", "\r\n".join(lines), inner="ForbiddenByRbac")


def throttled(seconds: int) -> Refusal:
    """More requests than the vault takes."""
    message = "Request was not processed because too many requests were received."
    reason = "VaultRequestTypeLimitReached"
    headers = {"Retry-After": str(seconds)}
    return Refusal(429, "Throttled", f"{message} Reason: {reason}", headers=headers)


def disabled() -> Refusal:
    """The version is there and must not be read."""
    message = "Operation get is not allowed on a disabled secret."
    return Refusal(403, "Forbidden", message, inner="SecretDisabled")


def missing(name: str, version: str = "") -> Refusal:
    """There is no such secret, or no such version of it."""
    asked = f"{name}/{version}" if version else name
    message = (
        f"A secret with (name/id) {asked} was not found in this key vault. If you recently deleted "
        "this secret you may be able to recover it using the correct recovery command."
    )
    return Refusal(404, "SecretNotFound", message)


def away(name: str) -> Refusal:
    """The name belongs to a secret that was deleted, and can be had again."""
    message = (
        f"Secret {name} is currently in a deleted but recoverable state, and its name cannot be "
        "reused; in this state, the secret can only be recovered or purged."
    )
    return Refusal(409, "Conflict", message, inner="ObjectIsDeletedButRecoverable")


def bad(message: str) -> Refusal:
    """The request makes no sense."""
    return Refusal(400, "BadParameter", message)
