"""Notebooks to pages: one report a municipality, made elsewhere, checked, and moved when whole."""
