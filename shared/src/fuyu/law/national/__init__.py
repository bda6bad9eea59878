"""Rules beneath every city: the software's own (L10), each of which an operator can switch off."""
