"""Sharing: who may see what. Records are redacted before anything is drawn, so that nothing is hidden in a page."""

from geo.share.account import Account
from geo.share.cells import cells
from geo.share.editions import edition
from geo.share.profiles import PROFILES, Profile, profile_of
from geo.share.redact import redact

__all__ = ["PROFILES", "Account", "Profile", "cells", "edition", "profile_of", "redact"]
