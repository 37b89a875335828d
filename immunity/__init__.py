"""What is being spread, and what did crises teach us? Rumours answered by the
experience of owners, case files of crises, and the mood of posts.
"""
