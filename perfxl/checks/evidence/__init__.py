"""What the text says against what the row claims: one rule, one file, one test."""
