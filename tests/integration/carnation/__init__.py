"""carnation in Home Assistant."""
