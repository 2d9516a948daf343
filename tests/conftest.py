"""For all tests, in whatever way they were started."""

import signal

from hypothesis import HealthCheck, settings

# A shell without job control starts what it puts in the background with Ctrl-C ignored, and every process that a test
# starts would inherit that.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

# A machine that is busy with other work is no failure of the code.
settings.register_profile("newsmill", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("newsmill")
