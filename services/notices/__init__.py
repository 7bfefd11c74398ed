"""Everything that the bot says first."""
