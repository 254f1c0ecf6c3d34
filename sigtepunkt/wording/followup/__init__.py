"""What is said of actions and decisions, and the skeleton of a comment.

In: actions and their states, decisions, and where focus areas stand. Out: Danish sentences, and a comment to
fill in.
"""
