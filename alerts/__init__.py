"""What is going wrong? Issues, healing, rumours, case memory."""
