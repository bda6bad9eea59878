"""Contender (a): a bare Flask handler that inserts a session and an event in one transaction, and asks and checks nothing."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from flask import Flask, Response, jsonify, request
from pymongo import MongoClient
from pymongo.client_session import ClientSession
from uuid_utils import uuid7


def create_app(environ: Mapping[str, str]) -> Flask:
    """Return the app."""
    app = Flask("bare")
    client: MongoClient[dict[str, Any]] = MongoClient(environ["FUYU_MONGODB_URI"])
    database = client["bench_bare"]

    @app.post("/sessions")
    def log() -> tuple[Response, int]:
        given = request.get_json()
        session = {"_id": str(uuid7()), **given}
        event = {"_id": str(uuid7()), "type": "session.held", "at": datetime.now(UTC), "data": given}

        def insert(transaction: ClientSession) -> None:
            database["sessions"].insert_one(session, session=transaction)
            database["events"].insert_one(event, session=transaction)

        with client.start_session() as transaction:
            transaction.with_transaction(insert)
        return jsonify(session), 201

    return app
