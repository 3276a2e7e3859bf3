"""Signatures, as somebody else would make them."""

import logging
from urllib.parse import unquote

import oauthlib
from oauthlib.oauth1 import Client
import pytest

from custom_components.chat_rooms.providers.hatena_coco.oauth import OAuth, encoded
from tests.simulators.hatena_coco_signature import (
    base_string,
    decode,
    header_pairs,
    query_pairs,
    signature,
)

ODD = "ä &=+%/?~*'()!語🙂"
TARGET = f"/api/v1/history.json?{encoded({'name': ODD, 'l': '50'})}"
URL = f"http://coco.example.com:8080{TARGET}"


@pytest.mark.parametrize("form", [None, encoded({"key": "a", "body": ODD})])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_signature(method: str, form: str | None) -> None:
    """Test the signature of addresses and forms with everything odd in them."""
    if method == "GET" and form:
        pytest.raises(ValueError, OAuth("c", "s").header, method, URL, form=form)
        return
    oauth = OAuth("consumer+=", "secret&/=", "token+/=", "token secret%")
    pairs = header_pairs(oauth.header(method, URL, form=form))
    signed = [pair for pair in pairs if pair[0] != "oauth_signature"]
    fields = [*signed, *query_pairs(TARGET), *query_pairs(f"?{form or ''}")]
    base = base_string(method, "http", "coco.example.com:8080", TARGET, fields)
    right = signature(base, "secret&/=", "token secret%")
    assert dict(pairs)["oauth_signature"] == right
    assert dict(pairs)["oauth_consumer_key"] == "consumer+="
    assert dict(pairs)["oauth_token"] == "token+/="
    assert dict(pairs)["oauth_signature_method"] == "HMAC-SHA1"


def test_as_oauthlib(monkeypatch: pytest.MonkeyPatch) -> None:
    """Test that it is oauthlib's own signature."""
    for name in ("nonce", "timestamp"):
        monkeypatch.setattr(
            f"oauthlib.oauth1.rfc5849.generate_{name}", lambda: "1234567"
        )
    header = OAuth("c", "cs", "t", "ts").header("GET", URL)
    _, headers, _ = Client("c", "cs", "t", "ts").sign(URL)
    assert header == headers["Authorization"]


def test_steps_of_a_sign_in() -> None:
    """Test what only the requests of a sign-in have."""
    oauth = OAuth("c", "cs")
    pairs = dict(header_pairs(oauth.header("POST", URL, callback="oob")))
    assert pairs["oauth_callback"] == "oob"
    assert "oauth_token" not in pairs
    pairs = dict(header_pairs(oauth.header("POST", URL, verifier="v+w")))
    assert pairs["oauth_verifier"] == "v+w"


def test_each_is_good_once() -> None:
    """Test that no two requests have the same nonce."""
    oauth = OAuth("c", "cs")
    nonces = {
        dict(header_pairs(oauth.header("GET", URL)))["oauth_nonce"] for _ in range(50)
    }
    assert len(nonces) == 50


def test_nothing_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    """Test that oauthlib does not log what is signed, which it likes to."""
    caplog.set_level(logging.DEBUG)
    OAuth("c", "cs", "t", "ts").header("POST", URL, form=encoded({"body": "secret"}))
    assert not caplog.records


def test_encoding() -> None:
    """Test what is written in only one way, and what is no Unicode."""
    assert encoded({"a": "~-._ +"}) == "a=~-._%20%2B"
    assert encoded({"a": "half \ud83d emoji"}) == "a=half%20%3F%20emoji"
    assert decode(encoded({ODD: ""}).removesuffix("="), plus_is_space=True) == ODD
    assert unquote(encoded({"a": ODD})) == f"a={ODD}"


def test_version_of_oauthlib() -> None:
    """Test that it is one that other integrations can live with."""
    assert int(oauthlib.__version__.partition(".")[0]) in (3, 4)
