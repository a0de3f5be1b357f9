"""Commands for what readers of maps send back."""
