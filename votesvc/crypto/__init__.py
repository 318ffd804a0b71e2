"""Bytes and numbers: knows nothing of meetings."""
