"""Telegram and the process. The only package that imports telegram."""
