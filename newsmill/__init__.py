"""newsmill for other programs: the contract, the clients, and process() for one article in this process.

from newsmill import Client

with Client("redis://localhost:6379/0") as client:
    receipt = client.enqueue({"headline": "…", "body": {"value": "…"}})
    [finished] = client.wait([receipt])
"""

from newsmill.article import ARTICLE_SCHEMA, RESULT_SCHEMA, Article, Body, Result, parse_article
from newsmill.client import Client
from newsmill.client.accepting import Limits, QueueFull
from newsmill.client.asynchronous import AsyncClient
from newsmill.client.finished import Finished, Receipt
from newsmill.errors import Misconfigured, NewsmillError, Permanent, Rejected, Transient
from newsmill.local import process

__all__ = [
    "ARTICLE_SCHEMA",
    "RESULT_SCHEMA",
    "Article",
    "AsyncClient",
    "Body",
    "Client",
    "Finished",
    "Limits",
    "Misconfigured",
    "NewsmillError",
    "Permanent",
    "QueueFull",
    "Receipt",
    "Rejected",
    "Result",
    "Transient",
    "parse_article",
    "process",
]
