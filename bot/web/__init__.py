"""What is served over HTTP beside Slack's own events: the API, calendars, health."""
