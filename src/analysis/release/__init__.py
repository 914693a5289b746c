"""The gate: what of a study may leave the confidential room, and the folder it leaves in."""
