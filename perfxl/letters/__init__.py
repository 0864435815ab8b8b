"""What goes back to people: letters, correction workbooks, the outbox, sending."""
