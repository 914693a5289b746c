"""An invented world: registers that look like Norwegian ones and hold nobody."""
