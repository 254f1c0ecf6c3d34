"""The questions asked beforehand of an indicator, each answered by itself.

In: a series with its declaration, and the series of others. Out: a fact, and four answers with their limits
or the reason why there is none.
"""
