"""A connector for each publisher's protocol.

In: a source that declares a service. Out: its requests, or what they were answered, checked and as received.
"""
