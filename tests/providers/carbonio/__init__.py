"""Carbonio Chats: its client and its provider, against a simulated server."""
