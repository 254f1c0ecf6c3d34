"""How a service is asked over the network.

In: a request, and the key it needs, if any. Out: the whole answer, or why there is none.
"""
