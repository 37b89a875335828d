"""allauth's own tables are not edited by hand: pages and commands change them."""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialToken
from django.contrib import admin

admin.site.unregister(
    [EmailAddress, Authenticator, SocialAccount, SocialApp, SocialToken],
)
