"""A believable community of our own making: people, their rhythms, and the truth that was planted in them."""
