"""Asks the vulnerability service about every locked dependency. Exit 1: one is known to be vulnerable; 3: not audited.

pip-audit ends well when its service knows none of the packages, as an index that is a mirror does; so what counts is
how many it has really audited.
"""

import json
import subprocess
import sys
from pathlib import Path

LOCK = Path(__file__).parents[1] / "requirements.lock"
FOUND, NOT_AUDITED = 1, 3


def main() -> int:
    command = [sys.executable, "-m", "pip_audit", "--requirement", LOCK, "--require-hashes", "--disable-pip"]
    command += ["--format", "json", "--timeout", "15"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603  # all of it stands here
    try:
        packages = json.loads(done.stdout)["dependencies"]
    except (ValueError, KeyError):
        print(f"NOT AUDITED: the vulnerability service does not answer ({done.stderr.strip().splitlines()[-1:]})")
        return NOT_AUDITED
    vulnerable = [package for package in packages if package.get("vulns")]
    for package in vulnerable:
        for known in package["vulns"]:
            mended = ", ".join(known["fix_versions"]) or "no version"
            print(f"VULNERABLE: {package['name']} {package['version']}: {known['id']}, mended in {mended}")
    skipped = [package["name"] for package in packages if "skip_reason" in package]
    print(f"{len(packages) - len(skipped)} of {len(packages)} packages audited, {len(vulnerable)} vulnerable")
    if vulnerable:
        return FOUND
    if skipped:
        more = f" and {len(skipped) - 5} more" if len(skipped) > 5 else ""
        print(f"NOT AUDITED: the vulnerability service does not know {', '.join(skipped[:5])}{more}")
        return NOT_AUDITED
    return 0


if __name__ == "__main__":
    sys.exit(main())
