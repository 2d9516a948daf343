"""The clients: enqueue articles and hear when they are finished, synchronously or with asyncio."""

from newsmill.client.accepting import Limits, QueueFull
from newsmill.client.asynchronous import AsyncClient
from newsmill.client.finished import Finished, Receipt
from newsmill.client.sync import Client

__all__ = ["AsyncClient", "Client", "Finished", "Limits", "QueueFull", "Receipt"]
