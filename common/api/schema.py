"""The schema of the API: what every operation has besides what its view
declares (a summary, its errors, its headers), in English unless asked otherwise.
"""

from inspect import getdoc
from typing import Any

from django.conf import settings
from django.utils.text import capfirst
from django.utils.translation import gettext, override
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import (
    OpenApiExample,
    OpenApiParameter,
    OpenApiResponse,
    extend_schema_serializer,
)
from rest_framework import serializers

from common.api.columns import EXPANDED, ChosenColumns, RowSerializer
from common.api.parsing import takes_compressed
from common.api.problems import PROBLEM

WRITING = frozenset({"POST", "PUT", "PATCH"})
ERRORS = {
    400: "A parameter or a value cannot be used; `errors` names each.",
    401: "No token, or one that is not valid.",
    403: "The token lacks the scope, which `detail` names.",
    404: "There is no such row.",
    409: "What is stored does not allow this.",
    413: "The body or the number of rows is larger than is accepted at once.",
    415: "The body's type or compression is none of those listed.",
    422: "Well formed, but it names something unknown or contradicts what is stored.",
    429: "More requests than the token may make; `Retry-After` says how long to wait.",
    503: "The database or the cache does not answer; ask again after `Retry-After`.",
}
IF_NONE_MATCH = OpenApiParameter(
    "If-None-Match",
    str,
    OpenApiParameter.HEADER,
    description="`ETag` of the answer that you have; 304 if it is still the same.",
)
CONTENT_ENCODING = OpenApiParameter(
    "Content-Encoding",
    str,
    OpenApiParameter.HEADER,
    enum=["gzip"],
    description="How the body is compressed; its limit counts unpacked bytes.",
)


class FieldProblemSerializer(serializers.Serializer):
    """What is wrong with one parameter or field."""

    field = serializers.CharField(help_text="Its name; empty: the whole body.")
    message = serializers.CharField(help_text="What is wrong, and what to do.")


@extend_schema_serializer(
    examples=[
        OpenApiExample(
            "A parameter that the address does not know",
            response_only=True,
            status_codes=["400"],
            value={
                "type": "urn:kocops:problem:unknown_parameter",
                "title": "unknown_parameter",
                "status": 400,
                "detail": "The address has parameters that it does not know.",
                "request_id": "4f1c2a9d6f0e4a7c8f0d1b2c3d4e5f60",
                "errors": [
                    {
                        "field": "ordering",
                        "message": "There is no such parameter here. Known "
                        "are: after, cursor, limit, sort.",
                    },
                ],
            },
        ),
    ],
)
class ProblemSerializer(serializers.Serializer):
    """An error (RFC 9457). Programs go by `title`, which never changes."""

    type = serializers.CharField(
        help_text="`urn:kocops:problem:` and the code."
    )
    title = serializers.CharField(help_text="The code of the error.")
    status = serializers.IntegerField(help_text="The HTTP status.")
    detail = serializers.CharField(help_text="What was wrong, for people.")
    request_id = serializers.CharField(
        required=False,
        help_text="`X-Request-Id` of the request, as the server's log has it.",
    )
    errors = FieldProblemSerializer(  # type: ignore[assignment]
        many=True,
        required=False,
        help_text="What is wrong in which field.",
    )


def _first_sentence(text: str) -> str:
    """Return the first sentence of a docstring without its full stop."""
    first = text.split("\n\n")[0].replace("\n", " ")
    return first.split(". ")[0].removesuffix(".")


