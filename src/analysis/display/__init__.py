"""Figures, tables and sentences, all from `Estimates`; all words from one catalogue."""
