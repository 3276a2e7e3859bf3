"""Home Assistant as a member of the neighbourhood at Nextcloud Talk."""
