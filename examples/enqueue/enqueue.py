"""Put a text file on newsmill's queue as an article and wait for its event. Needs redis-py alone: pip install redis

REDIS_URL=redis://producer:PASSWORD@localhost:6379/0 python enqueue.py article.txt
"""

import json
import os
import sys
from pathlib import Path

import redis

path = Path(sys.argv[1])
article = {
    "id": f"urn:example:{path.stem}",  # stable over versions; the same id and text again is answered as a duplicate
    "body": {"content_type": "text/plain", "value": path.read_text(encoding="utf-8")},  # the one key that is required
    "source": "Example Wire",
}
queue = redis.Redis.from_url(os.environ["REDIS_URL"], decode_responses=True)

# Where the events stand now, so that ours is not missed however fast it comes.
newest = queue.xrevrange("newsmill:events", count=1)
since = newest[0][0] if newest else "0"

# From this answer on, the article is newsmill's to finish.
entry = queue.xadd("newsmill:incoming", {"article": json.dumps(article)})
print(f"accepted as {entry}")

while True:
    # One second: redis-py gives an answer up after five.
    for _stream, events in queue.xread({"newsmill:events": since}, block=1000):
        for since, fields in events:  # noqa: B007  # the next read goes on where this one ended
            data = json.loads(fields["event"])["data"]
            if data["entry"] == entry:
                # stored, duplicate or dead; the detail says why
                print(data["outcome"], data["article_id"], data["article_version"], data["detail"] or "")
                sys.exit(data["outcome"] == "dead")
