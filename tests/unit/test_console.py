"""What a command says of trouble with Redis: what is wrong, and what to do about it."""

import pytest
import redis

from workers.cli.console import redis_trouble


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (redis.AuthenticationError("invalid password."), "see NEWSMILL_REDIS_USERNAME and NEWSMILL_REDIS_PASSWORD"),
        (redis.exceptions.NoPermissionError("no permissions"), "config/redis-acl.conf says who may"),
        (redis.BusyLoadingError("loading"), "try again in a moment"),
        (redis.ConnectionError("Error 111."), "Redis cannot be reached (Error 111); start it, or correct"),
        (redis.TimeoutError("Timeout"), "start it, or correct NEWSMILL_REDIS_URL"),
        (redis.ResponseError("MISCONF disk"), "Redis does not answer as it should: MISCONF disk"),
    ],
)
def test_trouble_with_redis_says_what_to_do(error: redis.RedisError, sentence: str) -> None:
    assert sentence in redis_trouble(error)
