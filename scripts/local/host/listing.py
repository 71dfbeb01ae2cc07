"""What the host tells of itself when it starts, in the way of `func start`."""

from scripts.local.host.host import Host
from scripts.local.host.loading import methods_of, route_of
from scripts.local.host.runtime import Function


def of(host: Host) -> str:
    """The functions, their addresses, and what is wrong."""
    functions = sorted(host.loaded.functions, key=lambda each: each.kind != "httpTrigger")
    lines = ["", "Functions:", "", *(_line(host, each) for each in functions), ""]
    lines += [
        f"The '{name}' function is in error: {text}" for name, text in host.loaded.errors.items()
    ]
    lines += [f"Function {name} is disabled." for name in sorted(host.loaded.disabled)]
    return "\n".join([*lines, f"Listening on {host.options.base_url}"])


def _line(host: Host, function: Function) -> str:
    if function.kind != "httpTrigger":
        return f"        {function.name}: {function.kind}"
    methods = ",".join(sorted(methods_of(function) or ())) or "ALL"
    address = f"{host.options.base_url}/{host.web.admin.prefix}{route_of(function)}"
    return f"        {function.name}: [{methods}] {address}"
