"""carnation, a family's photos on the television."""
