"""The same routes under bare uvicorn: what the host is measured beside."""

import sys

import uvicorn

from functions.knowledge import api as knowledge
from functions.tickets import api as tickets
from functions.web import web

if __name__ == "__main__":
    app = web(tickets.router, knowledge.search)
    uvicorn.run(app, host="127.0.0.1", port=int(sys.argv[1]), log_level="warning", access_log=False)
