"""The kinds of errors, by what each means for the article."""


class NewsmillError(Exception):
    """Base of every error that newsmill raises on purpose. Its text is a sentence for the person who must act."""


class Rejected(NewsmillError):
    """The input breaks the contract: refused at accept, or dead-lettered when it came by a plain XADD."""


class Permanent(NewsmillError):
    """This article cannot be processed as it is, however often it is tried: it becomes a dead letter at once."""


class Transient(NewsmillError):
    """Something outside the article failed (Redis, the database): the article waits and is tried again."""


class Misconfigured(NewsmillError):
    """A setting, file or model is missing or contradicts another: the process ends before it takes any article."""
