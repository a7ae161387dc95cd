"""The process of `pack lint`: it opens workbooks from outside, so it takes limits on itself first."""

import sys
from importlib import import_module
from pathlib import Path

from kiosk.catalogue.child import take_limits
from kiosk.catalogue.confined import FULL, Limits

# Beside the workbook, the fonts of the interface are in its memory.
LIMITS = Limits(memory_bytes=4 << 30, cpu_s=300)
JSON = "--json"


def main(words: list[str]) -> int:
    """Check the source that the words name; return the linter's exit code, or FULL."""
    take_limits(LIMITS)
    lint = import_module("technician.lint")
    try:
        return int(lint.run_lint(Path(words[0]), JSON in words))
    except (MemoryError, RecursionError):
        return FULL


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
