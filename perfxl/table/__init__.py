"""The long table of a month: a row a measure, its figures, and the files it is exported to."""
