"""Candidates, their chats, consent and choices."""
