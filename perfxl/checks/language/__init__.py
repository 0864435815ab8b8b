"""Mongolian text taken apart: figures, dates, words and sentences, and what the evidence rules ask of them."""
