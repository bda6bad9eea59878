"""What happens to accounts: they are made and invited, signed in to, changed and disabled."""
