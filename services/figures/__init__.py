"""Figures of a body's work: where candidates are, how they go on, who comes, what arrives. Never of one person."""
