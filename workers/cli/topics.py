"""`newsmill topics`: check your own topics, and try them on articles before any worker uses them."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from newsmill.article import parse_article
from newsmill.errors import Permanent, Rejected
from workers.cli.console import FAILED, MISUSED, err, heading, out, settings_for_command
from workers.cli.inputs import check_paths, read_all
from workers.cli.result_display import counted, facts_table
from workers.pipeline import Resources, process

if TYPE_CHECKING:
    from workers.topics import TopicResources
    from workers.topics.scheme import Scheme

app = typer.Typer(no_args_is_help=True, help="Check your own topics and try them on articles.")

_SHOWN = 20  # errors of a file

Only = Annotated[
    bool, typer.Option("--only", help="Use these topics instead of IPTC Media Topics, not in addition to them.")
]


@app.command()
def check(
    file: Annotated[
        Path, typer.Argument(help="A .yaml, .csv or SKOS .rdf file of topics; or the folder of the training corpus.")
    ],
    only: Only = False,
) -> None:
    """Check a file of topics, or the corpus that the topic model is trained on.

    Exit code 2 with every line and reason for which it cannot be used, 1 when the corpus holds copies of an item.
    """
    check_paths([str(file)])
    if file.is_dir():
        _check_corpus(file)
        return
    _refuse_all_errors(file, only=only)
    topics = _load(file, only=only)
    for warning in topics.warnings:
        err.print(f"warning: {warning}", style="yellow", soft_wrap=True)
    err.print(
        f"{counted(len(topics.custom), 'topic')}, {counted(len(topics.warnings), 'warning')}; stamp {topics.stamp}"
    )


@app.command("try")
def try_(
    file: Annotated[Path, typer.Argument(help="A .yaml, .csv or SKOS .rdf file of topics.")],
    paths: Annotated[list[str], typer.Argument(help="Articles, as for `newsmill process`.")],
    only: Only = False,
) -> None:
    """Tag articles with a file of topics, without the queue, and print each topic with its evidence."""
    check_paths([str(file), *paths])
    from workers.resources import load_resources

    topics = _load(file, only=only)
    resources = Resources(cleanup=load_resources(settings_for_command(), ["cleanup"]).cleanup, topics=topics)
    failed = 0
    for read in read_all(paths):
        try:
            if read.raw is None:
                raise Rejected(read.error or "cannot be read")
            result = process(parse_article(read.raw), resources, ("cleanup", "topics")).result
        except (Rejected, Permanent) as error:
            failed += 1
            err.print(f"{read.where}: {error}", style="red")
            continue
        heading(read.where)
        out.print(facts_table(result))
    if failed:
        raise typer.Exit(FAILED)


def _refuse_all_errors(file: Path, *, only: bool) -> None:
    from workers.topics.checking import MOST_ERRORS, errors_of

    errors = errors_of(file, None if only else _iptc())
    for error in errors[:_SHOWN]:
        err.print(f"error: {error}", style="red", soft_wrap=True)
    if len(errors) > _SHOWN:
        err.print(f"and {len(errors) - _SHOWN:,} more errors{' or more' * (len(errors) == MOST_ERRORS)}")
    if errors:
        raise typer.Exit(MISUSED)


def _check_corpus(folder: Path) -> None:
    from workers.topics.checking import check_corpus

    report = check_corpus(folder, _iptc())
    for error in report.errors:
        err.print(f"error: {error}", style="red", soft_wrap=True)
    for warning in report.warnings:
        err.print(f"warning: {warning}", style="yellow", soft_wrap=True)
    err.print(f"{report.items:,} items on {report.topics:,} topics; {len(report.errors)} errors")
    if report.errors:
        raise typer.Exit(FAILED)


def _iptc() -> "Scheme":
    from workers.topics import TopicOptions, scheme_file
    from workers.topics.scheme import build

    scheme = TopicOptions().scheme
    return build(scheme.stem, scheme_file.read(scheme))


def _load(file: Path, *, only: bool) -> "TopicResources":
    from workers.topics import TopicOptions, load

    return load(TopicOptions(custom=file, custom_only=only))
