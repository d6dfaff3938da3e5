"""sqlite-utils, whose migrations make our tables, without pandas: it would load it for the types of its columns.

That takes a third of a second at every start, and no table here has such a column.
"""

import sys
from typing import Any

_MODULES: Any = sys.modules
_UNNEEDED = {"numpy", "pandas"} - sys.modules.keys()
_MODULES.update(dict.fromkeys(_UNNEEDED))  # None: not to be found
try:
    from sqlite_utils import Database
    from sqlite_utils.migrations import Migrations
finally:
    for _name in _UNNEEDED:
        del _MODULES[_name]

__all__ = ["Database", "Migrations"]
