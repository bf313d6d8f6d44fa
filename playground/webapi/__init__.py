"""Slack's Web API, one module a family of methods."""
