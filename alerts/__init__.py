"""What is going wrong? Issues found in reports, alerts, questions of members."""
