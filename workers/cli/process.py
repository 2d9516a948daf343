"""`newsmill process`: run the stages in this process, without queue or store. One JSON result per line on stdout."""

from typing import Annotated, cast

import orjson
import typer

from newsmill.article import STAGES, Stage, parse_article
from newsmill.errors import Permanent, Rejected
from workers.cli.console import FAILED, err, print_raw, settings_for_command
from workers.cli.inputs import check_paths, read_all
from workers.cli.names import check_names
from workers.pipeline import process as run_pipeline
from workers.resources import load_resources


def process(
    paths: Annotated[
        list[str],
        typer.Argument(help="HTML and text files, .json and .jsonl files, folders; - for JSON lines on stdin."),
    ],
    stage: Annotated[
        list[str] | None,
        typer.Option(help="Run only this stage; can be repeated. Without cleanup the body is used exactly as it is."),
    ] = None,
    rank: Annotated[bool, typer.Option("--rank", help="Add the raw topic ranking, before any threshold.")] = False,
) -> None:
    """Process articles without the queue.

    Exit code 1 if one could not be processed; the others are printed.
    """
    check_paths(paths)
    check_names("stage", stage or (), STAGES)
    stages = cast("tuple[Stage, ...]", tuple(stage)) if stage else STAGES
    resources = load_resources(settings_for_command(), stages, rank=rank)
    failed = 0
    for read in read_all(paths):
        try:
            if read.raw is None:
                raise Rejected(read.error or "cannot be read")
            processed = run_pipeline(parse_article(read.raw), resources, stages)
        except (Rejected, Permanent) as error:
            failed += 1
            err.print(f"{read.where}: {error}", style="red")
            continue
        if processed.ranking is None:
            print_raw(processed.result.to_json())
        else:
            record = processed.result.model_dump(mode="json")
            record["ranking"] = [ranked.model_dump(mode="json") for ranked in processed.ranking]
            print_raw(orjson.dumps(record))
    if failed:
        err.print(f"{failed:,} could not be processed")
        raise typer.Exit(FAILED)
