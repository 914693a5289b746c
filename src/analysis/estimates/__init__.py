"""Estimates from tables of counts, each with its interval, numbers at risk and method."""
