"""The tests start Python many times: let it keep what it compiles, also where it was told not to."""

import os
import sys

os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False
