"""The audit log: every change of an audited object is one row, which nobody can change.

policy: which models are audited, and what of their fields is written down · actors: who acts ·
units: changes of one act, written together · watching: finds the changes · chain: seals and
verifies the rows.
"""
