"""Profiles: with what bases work, edition by edition."""

from __future__ import annotations

from typing import Any

from flask import Response
from flask.views import MethodView

from fuyu.ids import new_id
from fuyu.web.access import ORGANISATION, SIGNED_IN, access
from fuyu.web.answers import commit
from fuyu.web.asking import caller, city, running
from fuyu.web.blueprint import Blueprint
from fuyu.web.paging import Asked, Listing, page
from incubatee_tracker.documents import Profile
from incubatee_tracker.schemas.profiles import ProfileEntry, ProfileView
from incubatee_tracker.usecases.profiles import hand_in_profile
from incubatee_tracker.usecases.reading import seen_base

blueprint = Blueprint("profiles", description="With what bases work")
LISTING = Listing(sorts={"edition": "edition"}, default="-edition")


@blueprint.route("/bases/<id:designation>/profiles")
class Profiles(MethodView):
    """A base's profile: work body, rooms, equipment and teaching material."""

    @access(ORGANISATION)
    @blueprint.arguments(ProfileEntry)
    @blueprint.response(201, ProfileView)
    def post(self, entry: dict[str, Any], designation: str) -> Response:
        """Hand in the profile as it is from today on; the one before stays as an earlier edition."""
        id = new_id()
        return commit(
            lambda tx: hand_in_profile(tx, id, designation, entry), shows=ProfileView, status=201, location=lambda made: f"/bases/{designation}/profiles"
        )

    @access(SIGNED_IN)
    @blueprint.listing(LISTING, ProfileView)
    def get(self, asked: Asked, designation: str) -> Response:
        """List the editions of a base's profile, the one that stands first."""
        base = running().store.transact(lambda tx: seen_base(tx, designation), caller=caller(), city=city())
        return page(Profile.objects(city=base.city, designation=base.id), asked, ProfileView)
