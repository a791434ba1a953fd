"""What everything else is made of: facts, people, messages, matters, and the errors of all."""
