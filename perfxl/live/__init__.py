"""Workbooks that are open in Excel: a master brought up to the ledger's state, a form checked and marked."""
