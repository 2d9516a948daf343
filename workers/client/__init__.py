"""The clients: enqueue articles and hear when they are finished, synchronously or with asyncio."""

from workers.client.accepting import Limits, QueueFull
from workers.client.asynchronous import AsyncClient
from workers.client.finished import Finished, Receipt
from workers.client.sync import Client

__all__ = ["AsyncClient", "Client", "Finished", "Limits", "QueueFull", "Receipt"]
