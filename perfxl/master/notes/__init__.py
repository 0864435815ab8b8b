"""HR's words in a master: read back, kept, carried out where they are decisions, answered, written again."""
