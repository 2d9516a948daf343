"""process(): the three stages on one article in this process, without queue or store."""

from functools import cache
from typing import TYPE_CHECKING, Any

from newsmill.article import STAGES, Article, Result, validate_article
from newsmill.errors import Misconfigured

if TYPE_CHECKING:  # producers import newsmill beside packages of their own that may be called config and workers
    from workers.pipeline import Resources


def process(article: Article | dict[str, Any]) -> Result:
    """Clean one article, extract its entities, tag its topics.

    The first call loads the models (a second or two) by the settings of the environment and keeps them. Raises
    Rejected when the article breaks the contract, Permanent when it cannot be processed, Misconfigured where the stages
    are not installed.
    """
    try:
        from workers.pipeline import process as run_pipeline
    except ModuleNotFoundError as error:
        raise Misconfigured(
            f"process() needs the whole of newsmill, and found no {error.name}: newsmill-client has the clients alone, "
            "and a package of your own called workers or config hides newsmill's"
        ) from None

    checked = article if isinstance(article, Article) else validate_article(article)
    return run_pipeline(checked, _resources(), STAGES).result


@cache
def _resources() -> "Resources":
    from config.settings import load_settings
    from workers.resources import load_resources

    return load_resources(load_settings(), STAGES)
