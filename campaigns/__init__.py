"""Campaigns, events and calls with their plans, nodes and effects, and reviews
with decisions that are checked.
"""
