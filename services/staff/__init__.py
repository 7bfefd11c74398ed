"""Assessing bodies, sites, staff, and how staff prove who they are."""
