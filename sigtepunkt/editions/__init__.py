"""What is kept on disk: a quarter's processed data, what was published of it, and why it differs now.

In: observations, states and earlier editions. Out: files written whole, and the differences between two
publications with their reasons.
"""
