"""The voice: a text as a voice note, made once and known by Telegram's `file_id` afterwards.

Nothing is imported here: the engine's process (`worker`) is to begin in a moment, and to stay small.
"""
