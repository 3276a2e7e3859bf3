"""Hatena Coco, where friends tell each other where they are."""
