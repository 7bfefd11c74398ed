"""Jury sessions, parity, decisions and their publication."""
