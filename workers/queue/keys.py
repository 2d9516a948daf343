"""The names of newsmill in Redis. Producers and readers use INCOMING and EVENTS; the rest is ours."""

from newsmill.client import streams

INCOMING = streams.INCOMING  # stream: accepted, unfinished articles; one field, `article`
RERUNS = "newsmill:reruns"  # stream: re-runs and replays that wait for room; bounded by an eighth of queue.max_bytes
EVENTS = streams.EVENTS  # stream: one CloudEvent a finished article; bounded by queue.events_max
GROUP = "newsmill"  # consumer group on INCOMING; its pending entries are the ledger
WORK = "newsmill:work:"  # hash an entry in the stages; deleted at the finish gate
LEDGER = "newsmill:ledger"  # id of this ledger; a Redis that lost its data gets a new one
ACCOUNT = "newsmill:account"  # hash: how many entries passed the gate, how many left INCOMING in another way
VANISHED = "newsmill:vanished"  # stream: notes of those that left in another way; the last NOTES_MAX
ACKNOWLEDGED = (
    "newsmill:acknowledged"  # stream: who acknowledged what is missing from the sum, and why; the last NOTES_MAX
)
HEARTBEATS = "newsmill:heartbeats"  # hash: a field a process; the sweeper deletes the dead

SETTLING = "newsmill:settling"  # list: "entry attempt" of each entry whose stages are done; settle workers take from it

REPEATS = "newsmill:repeats"  # hash: what stages made of which input; bounded by queue.repeat_bytes and repeat_seconds
REPEATS_ORDER = "newsmill:repeats:order"  # sorted set: when each was remembered

SETTLE = "settle"  # the stage after the three pure ones
NOTES_MAX = 1000


def work(entry: str) -> str:
    """The hash that holds what the stages made of an entry so far."""
    return WORK + entry


def waiting(stage: str) -> str:
    """The consumer name that holds entries while they wait in a stage's queue."""
    return f"queue:{stage}"


def pausing(stage: str, seconds: float) -> str:
    """The consumer name that holds entries while transient trouble in a stage is waited out, for so long each time."""
    return f"pause:{stage}:{seconds:g}"


def waiting_list(stage: str) -> str:
    """The list in which a stage's messages wait: Celery's queue of that name; for settle, which is no task, our own."""
    return SETTLING if stage == SETTLE else stage
