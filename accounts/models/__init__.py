from accounts.models.invitations import Invitation
from accounts.models.sessions import LoginSession
from accounts.models.tries import LoginTries

__all__ = ["Invitation", "LoginSession", "LoginTries"]
