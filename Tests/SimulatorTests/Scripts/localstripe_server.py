"""Serves localstripe on a free port of the loopback alone, its port as the first line.

Its own start listens on all addresses and on a port of its choice; the application is its own.
"""
import asyncio
import os
import socket
import sys
import threading

from aiohttp import web
from localstripe.server import app
from localstripe.resources import store

# It keeps what it knows in a file for the next start.
store.dump_to_disk = lambda: None

listening = socket.socket()
listening.bind(("127.0.0.1", 0))


async def serve():
    runner = web.AppRunner(app)
    await runner.setup()
    await web.SockSite(runner, listening).start()
    print(listening.getsockname()[1], flush=True)
    await asyncio.Event().wait()


threading.Thread(target=lambda: (sys.stdin.read(), os._exit(0)), daemon=True).start()
asyncio.run(serve())
