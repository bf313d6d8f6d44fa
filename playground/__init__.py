"""A local Slack, as strict as Slack, to try and test the bot: no account, no network."""
