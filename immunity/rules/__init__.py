"""Pure decisions about rumours, crises and moods.

Rumours
- stances: whether a post passes a claim on, refutes it or asks about it
- refutation_marks: phrases by which a text refutes
- claim_words: the words by which claims are compared
- claim_groups: which claim a text repeats, and which texts make a new one
- claim_states: which state of a claim may follow which
- spread: people a day by stance, before and after the evidence
- coordination: the same text by several accounts within hours
- experience: whose own works fit a claim, and why

Crises
- resemblance: what a present issue has in common with a past one, and what
  differs

Mood
- mood_topics: which topics a text names
- mood_model: how likely a text is negative or positive
- mood_shares: shares among many texts, corrected by how often the model errs
"""
