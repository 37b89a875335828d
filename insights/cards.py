"""Of whom and of which weeks the cards of a dashboard show figures."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from activity.selectors.freshness import freshness_of
from common.ui.dashboards import Scope
from insights.forms import ScopeForm
from insights.selectors.dashboards import make_scope


def scope_of(
    request: Any,
    parameters: Mapping[str, Any],
    now: datetime,
) -> tuple[Scope, ScopeForm]:
    """Return the filter of an address, and its form; what is wrong in it is
    left out, and the form says so.
    """
    form = ScopeForm(parameters)
    form.is_valid()
    cleaned = {
        name: value
        for name, value in form.cleaned_data.items()
        if name not in form.errors
    }
    scope = make_scope(
        cleaned=cleaned,
        freshness=freshness_of(request, now),
        now=now,
    )
    return scope, form
