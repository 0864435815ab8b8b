"""Files that are whole or not there, kinds of drive, the run lock: what may go wrong on a disk goes wrong here."""
