"""What did they say? Circles, posts, replies, reactions, and what is read out
of them.
"""
