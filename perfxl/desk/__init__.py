"""HR's window in the browser: the same calls as the command line, nothing of its own."""
