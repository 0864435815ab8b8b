"""`python -m perfxl` is `perfxl`."""

from perfxl.cli.commands import main

main()
