"""What comes of it: verdicts, the long table, master workbooks, the end of the month."""
