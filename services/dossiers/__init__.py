"""The candidate’s file: facts, and the stage computed from them."""
