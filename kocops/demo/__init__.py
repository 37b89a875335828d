"""A generated, believable community: people, their rhythms, and the planted truth about them."""
