"""How the columns of a score are named after the roles.

Everything that has a column a role derives it from here, so that a new role
is a member of `Role` and its columns in the database.
"""

from roles.rules.strength import Role

STRENGTH_FIELDS = {role: role.name.lower() for role in Role}
CONFIDENCE_FIELDS = {
    role: f"{name}_confidence" for role, name in STRENGTH_FIELDS.items()
}
HOLDS_FIELDS = {
    role: f"holds_{name}" for role, name in STRENGTH_FIELDS.items()
}
SCORE_FIELDS = (
    *STRENGTH_FIELDS.values(),
    *CONFIDENCE_FIELDS.values(),
    *HOLDS_FIELDS.values(),
)
