"""Runs in Windows: perfxl with Ctrl-C pressed after so many seconds, as Python tells a program of it."""

import _thread
import sys
import threading

from perfxl.cli.commands import main

if __name__ == "__main__":
    threading.Timer(float(sys.argv.pop(1)), _thread.interrupt_main).start()
    main()
