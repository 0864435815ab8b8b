"""HR's roster workbook: read, its faults told by cell, written."""
