"""Measures Carbonio Chats: what waiting costs, and how soon messages are here."""
