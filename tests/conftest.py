"""One profile for all generated examples: no clock decides, and every run has the same examples.

Where tests are shared out (`-n auto`), there is a worker for each core that may be used.
"""

import gc
import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

settings.register_profile(
    "house", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("house")
TESTS = Path(__file__).parent
QUOTA = Path("/sys/fs/cgroup/cpu.max")
"""Time that a container may take and the period that it is of, both in microseconds."""
LONG = ("notebooks", "publish", "release", "estimates", "synthetic")
"""Folders whose tests run notebooks or draw worlds; in any other a test takes a moment."""


@pytest.hookimpl(wrapper=True)
def pytest_collection():
    """Look for no rubbish among ten thousand tests: it takes a third of the time, and none is."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.enable()


def pytest_collection_modifyitems(items):
    """Put long tests first: short ones are left for whoever is done, and nobody waits at the end.

    Tests of a folder stay together, since they share what is slow to make.
    """
    rank = {folder: place for place, folder in enumerate(LONG)}
    items.sort(key=lambda item: rank.get(item.path.relative_to(TESTS).parts[0], len(LONG)))


@pytest.hookimpl(optionalhook=True)  # of pytest-xdist, whose own answer is the cores of the machine
def pytest_xdist_auto_num_workers():
    if "PYTEST_XDIST_AUTO_NUM_WORKERS" in os.environ:
        return None
    affinity = getattr(os, "sched_getaffinity", None)
    cores = len(affinity(0)) if affinity else os.cpu_count() or 1
    quota, period = QUOTA.read_text(encoding="ascii").split() if QUOTA.is_file() else ("max", "1")
    return cores if quota == "max" else max(1, min(cores, int(quota) // int(period)))
