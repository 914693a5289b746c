"""Registers as files: the contract, the readers that hold it, and the writer."""
