"""What goes out: the locked workbook and the record of what was issued."""
