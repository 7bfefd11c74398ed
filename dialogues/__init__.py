"""Conversations: scenes that ask and take. No Telegram and no tables in here."""
