"""What staff record with one click, and can take back for ten seconds, before the candidate hears of it."""
