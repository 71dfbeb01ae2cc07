"""Makes every run of a queue's or timer's function part of a trace, as FastAPI does requests."""

import azure.functions as func
from azure.functions.decorators.queue import QueueTrigger
from azure.functions.decorators.timer import TimerTrigger

from shared import telemetry


def traced(blueprint: func.Blueprint) -> func.Blueprint:
    """The same blueprint, seen. The SDK has no place for that but the function it keeps."""
    for builder in blueprint._function_builders:  # noqa: SLF001
        function = builder._function  # noqa: SLF001
        trigger = function.get_trigger()
        if isinstance(trigger, (QueueTrigger, TimerTrigger)):
            queue = getattr(trigger, "queue_name", None)
            function._func = telemetry.traced(function.get_user_function(), queue)  # noqa: SLF001
    return blueprint
