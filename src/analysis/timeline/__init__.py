"""Registers to a panel of person and month, to outcomes, to tables that add up."""
