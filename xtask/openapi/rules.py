"""What schemathesis cannot read out of the document. Loaded by schemathesis.toml; which checks run is not said here.

The tester never takes its own access away, writes are not lost to conditions that cannot hold, and a request that fits the
document may be refused only for what stands in the store.
"""

import itertools
import json
import os
from urllib.request import Request, urlopen

import schemathesis
from schemathesis.openapi.checks import RejectedPositiveData

# Of `errors[].code`: what only the store, the clock or another field can tell. The others are the document's to say.
BEYOND_THE_DOCUMENT = {"unknown", "taken", "still_active", "unfit"}


def own_integration():
    headers = {"Authorization": "Bearer " + os.environ["LEADHUB_TOKEN"]}
    with urlopen(Request(os.environ["LEADHUB_URL"] + "/hub/v1/me", headers=headers)) as answer:
        return json.load(answer)["integration"]["id"]


OWN = own_integration()
KEYS = itertools.count()


@schemathesis.hook
def before_call(context, case, kwargs):
    place = case.path_parameters or {}
    if case.method != "GET" and str(place.get("integration_id")) == str(OWN):
        # Without its token and scopes everything would be answered 401 and 403 from here on.
        place["integration_id"] = OWN + 1
    if "Idempotency-Key" in case.headers:
        # A key that was used is answered as the first time, or refused.
        case.headers["Idempotency-Key"] = f"key {next(KEYS)}"
    if "If-Match" in case.headers:
        case.headers["If-Match"] = "*"


@schemathesis.hook
def filter_failure(context, failure, case, response):
    """Keeps what is the API's fault."""
    if not isinstance(failure, RejectedPositiveData):
        return True
    codes = {wrong["code"] for wrong in response.json()["errors"]}
    return not codes or not codes <= BEYOND_THE_DOCUMENT
