"""Rules on a report as a whole: one finding for many rows, or one row laid beside another."""
