"""A series of workbooks, fast: what many have in common is made once, what differs is put into its gaps."""
