"""The advisers’ pages."""
