"""Free questions that nothing answered, and the phrases that coordinators attached to topics."""
