"""process(): the three stages on one article in this process, without queue or store."""

from functools import cache
from typing import Any

from config.settings import load_settings
from workers.article import STAGES, Article, Result, validate_article
from workers.pipeline import Resources
from workers.pipeline import process as run_pipeline
from workers.resources import load_resources


def process(article: Article | dict[str, Any]) -> Result:
    """Clean one article, extract its entities, tag its topics.

    The first call loads the models (a second or two) by the settings of the environment and keeps them. Raises
    Rejected when the article breaks the contract, Permanent when it cannot be processed.
    """
    checked = article if isinstance(article, Article) else validate_article(article)
    return run_pipeline(checked, _resources(), STAGES).result


@cache
def _resources() -> Resources:
    return load_resources(load_settings(), STAGES)
