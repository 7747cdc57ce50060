"""What the built folder starts: the same as the command `kvv` of an installed package."""

import sys

from kvv_triage.__main__ import main

sys.exit(main())
