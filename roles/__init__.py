"""Who have they become? Classification, evidence, gear balance, newcomer journey."""
