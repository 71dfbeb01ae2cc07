"""What an orchestrator may ask for, as the SDK numbers it."""

from collections.abc import Mapping
from enum import IntEnum
from typing import Any

type Action = Mapping[str, Any]


class Wish(IntEnum):
    """The kind of an action: AsyncActionType in OutOfProcOrchestrationShim.cs."""

    ACTIVITY = 0
    RETRIED_ACTIVITY = 1
    SUB_ORCHESTRATION = 2
    RETRIED_SUB_ORCHESTRATION = 3
    CONTINUE_AS_NEW = 4
    TIMER = 5
    EXTERNAL_EVENT = 6
    ENTITY = 7
    HTTP = 8
    SIGNAL = 9
    ANY = 11
    ALL = 12
