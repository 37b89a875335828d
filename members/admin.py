from typing import Any

from django import forms
from django.contrib import admin

from common.admin import CheckedAdmin, ReadOnlyAdmin
from members.models import (
    Member,
    MemberIdentity,
    VehicleOwnership,
    validate_readable,
)


@admin.register(Member)
class MemberAdmin(ReadOnlyAdmin):
    list_display = ("nickname", "kind", "owner_status", "city")
    list_filter = ("kind", "owner_status")
    search_fields = ("nickname",)


@admin.register(VehicleOwnership)
class VehicleAdmin(ReadOnlyAdmin):
    list_display = (
        "model_series",
        "model_year",
        "member",
        "started_on",
        "ended_on",
    )
    exclude = ("vin",)


@admin.register(MemberIdentity)
class IdentityAdmin(CheckedAdmin):
    """Under which id another platform knows a member; no page adds a second one."""

    list_display = ("platform", "external_id", "member")
    search_fields = ("external_id",)
    raw_id_fields = ("member",)

    def formfield_for_foreignkey(
        self,
        db_field: Any,
        request: Any,
        **kwargs: Any,
    ) -> Any:
        return super().formfield_for_foreignkey(
            db_field,
            request,
            queryset=Member.objects.unmerged(),
            **kwargs,
        )

    def formfield_for_dbfield(
        self,
        db_field: Any,
        request: Any,
        **kwargs: Any,
    ) -> Any:
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if isinstance(field, forms.CharField):
            field.validators.append(validate_readable)
        return field
