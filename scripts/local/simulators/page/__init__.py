"""The page on which a person at the browser is the callee."""

from scripts.local.simulators.page.routes import routes

__all__ = ["routes"]
