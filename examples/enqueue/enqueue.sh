#!/bin/sh
# Puts a JSON article on newsmill's queue and waits for its event. Needs redis-cli alone.
#   head -n 1 ../articles.jsonl > article.json
#   REDIS_USER=producer REDISCLI_AUTH=PASSWORD REDIS_HOST=localhost ./enqueue.sh article.json
set -eu
redis() { redis-cli --raw -h "${REDIS_HOST:-localhost}" -p "${REDIS_PORT:-6379}" ${REDIS_USER:+--user "$REDIS_USER"} "$@"; }

# Where the events stand now, so that ours is not missed however fast it comes.
since=$(redis XREVRANGE newsmill:events + - COUNT 1 | head -n 1)
since=${since:-0}

# -x takes the last argument, the article, from standard input. From this answer on, it is newsmill's to finish.
entry=$(redis -x XADD newsmill:incoming '*' article < "$1")
case $entry in
  [0-9]*-[0-9]*) echo "accepted as $entry" ;;
  *) echo "not accepted: $entry" >&2; exit 2 ;;
esac

# Four lines an event: the stream, the event's id, the field's name, the event as JSON.
while true; do
  answer=$(redis XREAD COUNT 1 BLOCK 5000 STREAMS newsmill:events "$since")
  [ -n "$answer" ] || continue
  since=$(printf '%s\n' "$answer" | sed -n 2p)
  event=$(printf '%s\n' "$answer" | sed -n 4p)
  case $event in
    *"\"entry\":\"$entry\""*) break ;;
  esac
done

# The outcome is stored, duplicate or dead; the detail says why.
printf '%s\n' "$event"
case $event in *'"outcome":"dead"'*) exit 1 ;; esac

