"""A port whose every question to its vendor is a span of the trace that asks."""

from inspect import iscoroutinefunction
from typing import Any, cast

from shared import telemetry


def observed[Port](port: Port, vendor: str) -> Port:
    """The same port, seen. What it answers at once, without asking anybody, it answers as before.

    Costs some microseconds a question, and nothing is told where nobody listens.
    """
    return cast("Port", _Observed(port, vendor))


class _Observed:
    def __init__(self, port: object, vendor: str) -> None:
        self._port, self._vendor = port, vendor

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._port, name)
        if name == "of":  # the same vendor with another model
            return lambda *given: _Observed(found(*given), self._vendor)
        if not iscoroutinefunction(found):
            return found

        async def asked(*given: Any, **named: Any) -> Any:
            with telemetry.asking(self._vendor, name):
                answer = await found(*given, **named)
            telemetry.count_answer(self._vendor, answer)
            return answer

        setattr(self, name, asked)  # looked up once
        return asked
