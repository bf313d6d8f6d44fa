"""Only on one's own machine: the playground beside the bot, its seed, its rehearsals."""
