"""`newsmill schema`: the contract as JSON Schema."""

from typing import Annotated, Literal

import typer

from workers.article import Article, Result
from workers.cli.console import print_json


def schema(
    which: Annotated[Literal["article", "result"], typer.Argument(help="What goes in, or what comes out.")] = "article",
) -> None:
    """Print the JSON Schema of what goes in (newsmill.article/1) or comes out (newsmill.result/1)."""
    model = Article if which == "article" else Result
    mode: Literal["validation", "serialization"] = "validation" if which == "article" else "serialization"
    print_json({"$schema": "https://json-schema.org/draft/2020-12/schema", **model.model_json_schema(mode=mode)})
