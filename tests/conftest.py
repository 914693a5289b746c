"""One profile for all generated examples: no clock decides, and every run has the same examples.

Where tests are shared out (`-n auto`), there is a worker for each core that may be used.
"""

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

settings.register_profile(
    "house", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("house")
QUOTA = Path("/sys/fs/cgroup/cpu.max")
"""Time that a container may take and the period that it is of, both in microseconds."""


@pytest.hookimpl(optionalhook=True)  # of pytest-xdist, whose own answer is the cores of the machine
def pytest_xdist_auto_num_workers():
    if "PYTEST_XDIST_AUTO_NUM_WORKERS" in os.environ:
        return None
    affinity = getattr(os, "sched_getaffinity", None)
    cores = len(affinity(0)) if affinity else os.cpu_count() or 1
    quota, period = QUOTA.read_text(encoding="ascii").split() if QUOTA.is_file() else ("max", "1")
    return cores if quota == "max" else max(1, min(cores, int(quota) // int(period)))
