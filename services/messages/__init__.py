"""Threads between candidates and advisers, broadcasts, tasks for a person."""
