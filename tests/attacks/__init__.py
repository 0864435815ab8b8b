"""What somebody who means harm sends: each thing that was tried, and what becomes of it."""
