"""What is wrong with a workbook: identity, lock, fields, evidence; each check is a pure function that returns findings."""
