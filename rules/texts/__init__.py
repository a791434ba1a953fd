"""What an officer reads: cards, answers, news and lists of telephone numbers."""
