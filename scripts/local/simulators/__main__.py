"""Serves all the simulators from one process, until it is told to stop.

Plain HTTP on the first port: Twilio at its own paths and `/__sim__`, ElevenLabs at `/elevenlabs`,
OpenAI at `/openai`, the managed identity at `/identity`. HTTPS on the others: Cosmos, Key Vault.
"""

import argparse
import asyncio
import sys
from datetime import UTC, datetime
from pathlib import Path

from scripts.local import environment, interrupts, places, ports
from scripts.local.clock import Mode, VirtualClock, quiet_loop
from scripts.local.simulators.authority import authority
from scripts.local.simulators.box import Box, Wished, pack
from scripts.local.simulators.serve import BusyPort, serving
from shared.adapters.clock import SystemClock
from shared.errors import Invalid

PORTS = (4010, 4011, 4012)


def main() -> int:
    """Run until stopped; 1 where a port is taken."""
    arguments = _arguments()
    clock = VirtualClock(arguments.now, arguments.clock)
    wall = SystemClock()
    try:
        box = pack(
            arguments.folder,
            environment.given(),
            clock,
            wall,
            Wished(
                people=tuple(arguments.people),
                seed=arguments.seed,
                calls_per_second=arguments.calls_per_second,
                live_calls=arguments.live_calls,
            ),
        )
    except Invalid as error:
        print(f"The simulators cannot start: {error.detail}", file=sys.stderr)
        return 1
    serve = _serve(box, arguments.folder, arguments.ports, arguments.smtp)
    try:
        with asyncio.Runner(loop_factory=lambda: quiet_loop(box.conductor.find_work)) as runner:
            return runner.run(interrupts.until_told(serve))
    except BusyPort as error:
        holder = ports.holder(error.port)
        print(
            f"The simulators cannot start: port {error.port} is taken by {holder}. Free it, or "
            "name three others: --ports HTTP COSMOS KEYVAULT",
            file=sys.stderr,
        )
        return 1


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m scripts.local.simulators", description=__doc__)
    names = ("HTTP", "COSMOS", "KEYVAULT")
    parser.add_argument("--ports", type=int, nargs=3, metavar=names, default=PORTS)
    about = "where credentials and certificates lie"
    parser.add_argument("--folder", type=Path, default=places.LOCAL, help=about)
    about = "a folder with simulated people of your own, beside ours; may be given again"
    parser.add_argument("--people", type=Path, action="append", default=[], help=about)
    about = "what chance is drawn from, so that it repeats (default: another one each time)"
    parser.add_argument("--seed", type=int, help=about)
    about = "Twilio's pace for the account (default: what the app is told by its settings)"
    parser.add_argument("--calls-per-second", type=float, metavar="N", help=about)
    about = "how many calls the account may have on the line (default: any number)"
    parser.add_argument("--live-calls", type=int, metavar="N", help=about)
    about = "where the mailbox takes mail by SMTP (default: a free port)"
    parser.add_argument("--smtp", type=int, metavar="PORT", default=0, help=about)
    about = "who moves the clock of everybody: the wall's, nobody, or idleness"
    modes = [Mode.REAL, Mode.MANUAL, Mode.AUTO_ADVANCE]
    parser.add_argument("--clock", type=Mode, choices=modes, default=Mode.REAL, help=about)
    about = "the instant at which that clock begins, ISO 8601 with a zone (default: now)"
    parser.add_argument("--now", type=_instant, help=about)
    return parser.parse_args()


def _instant(text: str) -> datetime:
    instant = datetime.fromisoformat(text)
    if instant.tzinfo is None:
        raise argparse.ArgumentTypeError(f"{text} has no zone: end it with Z or +00:00")
    return instant.astimezone(UTC)


async def _serve(box: Box, folder: Path, at: tuple[int, int, int], smtp: int) -> int:
    """Serve. The plain port comes last: when it answers, all of them do."""
    tls = authority(folder / "ca")
    front, cosmos, keyvault = at
    async with (
        serving(box.cosmos, port=cosmos, tls=tls) as cosmos_url,
        serving(box.keyvault, port=keyvault, tls=tls) as keyvault_url,
        box.mailbox.receiving(smtp) as mail_port,
        serving(box.front, port=front) as front_url,
    ):
        others = f"Cosmos {cosmos_url}, Key Vault {keyvault_url}, SMTP port {mail_port}"
        print(f"simulators {front_url}, {others}", flush=True)
        try:
            await asyncio.Event().wait()
        finally:
            await box.network.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
