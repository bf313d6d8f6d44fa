"""The words, by language: templates and labels. They hold no code; `bot.render` alone reads them."""
