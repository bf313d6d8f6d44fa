"""The outbox on its way to Slack: claimed within the limits, composed from what is true now, sent, settled."""
