"""What single pages of the book show besides figures and verdicts: a module per page."""
