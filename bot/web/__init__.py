"""Pages of the bot, for people who are logged in through WeCom."""
