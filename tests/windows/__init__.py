"""The program as Windows runs it: a bundle's own Python under Wine."""
