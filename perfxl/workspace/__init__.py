"""The working folder: paths, settings, a run over it, who does a run's work, the bytes of its store."""
