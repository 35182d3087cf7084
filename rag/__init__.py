"""Ask Korean documents a question; every claim of the answer cites the exact words."""
