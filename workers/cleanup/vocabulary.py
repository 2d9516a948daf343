"""Words that tell prose from boilerplate, in classes, for the features."""

from enum import IntFlag, auto


class Class(IntFlag):
    """What a token may be a sign of."""

    FUNCTION = auto()  # the small words of English prose
    PERSON = auto()  # the writer or the reader speaks
    NUMBER = auto()
    MONTH = auto()
    DATED = auto()  # "updated", "ago"
    BY = auto()
    WRITTEN = auto()  # "written by"
    CALL = auto()  # what a page wants of its reader
    CALL_FIRST = auto()  # "sign up", in two words
    CALL_SECOND = auto()
    ABOUT = auto()  # who wrote it
    CREDIT = auto()  # of a picture
    READ = auto()  # points to another article
    ADDRESS = auto()
    COPYRIGHT = auto()


_WORDS = {
    Class.FUNCTION: (
        "the of and to in a is that for on with as was at by from it be are an this have has had were which or but "
        "not his her their its he she they we you i who will would been more than when"
    ),
    Class.PERSON: "i we my our us you your",
    Class.MONTH: (
        "jan feb mar apr may jun jul aug sep sept oct nov dec january february march april june july august september "
        "october november december"
    ),
    Class.DATED: "ago updated published posted",
    Class.BY: "by",
    Class.WRITTEN: "written words reviewed edited photo photos author story from posted",
    Class.CALL: (
        "subscribe newsletter newsletters click download register join follow share free privacy cookie cookies terms "
        "email comment comments advertisement advertising advertise sponsor sponsored sponsors shop donate app "
        "account unsubscribe affiliate commission login signup reserved contact"
    ),
    Class.CALL_FIRST: "sign log read learn buy find see get load show view",
    Class.CALL_SECOND: "up in more now here all",
    Class.ABOUT: (
        "writer editor reporter journalist correspondent author blogger contributor producer freelance freelancer "
        "professor columnist contributed originally opinions republished lives covers covering bio"
    ),
    Class.CREDIT: (
        "getty shutterstock reuters afp photograph photo image courtesy credit istock unsplash pexels alamy pictured "
        "screenshot handout epa ap images photos"
    ),
    Class.READ: "read see watch related more also listen check explore next recommended here don",
    Class.ADDRESS: "http https www com",
    Class.COPYRIGHT: "copyright ©",
}


def _classes() -> dict[str, int]:
    known: dict[str, int] = {"0" * digits: int(Class.NUMBER) for digits in range(1, 9)}
    known |= {ordinal: int(Class.NUMBER) for ordinal in ("0st", "0nd", "0rd", "0th", "00st", "00nd", "00rd", "00th")}
    for kind, words in _WORDS.items():
        for word in words.split():
            known[word] = known.get(word, 0) | int(kind)
    return known


CLASSES = _classes()
