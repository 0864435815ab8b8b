"""What one command sets going, from one month end to the next: issue, sync, close, roll over, back up, examine."""
