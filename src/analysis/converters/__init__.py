"""Known sources into the contract: each converter reads one file and returns tables."""
