"""What is stored, and nothing else: tables, and the few statements that each store needs. No rule, no Slack."""
