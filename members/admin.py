from django.contrib import admin

from members.models import Member, MemberIdentity, VehicleOwnership


class IdentityInline(admin.TabularInline):  # type: ignore[type-arg]
    model, extra = MemberIdentity, 0


@admin.register(Member)
class MemberAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ("nickname", "kind", "owner_status", "city")
    list_filter = ("kind", "owner_status")
    search_fields = ("nickname",)
    inlines = (IdentityInline,)
    raw_id_fields = ("primary_contact", "backup_contact")


@admin.register(VehicleOwnership)
class VehicleAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ("model_series", "model_year", "member", "started_on", "ended_on")
    exclude = ("vin",)
    raw_id_fields = ("member",)
