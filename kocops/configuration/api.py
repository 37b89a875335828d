"""Settings of the REST API, its tokens and its documentation."""

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "common.api.tokens.TokenAccounts",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["common.api.tokens.HasScope"],
    "DEFAULT_THROTTLE_CLASSES": ["common.api.throttles.TokenThrottle"],
    "DEFAULT_PARSER_CLASSES": ["common.api.parsing.StrictJSONParser"],
    "DEFAULT_RENDERER_CLASSES": ["common.security.masking.MaskedJSONRenderer"],
    "DEFAULT_PAGINATION_CLASS": "common.api.paging.KeysetPagination",
    "DEFAULT_FILTER_BACKENDS": [
        "django_filters.rest_framework.DjangoFilterBackend",
    ],
    "DEFAULT_SCHEMA_CLASS": "common.api.schema.ApiSchema",
    "DEFAULT_METADATA_CLASS": "common.api.metadata.PlainMetadata",
    "EXCEPTION_HANDLER": "common.api.problems.problem_handler",
}
REST_KNOX = {
    "TOKEN_MODEL": "common.ApiToken",
    "TOKEN_TTL": None,
    "AUTH_HEADER_PREFIX": "Bearer",
    "TOKEN_LIMIT_PER_USER": None,
}
KNOX_TOKEN_MODEL = "common.ApiToken"  # noqa: S105 - a model's name, not a secret
SPECTACULAR_SETTINGS = {
    "TITLE": "kocops API",
    "VERSION": "1",
    "DESCRIPTION": "Members, their activity and event ingest. Problems come "
    "as application/problem+json.",
    "DEFAULT_GENERATOR_CLASS": "common.api.schema.EnglishSchemaGenerator",
    # Creating a row must not demand what only the server can say, such as its id.
    "COMPONENT_SPLIT_REQUEST": True,
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PERMISSIONS": ["common.api.tokens.HasScope"],
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "OAS_VERSION": "3.1.1",
    "ENUM_NAME_OVERRIDES": {
        "MemberKindEnum": "members.models.Member.Kind",
        "CircleKindEnum": "community.models.Circle.Kind",
        "SegmentKindEnum": "insights.models.Segment.Kind",
        "ReactionKindEnum": "community.models.Reaction.Kind",
        "IssueStateEnum": "alerts.models.Issue.State",
        "TicketStateEnum": "alerts.models.EngineeringTicket.State",
        "SuggestionStateEnum": "alerts.models.Suggestion.State",
        # The name that clients of before know.
        "EndReasonEnum": "members.models.VehicleOwnership.EndReason",
        "KocEndReasonEnum": "koc.models.KocSpell.EndReason",
        "ConsentPurposeEnum": "members.models.MemberConsent.Purpose",
        "ConsentViaEnum": "members.models.MemberConsent.Via",
        "ContactPurposeEnum": "outreach.models.choices.Purpose",
        "RefusalReasonEnum": "outreach.models.choices.RefusalReason",
        "CampaignViaEnum": "campaigns.models.choices.Via",
        "MessageStateEnum": "common.models.OutboxMessage.State",
    },
    "WEBHOOKS": ["insights.api.SEGMENT_CHANGED", "insights.api.PINGED"],
}
