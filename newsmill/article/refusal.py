"""What a refusal says: one sentence a wrong field, without its value, which may be article text."""

from pydantic import ValidationError

MAX_KEY_CHARS = 60


def explain(error: ValidationError) -> str:
    """One sentence a wrong field: where it is and what is wrong, without the value (it may be article text)."""
    wrong = []
    for item in error.errors(include_input=True, include_url=False):
        where = ".".join(_shortened(str(part)) for part in item["loc"]) or "article"
        match item["type"]:
            case "missing":
                what = "is required and missing"
            case "extra_forbidden":
                what = "is not a key of the contract; free data goes into meta"
            case "value_error":
                what = str(item["ctx"]["error"])
            case "string_unicode":
                what = "contains a lone surrogate, which is not a character; decode the source text correctly"
            case "timezone_aware":
                what = "has no offset from UTC; end it with Z, or with an offset such as +02:00"
            case "model_type" | "dict_type":
                what = f"must be an object, found {json_kind(item['input'])}"
            case _:
                message = item["msg"]
                what = f"{message[0].lower()}{message[1:]}, found {json_kind(item['input'])}"
        wrong.append(f"{where}: {what}")
    shown = wrong[:10]
    if len(wrong) > len(shown):
        shown.append(f"and {len(wrong) - len(shown)} more")
    return "; ".join(shown)


def _shortened(key: str) -> str:
    """Keys are the producer's words: enough to find one, no more, and nothing that a database or a terminal minds."""
    shown = "".join(char if char.isprintable() else "\ufffd" for char in key[:MAX_KEY_CHARS])
    return shown if len(key) <= MAX_KEY_CHARS else shown + "…"


def json_kind(value: object) -> str:
    """What kind of JSON value it is, in words."""
    match value:
        case None:
            return "null"
        case bool():
            return "a boolean"
        case int() | float():
            return "a number"
        case str():
            return f"a string of {len(value):,} characters"
        case list():
            return "a list"
        case _:
            return "an object"
