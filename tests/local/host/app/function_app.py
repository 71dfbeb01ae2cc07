"""The app that shows how a host treats one: run by ours, or by `func start`."""

import azure.durable_functions as df
import azure.functions as func
from durable_functions import durable
from http_functions import web
from queue_functions import queues
from timer_functions import timers

app = df.DFApp(http_auth_level=func.AuthLevel.ANONYMOUS)
for blueprint in (web, queues, timers, durable):
    app.register_functions(blueprint)
