"""`python -m perfxl` is `perfxl`."""

from perfxl.cli import main

main()
