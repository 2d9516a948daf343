"""The audit: every accepted article is accounted for, or named."""

from workers.audit.acknowledging import acknowledge
from workers.audit.audit import Audit, audit
from workers.audit.fault import Fault

__all__ = ["Audit", "Fault", "acknowledge", "audit"]
