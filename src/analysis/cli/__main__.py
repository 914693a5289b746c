"""`python -m analysis.cli` does what `analysis` does."""

import sys

from analysis.cli import main

sys.exit(main())
