"""Home Assistant as a member of the family at Carbonio."""
