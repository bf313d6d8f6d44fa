"""What Slack sends to the bot, signed, and what it does with the answers."""
