"""The press: chapters run per language, rendered, and put together as one site."""
