"""What the measurements share: the CPU and memory of a process, and the spread of times."""

import os
from collections.abc import Sequence
from pathlib import Path
from statistics import quantiles


def cpu(pid: int) -> float:
    """Seconds of CPU that a process has used."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def memory(pid: int) -> int:
    """Bytes of memory that a process holds."""
    fields = Path(f"/proc/{pid}/statm").read_text().split()
    return int(fields[1]) * os.sysconf("SC_PAGE_SIZE")


def spread(seconds: Sequence[float]) -> str:
    """The middle and the 95th percentile, in milliseconds."""
    cuts = quantiles(seconds, n=20)
    return f"median {1000 * cuts[9]:,.0f} ms, p95 {1000 * cuts[18]:,.0f} ms"
