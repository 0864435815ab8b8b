"""Runs in Windows: takes a run lock, says `held` or `busy`, and lets go at the next line it is given."""

import sys
from pathlib import Path

from perfxl.storage.run_lock import Busy, run_lock

if __name__ == "__main__":
    try:
        with run_lock(Path(sys.argv[1]), 0.2):
            print("held", flush=True)
            sys.stdin.readline()
    except Busy:
        print("busy", flush=True)
