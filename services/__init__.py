"""The scheduling and record service. Knows nothing of dialogues or Telegram."""
