"""Papers to take away: the summary of a file, the list for a jury. The body's official papers are not ours to make."""

from services.documents.service import Documents, Paper

__all__ = ["Documents", "Paper"]
