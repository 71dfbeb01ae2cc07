"""What the simulated telephone network costs: whole calls on the virtual clock, over loopback."""

import asyncio
import json
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime

from scripts.local.clock import Mode, VirtualClock, quiet_loop
from scripts.local.simulators import twilio
from scripts.local.simulators.serve import serving

CALLS, PER_SECOND, SEED = 5_000, 50, 1
WEBHOOKS = 8  # four about the call's progress, the first page, and three turns
BEGIN = datetime(2027, 3, 1, 17, tzinfo=UTC)
PUBLIC, OURS = "https://voice.example.com", "+12025550199"
CALLEES = [f"+1{area}5550100" for area in (202, 212, 312, 303, 602, 310, 808, 250, 787, 809)]
ACCOUNT = twilio.Account(
    sid=f"AC{SEED:032x}", tokens=(f"token {SEED}",), calls_per_second=PER_SECOND
)
FORM = [
    ("From", OURS),
    ("Url", f"{PUBLIC}/voice"),
    ("StatusCallback", f"{PUBLIC}/status"),
    *(
        ("StatusCallbackEvent", event)
        for event in ("initiated", "ringing", "answered", "completed")
    ),
]


def run() -> dict[str, float | str]:
    """Seconds for all calls, from the first request that makes one to the end of the last."""
    found = simulate([CALLEES[number % len(CALLEES)] for number in range(CALLS)])
    assert found["webhooks"] == CALLS * WEBHOOKS, f"{found['webhooks']} webhooks in {CALLS} calls"
    return found


def simulate(callees: Sequence[str]) -> dict[str, float | str]:
    """Have these numbers called, in this order, by an app in a process of its own."""
    with _receiver() as receiver:
        clock = VirtualClock(BEGIN, Mode.MANUAL)
        simulator = twilio.build(clock, _config(port=_line(receiver)))

        def find_work() -> bool:
            return not simulator.network.open_requests and clock.jump()

        with asyncio.Runner(loop_factory=lambda: quiet_loop(find_work)) as runner:
            return runner.run(_measured(simulator, clock, receiver, callees))


def _config(port: str) -> twilio.Config:
    return twilio.Config(
        accounts=(ACCOUNT,),
        numbers=(twilio.OwnedNumber(number=OURS, account=ACCOUNT.sid),),
        rewrite={PUBLIC: f"http://127.0.0.1:{port}"},
        seed=SEED,
    )


async def _measured(
    simulator: twilio.TwilioSimulator,
    clock: VirtualClock,
    receiver: subprocess.Popen[str],
    callees: Sequence[str],
) -> dict[str, float | str]:
    network, began, burnt = simulator.network, time.monotonic(), time.process_time()
    async with serving(simulator) as url:
        _ask_for_calls(receiver, url, callees)
        await asyncio.to_thread(_line, receiver)
        clock.set(Mode.AUTO_ADVANCE)
        while not network.is_idle:  # noqa: ASYNC110 - idle is many things
            await asyncio.sleep(0.1)
    seconds, cpu = time.monotonic() - began, time.process_time() - burnt
    asked = len(network.timeline.of(kind="webhook"))
    return {
        "calls": len(callees),
        "webhooks": asked,
        "seconds": round(seconds, 2),
        "webhooks_per_s": round(asked / seconds),
        "cpu_ms_per_webhook": round(1000 * cpu / asked, 3),
        "virtual_seconds": (network.clock.now() - BEGIN).total_seconds(),
        "timeline_sha256": network.timeline.sha256(),
    }


def _ask_for_calls(receiver: subprocess.Popen[str], url: str, callees: Sequence[str]) -> None:
    assert receiver.stdin is not None
    wanted = {
        "url": f"{url}/2010-04-01/Accounts/{ACCOUNT.sid}/Calls.json",
        "account": ACCOUNT.sid,
        "token": ACCOUNT.tokens[0],
        "form": FORM,
        "to": callees,
    }
    print(json.dumps(wanted), file=receiver.stdin, flush=True)


@contextmanager
def _receiver() -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-m", "scripts.benchmarks.receiver"]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True) as process:
        try:
            yield process
        finally:
            process.kill()


def _line(receiver: subprocess.Popen[str]) -> str:
    assert receiver.stdout is not None
    return receiver.stdout.readline().strip()
