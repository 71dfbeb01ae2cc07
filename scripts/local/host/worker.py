"""Microsoft's own worker library, indexing an app and calling its functions without protobuf.

The library's `native_invocation` needs no protobuf; only indexing asks for classes to fill in.
"""

import contextvars
import importlib
import logging
import os
import sys
import threading
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import azure_functions_runtime
from azure_functions_runtime import handle_event
from azure_functions_runtime.bindings.meta import load_binding_registry
from azure_functions_runtime.native_invocation import invocation_request_native
from azure_functions_runtime.utils.tracing import marshall_exception_trace

_raised: contextvars.ContextVar[BaseException | None] = contextvars.ContextVar("raised")


class _BindingInfo(SimpleNamespace):
    """The library compares a binding's direction and data type with these numbers."""

    undefined, string, binary, stream = range(4)
    in_, out, inout = range(3)

    def __init__(self, *, type: str = "", data_type: Any = 0, direction: Any = 0) -> None:  # noqa: A002 - the library's word
        super().__init__(type=type, data_type=data_type or 0, direction=direction or 0)


class _RetryOptions(SimpleNamespace):
    """Absent intervals are None, as in the protocol."""

    def __init__(self, **given: Any) -> None:
        absent = dict.fromkeys(("delay_interval", "minimum_interval", "maximum_interval"))
        super().__init__(**{**absent, **given})


_PROTOS = SimpleNamespace(
    BindingInfo=_BindingInfo, RpcFunctionMetadata=SimpleNamespace, RpcRetryOptions=_RetryOptions
)


class _KeepTheException(logging.Filter):
    """The library answers with `repr(error)`; the real worker's text needs the error itself.

    It logs that error once in the invocation's own context, which is where we pick it up.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        if record.msg != "Native invocation failed" or record.exc_info is None:
            return True
        _raised.set(record.exc_info[1])
        return False


def index(app: Path) -> list[Any]:
    """The metadata of every function of the app. Raises whatever importing or indexing it raises.

    The app's folder becomes the working directory, as in the real worker.
    """
    sys.path.insert(0, str(app))
    importlib.invalidate_caches()
    os.chdir(app)
    handle_event.logger.addFilter(_KeepTheException())
    handle_event.logger.setLevel(logging.WARNING)
    handle_event.protos = _PROTOS
    azure_functions_runtime.start_threadpool_executor()
    load_binding_registry()
    handle_event.load_function_metadata(str(app), "host")
    return list(handle_event._metadata_result or [])  # noqa: SLF001 - the library's only way out


def is_async(function_id: str) -> bool:
    """Whether the function is a coroutine function, and so belongs on the app's loop."""
    return bool(handle_event._functions.get_function(function_id).is_async)  # noqa: SLF001 - as above


def current_invocation() -> str | None:
    """The id of the invocation in whose context the caller runs."""
    found: str | None = azure_functions_runtime.invocation_id_cv.get()
    return found


async def call(
    invocation_id: str, function_id: str, inputs: list[Any], metadata: dict[str, Any], trace: str
) -> tuple[Any, list[tuple[str, Any]]]:
    """Run one function on this loop. Raises `Failed` with the text the real worker would send."""
    done, returned, outputs, error, stack = await invocation_request_native(
        invocation_id, function_id, inputs, metadata, trace
    )
    if done:
        return returned, outputs
    raised = _raised.get(None)
    if raised is None:
        raise Failed(error, stack)
    _raised.set(None)
    raise Failed(f"{type(raised).__name__}: {raised}", marshall_exception_trace(raised))


class Failed(Exception):
    """A function raised. `error` is `Type: text`, `stack` the formatted traceback."""

    def __init__(self, error: str, stack: str) -> None:
        super().__init__(error)
        self.error, self.stack = error, stack


def stop(patience: float) -> bool:
    """End the library's threads, and say whether they ended: a plain function may still run."""
    ending = threading.Thread(target=azure_functions_runtime.stop_threadpool_executor, daemon=True)
    ending.start()
    ending.join(patience)
    return not ending.is_alive()
