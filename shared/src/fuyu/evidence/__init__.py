"""What a decision rested on, as it was known: kept in parts under digests, given as one archive, and verified without any server."""
