"""What the bytes say: the gate that reads, the cells, the report. No other library opens an incoming file."""
