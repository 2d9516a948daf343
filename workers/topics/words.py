"""Words of a text as the lexical score counts them: lower case, plural s cut, function words left out."""

import re

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")

_FUNCTION_WORDS = frozenset(
    """a about above across after again against all almost along already also although always am among an and another
    any are around as at away back be became because been before began behind being below between both but by called
    came can could day days did do does doing done down during each early either end even ever every few first five
    for four from further gave get gets give given go goes going got had has have having he her here hers him his how
    however i if in into is it its itself just keep last late later least less like long made make makes making many
    may me might more most much must my near never new next no nor not now of off often old on once one only or other
    our out over own part per put rather s said same say saying says second see seen set seven several shall she
    should since six so some soon still such take taken ten than that the their them then there these they thing
    things this those though three through time to today together told too took toward towards two under until up
    upon us use used using very was way we week weeks well went were what when where whether which while who whom
    whose why will with within without would year years yes yesterday yet you your monday tuesday wednesday thursday
    friday saturday sunday january february march april june july august september october november december mr mrs
    ms don doesn didn won isn wasn aren weren it's he's she's that's there's we're they're i'm don't didn't
    """.split()  # noqa: SIM905 - a list of 300 literals would be read by nobody
)


def words(text: str) -> list[str]:
    """Words in order, ready to be compared; never longer than the text."""
    found = []
    for match in _WORD.finditer(text):
        word = match.group().lower().replace("’", "'").removesuffix("'s")
        if len(word) > 1 and word not in _FUNCTION_WORDS:
            found.append(singular(word))
    return found


def singular(word: str) -> str:
    """The word without a plural ending, by rule; two forms of a word should meet, not be right."""
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 4 and word.endswith(("sses", "shes", "ches", "xes")):
        return word[:-2]
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word
