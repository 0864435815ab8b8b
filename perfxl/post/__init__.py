"""What goes back: letters and correction workbooks."""
