"""The contract: what an article looks like coming in (newsmill.article/1) and going out (newsmill.result/1).

Every model is frozen and refuses keys it does not know; `from_json` alone passes over those that a newer version wrote.
All offsets are in Unicode code points, end exclusive. All times are UTC. Stages hand these models to each other;
nothing else crosses a stage border.
"""

from newsmill.article.fields import MAX_ID_CHARS, Model, Timestamp
from newsmill.article.incoming import ARTICLE_SCHEMA, Article, Body, claimed_id, parse_article, validate_article
from newsmill.article.refusal import explain
from newsmill.article.result import RESULT_SCHEMA, Pipeline, Result
from newsmill.article.working import (
    STAGES,
    CleanArticle,
    Entities,
    Entity,
    Evidence,
    Ranked,
    Removed,
    Span,
    Stage,
    Topic,
    Topics,
    Value,
)

__all__ = [
    "ARTICLE_SCHEMA",
    "MAX_ID_CHARS",
    "RESULT_SCHEMA",
    "STAGES",
    "Article",
    "Body",
    "CleanArticle",
    "Entities",
    "Entity",
    "Evidence",
    "Model",
    "Pipeline",
    "Ranked",
    "Removed",
    "Result",
    "Span",
    "Stage",
    "Timestamp",
    "Topic",
    "Topics",
    "Value",
    "claimed_id",
    "explain",
    "parse_article",
    "validate_article",
]
