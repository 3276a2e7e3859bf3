"""Hatena Coco in Home Assistant."""
