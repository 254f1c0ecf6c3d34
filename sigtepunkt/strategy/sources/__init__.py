"""Where figures come from: sources, their services, the dialects of their files, and when they are due.

In: tables of `strategy/sources.toml`. Out: frozen models, checked each by itself.
"""
