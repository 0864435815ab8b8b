"""What comes in, as parcels: folders, archives, messages, mailboxes."""
