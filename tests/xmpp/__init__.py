"""The chat of Carbonio against a real XMPP server: scripts/test-xmpp."""
