"""Where our data and secrets lie."""

from pydantic import HttpUrl, PostgresDsn, RedisDsn

from shared.groups.setting import setting
from shared.value import Value


class Database(Value):
    """PostgreSQL: the truth."""

    url: PostgresDsn = setting(
        "PostgreSQL, through the transaction-mode pooler where there is one.",
        source="Portal: PostgreSQL flexible server > Connect, port 6432 for PgBouncer.",
        repr=False,
    )
    direct_url: PostgresDsn | None = setting(
        "PostgreSQL without the pooler, for migrations only; the same as DATABASE__URL if empty.",
        source="Portal: PostgreSQL flexible server > Connect, port 5432.",
        default=None,
        repr=False,
    )
    entra: bool = setting(
        "Whether the password is a Microsoft Entra token of our identity.", default=False
    )
    connections: int = setting(
        "How many connections one instance may hold.", default=8, ge=1, le=100
    )


class Redis(Value):
    """Redis with RediSearch: caches, locks, the serving copy of the vectors."""

    url: RedisDsn = setting(
        "Azure Managed Redis, rediss://HOST:10000.",
        source="Portal: Azure Managed Redis > Overview > Endpoint.",
        repr=False,
    )
    entra: bool = setting(
        "Whether the password is a Microsoft Entra token of our identity.", default=False
    )


class Cosmos(Value):
    """Azure Cosmos DB: transcripts and call events."""

    endpoint: HttpUrl = setting(
        "The account that keeps transcripts.", source="Portal: Azure Cosmos DB > Overview > URI."
    )
    database: str = setting("The database in that account.", default="centralita")
    container: str = setting("Its container, partitioned by /callId.", default="transcripts")
    retention_days: int = setting("How long a transcript is kept, in days.", default=365, ge=1)
    ca_file: str | None = setting(
        "A certificate authority to trust beside the system's.", default=None
    )
    discover_endpoints: bool = setting(
        "Whether to follow the account's list of regions.", default=True
    )


class KeyVault(Value):
    """Azure Key Vault: the secrets."""

    url: HttpUrl = setting(
        "The vault that holds our secrets.", source="Portal: Key vault > Overview > Vault URI."
    )
    ca_file: str | None = setting(
        "A certificate authority to trust beside the system's.", default=None
    )
    verify_challenge: bool = setting(
        "Whether the vault's challenge must name its own domain.", default=True
    )
