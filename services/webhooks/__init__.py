"""Telling a body’s other software of what changed: endpoints, an outbox of their own, signed and repeated."""
