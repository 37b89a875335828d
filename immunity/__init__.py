"""What is being spread, and what did crises teach us? Rumours answered by the
experience of owners, and case files of crises.
"""
