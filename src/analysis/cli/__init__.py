"""The command line: arguments in, exit codes out; the work is done by the rooms below.

Exit codes: 0 all done, 2 bad input or use, 3 refused by disclosure control, 4 some municipalities
failed, 5 environment, 130 interrupted.
"""

import argparse
import os
import sys
import traceback
from collections.abc import Sequence

from analysis import __version__
from analysis.cli.data import DATA_VERBS
from analysis.cli.reports import REPORT_VERBS
from analysis.errors import AnalysisError, printable


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    parser = _parser()
    chosen = parser.parse_args(arguments)
    try:
        return int(chosen.run(chosen) or 0)
    except AnalysisError as error:
        if chosen.debug:
            traceback.print_exc()
        print(printable(f"analysis {chosen.command}: {error}"), file=sys.stderr)
        return error.exit_code
    except KeyboardInterrupt:
        print("\nInterrupted; what was whole is in place.", file=sys.stderr)
        return 130
    except BrokenPipeError:  # who read the output has seen enough, as `| head` has
        sys.stdout = open(os.devnull, "w", encoding="utf-8")
        return 0
    except (OSError, ImportError, MemoryError) as error:
        if chosen.debug:
            traceback.print_exc()
        failed = f"analysis {chosen.command}: the environment failed: {error}"
        print(printable(failed), file=sys.stderr)
        return 5
    except Exception as error:  # its text may hold a person's value, so only its kind is said
        if chosen.debug:
            traceback.print_exc()
        kind = type(error).__name__
        print(
            f"analysis {chosen.command}: a fault of this program ({kind})."
            "\nRun again with: analysis --debug …, and report what it says.",
            file=sys.stderr,
        )
        return 5


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="analysis", description=__doc__.partition("\n")[0])
    parser.add_argument("--version", action="version", version=f"analysis {__version__}")
    parser.add_argument("--debug", action="store_true", help="show tracebacks")
    verbs = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for add in (*DATA_VERBS, *REPORT_VERBS):
        add(verbs)
    return parser
