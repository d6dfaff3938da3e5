"""`python -m hees` is the `hees` command."""

from hees.cli import main

main()