class ApiSchema(AutoSchema):
    """An operation of the schema, with its summary, errors and parameters."""

    def get_summary(self) -> str | None:
        if getattr(self.view, "action", "") == "retrieve":
            return gettext("One row: %(what)s") % {"what": self._what()}
        if getattr(self.view, "action", "") == "list":
            return self._what()
        text = str(super().get_description() or "")
        return gettext(_first_sentence(text)) if text else self._what()

    def _what(self) -> str:
        """Return what the view holds: in its own words, else its model's."""
        text = getdoc(type(self.view)) if type(self.view).__doc__ else ""
        if text:
            return gettext(_first_sentence(text))
        queryset = getattr(self.view, "queryset", None)
        if queryset is None:
            return ""
        return str(capfirst(queryset.model._meta.verbose_name_plural))

    def get_description(self) -> str:  # type: ignore[override]
        text = str(super().get_description() or "")
        access = getattr(self.view, "access", None)
        scope = access.scope(self.method) if access else ""
        return f"{text}\n\nScope: `{scope}`.".strip() if scope else text

    def get_override_parameters(self) -> list[Any]:
        parameters: list[Any] = list(super().get_override_parameters())
        if self.method == "GET":
            parameters.append(IF_NONE_MATCH)
            is_reading = getattr(self.view, "action", "") in (
                "list",
                "retrieve",
            )
            if isinstance(self.view, ChosenColumns) and is_reading:
                parameters += self.view.column_parameters()
        elif takes_compressed(self.view):
            parameters.append(CONTENT_ENCODING)
        return parameters

    def _get_request_body(self, direction: Any = "request") -> Any:
        body = super()._get_request_body(direction)  # type: ignore[no-untyped-call]
        if body and self.method != "PATCH":
            body["required"] = True
        return body

    def _get_response_bodies(self, direction: Any = "response") -> Any:
        bodies = super()._get_response_bodies(direction)
        if not self.path.startswith("/api/"):
            return bodies
        for status in self._error_statuses():
            if str(status) not in bodies:
                bodies[str(status)] = self._get_response_for_code(  # type: ignore[no-untyped-call]
                    OpenApiResponse(ProblemSerializer, ERRORS[status]),
                    str(status),
                    media_types=[PROBLEM],
                )
        return bodies

    def _error_statuses(self) -> list[int]:
        statuses = [400, 401, 403, 429, 503]
        if "{" in self.path:
            statuses.append(404)
        if self.method in WRITING:
            statuses += [409, 413, 415, 422]
        return sorted(statuses)

    def _get_serializer_field_meta(self, field: Any, direction: Any) -> Any:
        """Return a field's title and description; a field without a help text
        is described by its name or its label.
        """
        inherited: Any = super()._get_serializer_field_meta
        meta = inherited(field, direction)
        if "description" in meta:
            return meta
        title = str(meta.get("title", ""))
        by_label = f"{title[:1].upper()}{title[1:]}." if title else ""
        name = str(getattr(field, "field_name", ""))
        text = settings.API_FIELD_TEXTS.get(name, by_label)
        return {**meta, "description": text} if text else meta

    def _map_serializer_field(
        self,
        field: Any,
        direction: Any,
        *args: Any,
        **kwargs: Any,
    ) -> Any:
        """Return a field's schema; related rows are part of answers only."""
        if direction == "request" and field.field_name == EXPANDED:
            return None
        inherited: Any = super()._map_serializer_field
        return inherited(field, direction, *args, **kwargs)

    def _map_basic_serializer(self, serializer: Any, direction: Any) -> Any:
        """Return a serializer's properties; of rows whose columns can be
        chosen, only the key is always there.
        """
        inherited: Any = super()._map_basic_serializer
        schema = inherited(serializer, direction)
        instance = serializer() if isinstance(serializer, type) else serializer
        if direction == "response" and isinstance(instance, RowSerializer):
            schema["required"] = [type(instance).always()]
        elif type(instance).__name__.endswith("ExpandedSerializer"):
            schema.pop("required", None)
        return schema


class EnglishSchemaGenerator(SchemaGenerator):  # type: ignore[no-untyped-call]
    """The schema in English for every reader; in another language with `?lang=`."""

    def get_schema(self, request: Any = None, public: bool = False) -> Any:
        language = request.GET.get("lang", "en") if request else "en"
        if language not in dict(settings.LANGUAGES):
            language = "en"
        inherited: Any = super().get_schema
        with override(language):
            return inherited(request=request, public=public)


class TokenScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """`Authorization: Bearer …` in the documentation's Authorize dialog."""

    target_class = "common.api.tokens.TokenAccounts"
    name = "bearer"

    def get_security_definition(self, auto_schema: object) -> dict[str, str]:
        return {
            "type": "http",
            "scheme": "bearer",
            "description": "manage.py create_token NAME --scopes …",
        }
