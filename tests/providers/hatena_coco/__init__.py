"""Tests of Hatena Coco's client and provider."""
