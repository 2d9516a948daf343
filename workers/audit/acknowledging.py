"""Acknowledging what is missing from the sum: an operator has dealt with it, so it is no longer a fault."""

from typing import TYPE_CHECKING

from workers.account import Account, read_account
from workers.queue.ledger import Ledger
from workers.queue.survey import Surveyor

if TYPE_CHECKING:
    from workers.store import Store


def acknowledge(ledger: Ledger, store: "Store", by: str, why: str) -> Account:
    """Note all that vanished or is unrecorded by now as acknowledged; it stays counted. Returns the sum before.

    What goes missing later is news again. Without anything new to acknowledge, no note is made.
    """
    ledger.watch()  # so that what vanished a moment ago is noted before, and not after
    account = read_account(Surveyor(ledger.client), store)
    if not account.balanced:
        ledger.acknowledge(account.vanished, account.unrecorded, by, why)
    return account
