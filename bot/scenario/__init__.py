"""Scenario files: orders played through the real rules, in a format for people who know the process."""
