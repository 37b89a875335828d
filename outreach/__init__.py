"""Who may be written to, what is sent, and did it help? The contact gate,
opportunities with hold-outs, messages, graduation.
"""
