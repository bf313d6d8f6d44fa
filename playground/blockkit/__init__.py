"""Block Kit as Slack checks it: shapes, limits, surfaces."""
