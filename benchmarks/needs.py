"""What a benchmark needs and does not find is told in one sentence, without a traceback: import this first."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from types import TracebackType

POSIX_ONLY = ("pexpect", "resource")


def tell(kind: type[BaseException], error: BaseException, traceback: TracebackType | None) -> None:
    """Say what is missing; any other error is shown as always. Python ends with 1 in both cases."""
    if not isinstance(error, ModuleNotFoundError):
        sys.__excepthook__(kind, error, traceback)
    elif sys.platform == "win32" and error.name in POSIX_ONLY:
        sys.stderr.write(f"This benchmark needs {error.name}, which Windows does not have.\n")
    else:
        sys.stderr.write(f"This benchmark needs {error.name}: run `pip install -e '.[test]'` first.\n")


# A test that imports a benchmark keeps its own way of telling.
if Path(str(getattr(sys.modules["__main__"], "__file__", ""))).resolve().parent == Path(__file__).resolve().parent:
    sys.excepthook = tell
