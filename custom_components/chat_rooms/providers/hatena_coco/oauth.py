"""OAuth 1.0a: the signature of a request, with HMAC-SHA1 in the header."""

from collections.abc import Mapping
from typing import Any, override
from urllib.parse import quote, urlencode, urlsplit

from oauthlib.oauth1 import Client
from oauthlib.oauth1.rfc5849.signature import (
    base_string_uri,
    collect_parameters,
    normalize_parameters,
    sign_hmac_sha1_with_client,
    signature_base_string,
)

FORM = "application/x-www-form-urlencoded"


def encoded(fields: Mapping[str, str]) -> str:
    """Return fields as a form or a query, written as they are signed.

    What is no Unicode, like half an emoji, becomes a question mark.
    """
    return urlencode(fields, quote_via=quote, safe="~", errors="replace")


class OAuth:
    """What an account signs its requests with."""

    def __init__(
        self,
        consumer_key: str,
        consumer_secret: str,
        token: str = "",
        token_secret: str = "",
    ) -> None:
        """Take the consumer's key and secret, and the token once there is one."""
        self._consumer = consumer_key, consumer_secret
        self._token = token, token_secret

    def header(
        self,
        method: str,
        url: str,
        *,
        form: str | None = None,
        callback: str | None = None,
        verifier: str | None = None,
    ) -> str:
        """Return the Authorization of a request, good for once.

        `url` is whole and with its query, byte for byte as it will be sent, and
        `form` is a body that is a form; other bodies are not signed. `callback` is for
        asking for a token, `verifier` for redeeming it.
        """
        client = _Client(
            *self._consumer,
            *self._token,
            callback_uri=callback,
            verifier=verifier,
        )
        headers = {} if form is None else {"Content-Type": FORM}
        _, signed, _ = client.sign(url, method, form, headers)  # type: ignore[arg-type]
        header: str = signed["Authorization"]
        return header


class _Client(Client):
    """oauthlib's client, which would log what it signs: people's words and tokens."""

    @override
    def get_oauth_signature(self, request: Any) -> str:
        """Return the signature of a request."""
        parameters = [
            *collect_parameters(urlsplit(request.uri).query, request.body),
            *request.oauth_params,
        ]
        signature: str = sign_hmac_sha1_with_client(
            signature_base_string(
                request.http_method,
                base_string_uri(request.uri),
                normalize_parameters(parameters),  # type: ignore[arg-type]
            ),
            self,
        )
        return signature
