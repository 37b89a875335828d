"""How the API's documentation names our tokens."""

from drf_spectacular.extensions import OpenApiAuthenticationExtension


class TokenScheme(OpenApiAuthenticationExtension):
    """`Authorization: Bearer …` in the documentation's Authorize dialog."""

    target_class = "common.tokens.TokenAccounts"
    name = "bearer"

    def get_security_definition(self, auto_schema: object) -> dict[str, str]:
        return {"type": "http", "scheme": "bearer", "description": "manage.py create_token NAME --scopes …"}
