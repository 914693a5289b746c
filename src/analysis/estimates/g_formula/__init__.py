"""The parametric g-formula: models of every month, lived again under strategies."""
