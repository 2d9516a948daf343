"""Chaos: articles flow through the whole service while its processes are killed, and the books must hold at the end.

    .venv/bin/python benchmarks/chaos.py --articles 5000 --seconds 300 --kills 64 --seed 1 --cheap

Real processes, a real Valkey and a real PostgreSQL; 1 % of the articles is poison. Ends with a table, and with exit
code 1 and a sentence for whatever is lost, doubled, wrongly dead or stuck. The same seed makes the same articles and
the same plan of kills. `--take-out gate|sweeper|counter` breaks newsmill in that place, to see that the bench notices.
"""

import argparse
import statistics
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Sequence
from contextlib import nullcontext
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from newsmill.article import STAGES
from newsmill.errors import Transient
from tests.bench.bench import IMPATIENT, SHORT_LIMITS, Bench
from tests.bench.blows import Blows
from tests.bench.books import Books, faults
from tests.bench.plan import KINDS, Sending, kills, sendings
from tests.bench.recovery import pauses, recovery
from tests.postgres import postgres_server

# The real stages on a machine that blows keep busy: an article that is only slow would be told from one that never ends
# too early by the two seconds that suffice for stand-ins.
TIME_TO_WORK = {
    "NEWSMILL_QUEUE_SOFT_SECONDS": "10",
    "NEWSMILL_QUEUE_HARD_SECONDS": "12",
}


def main() -> int:
    """Run it; the exit code says whether the books hold."""
    asked = options()
    folder = Path(tempfile.mkdtemp(prefix="newsmill-chaos-"))
    with nullcontext() if asked.sqlite else postgres_server(durable=True) as database:
        bench = Bench(
            folder,
            {
                **IMPATIENT,
                **(SHORT_LIMITS if asked.cheap else TIME_TO_WORK),
                **({"NEWSMILL_STORE_URL": database.url} if database else {}),
                **dict(asked.set),
            },
            workers=[[stage] for stage in STAGES] if asked.split else [STAGES] * 2,
            settlers=2,
            dispatchers=2,
            children=1,
            stand_in=asked.cheap,
            faults={"take_out": asked.take_out} if asked.take_out else {},
        )
        with bench.running():
            plan = sendings(asked.seed, asked.articles, asked.seconds, asked.poison / 100)
            producer = threading.Thread(target=offer_all, args=(bench, plan), daemon=True)
            begun = time.monotonic()
            producer.start()
            blows = Blows(bench, database)
            kinds = [kind for kind in KINDS if database or not kind.startswith("database")]
            blows.strike(kills(asked.seed, asked.kills, asked.seconds, kinds))
            producer.join()
            drained = wait_until_drained(bench, asked.drain)
            took = time.monotonic() - begun
            books = settled_books(bench)
        wrong = faults(bench.offers, books)
        if not drained:
            wrong.append(f"stuck: not drained {asked.drain:g} s after the last kill and the last article")
        if len(bench.offers) != asked.articles:
            wrong.append(f"the producer ended early: {len(bench.offers)} of {asked.articles} articles were offered")
        report(bench, blows, books, took)
    if wrong:
        print("\nTHE BOOKS DO NOT HOLD\n" + "\n".join(f"- {line}" for line in wrong) + f"\nlogs: {folder}")
        return 1
    print("\nThe books hold: nothing lost, nothing doubled, the dead letters are the poison.")
    return 0


def options() -> argparse.Namespace:
    """What was asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=5000)
    parser.add_argument("--seconds", type=float, default=300, help="over which articles are offered and things killed")
    parser.add_argument("--kills", type=int, default=64)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--poison", type=float, default=1.0, help="per cent of the articles")
    parser.add_argument("--drain", type=float, default=180, help="seconds to finish all after the last kill")
    parser.add_argument("--cheap", action="store_true", help="stand-in stages instead of the real ones")
    parser.add_argument("--split", action="store_true", help="one worker a stage, instead of two with all of them")
    parser.add_argument("--sqlite", action="store_true", help="a SQLite store, and no blows to the database")
    parser.add_argument("--set", metavar="NAME=VALUE", action="append", default=[], type=setting, help="a setting")
    parser.add_argument("--take-out", choices=("gate", "sweeper", "counter"), help="break newsmill there")
    return parser.parse_args()


def setting(text: str) -> tuple[str, str]:
    """NAME=VALUE."""
    name, _, value = text.partition("=")
    return name, value


def offer_all(bench: Bench, plan: Sequence[Sending]) -> None:
    """Offer each article at its time, late where Redis was away."""
    begun = time.monotonic()
    for sending in plan:
        time.sleep(max(0.0, begun + sending.at - time.monotonic()))
        bench.offer(sending.article, healthy=sending.healthy)


def wait_until_drained(bench: Bench, seconds: float) -> bool:
    """Until nothing is unfinished; False when it takes too long."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if bench.unfinished() == 0:
            return True
        time.sleep(0.1)
    return False


def settled_books(bench: Bench) -> Books:
    """The books, once the database has taken its last blow."""
    for _ in range(50):
        try:
            return bench.books()
        except Transient:
            time.sleep(0.2)
    return bench.books()


def report(bench: Bench, blows: Blows, books: Books, took: float) -> None:
    """The table."""
    done = Counter(blow.kill.kind for blow in blows.done)
    held, idle = recovery(blows.done, books.events), pauses(blows.done, books.events)
    print(f"{'':32}articles held, ended after   any article ended after")
    print(f"{'kill':24}{'times':>6}{'held':>8}{'median':>9}{'worst':>9}{'median':>13}{'worst':>9}")
    for kind in sorted(done):
        hit = held.get(kind, [])
        print(f"{kind:24}{done[kind]:6}{len(hit):8}{spread(hit)}    {spread(idle.get(kind, []))}")
    hit = [seconds for times in held.values() for seconds in times]
    print(f"{'all':24}{done.total():6}{len(hit):8}{spread(hit)}")
    status = books.status
    poison = len({offer.article for offer in bench.offers if not offer.healthy})
    starts = ", ".join(f"{name} {member.starts}" for name, member in bench.members.items())
    for name, value in (
        ("offered", len(bench.offers)),
        ("poison among them", poison),
        ("accepted", status.accepted),
        ("results", status.stored),
        ("dead letters", status.dead_letters),
        ("duplicates", status.duplicates),
        ("unfinished", status.unfinished),
        ("events", sum(map(len, books.events.values()))),
    ):
        print(f"{name:24}{value:6}")
    print(f"took {took:.0f} s; sendings without an answer, sent again: {bench.unanswered}; starts: {starts}")


def spread(seconds: Sequence[float]) -> str:
    """Median and worst."""
    return f"{statistics.median(seconds):8.1f}s{max(seconds):8.1f}s" if seconds else f"{'-':>9}{'-':>9}"


if __name__ == "__main__":
    raise SystemExit(main())
