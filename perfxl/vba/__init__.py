"""A VBA project written and read, and the container that holds it."""
