"""Slack's side of the wire: its Web API, its signatures, Socket Mode, its files and its threads."""
