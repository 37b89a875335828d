"""How are they doing? Dormancy, wake-up, graduation, badges, mentors."""
