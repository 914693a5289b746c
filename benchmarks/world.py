"""How long an invented world takes, and how much memory: the default one, and a million persons.

    python -m benchmarks.world [--persons 60000 1000000]

Seconds are reported and fail nothing.
"""

import argparse
import resource
import subprocess
import sys
import tempfile
from pathlib import Path
from time import monotonic


def measure(persons: int) -> None:
    """Write a world in a process of its own, and print what it took."""
    with tempfile.TemporaryDirectory() as made:
        out = Path(made) / "world"
        command = [sys.executable, "-m", "analysis.cli", "synthesize", str(out)]
        began = monotonic()
        subprocess.run([*command, "--persons", str(persons)], check=True, capture_output=True)
        seconds = monotonic() - began
        size = sum(path.stat().st_size for path in out.iterdir())
    memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(f"{persons} persons: {seconds:.1f} s, {memory:.0f} MiB, {size / 1e6:.0f} MB of files")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--persons", type=int, nargs="+", default=[60_000, 1_000_000])
    for persons in parser.parse_args().persons:
        measure(persons)
    return 0


if __name__ == "__main__":
    sys.exit(main())
