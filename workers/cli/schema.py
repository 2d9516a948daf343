"""`newsmill schema`: the contract as JSON Schema."""

from typing import Annotated, Any, Literal

import typer

from newsmill.article import Article, Result
from newsmill.article.event import Event
from workers.cli.console import print_json


def schema(
    which: Annotated[
        Literal["article", "result", "event"],
        typer.Argument(help="What goes in, what comes out, or what tells that an article is finished."),
    ] = "article",
) -> None:
    """Print the JSON Schema of what goes in (newsmill.article/1), comes out (newsmill.result/1), or of an event."""
    match which:
        case "article":
            found = Article.model_json_schema(mode="validation")
        case "result":
            found = _open(Result.model_json_schema(mode="serialization"))
        case "event":
            found = _open(Event.model_json_schema(mode="serialization"))
    print_json({"$schema": "https://json-schema.org/draft/2020-12/schema", **found})


def _open(node: Any) -> Any:
    """The schema without the ban on keys it does not name: keys may be added to what newsmill writes, and a reader that
    checks against the schema of today must not refuse the record of tomorrow."""
    if isinstance(node, dict):
        return {key: _open(value) for key, value in node.items() if (key, value) != ("additionalProperties", False)}
    return [_open(item) for item in node] if isinstance(node, list) else node
