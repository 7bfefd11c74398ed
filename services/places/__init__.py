"""Finding a centre."""
