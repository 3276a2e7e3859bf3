"""Carbonio Chats."""
