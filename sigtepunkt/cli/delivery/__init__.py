"""The commands by which files come in: fetch, receive, new source; new quarter leads through them."""
