"""How the database came to be, step by step, with the reason of each step."""
