"""Who is a KOC of ours? Status with tier, contact and review, from begin to end."""
