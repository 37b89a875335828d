"""What do we do about it? The member page, interactions, nominations, the desk."""
