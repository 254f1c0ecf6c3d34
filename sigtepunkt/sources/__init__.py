"""Publishers' services.

In: what `strategy/sources.toml` declares of a service, and the network. Out: files as the publisher gives
them, checked against what was asked for, or every reason why not.
"""
