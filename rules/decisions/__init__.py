"""Every function that answers with an `Outcome`: what changes, and who hears of it."""
