"""How are they doing? States of dormancy, their policy, and disputes."""
