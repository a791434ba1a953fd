"""The kinds of matter and the words of the office for them."""
