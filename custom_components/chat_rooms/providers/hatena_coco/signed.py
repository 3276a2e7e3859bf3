"""Signed requests."""

from collections.abc import Callable, Mapping

from aiohttp import FormData

from ..answers import Answer
from ..errors import UnsupportedError
from ..http import HttpClient
from .oauth import FORM, OAuth, encoded
from .problems import REFUSALS, Problem, problem_of

TRIES = 2

type NewBody = Callable[[], FormData]


class Signed:
    """Makes one account's requests, each with a signature of its own."""

    def __init__(self, http: HttpClient, oauth: OAuth) -> None:
        """Take what makes and what signs the requests."""
        self._http = http
        self._oauth = oauth

    async def get(self, path: str, query: Mapping[str, str]) -> Answer:
        """Make a GET; refusals are answers."""
        return await self._request("GET", path, query=encoded(query))

    async def post(
        self,
        path: str,
        fields: Mapping[str, str] | None = None,
        *,
        callback: str | None = None,
        verifier: str | None = None,
    ) -> Answer:
        """Make a POST, with a form that is signed as well; refusals are answers."""
        form = None if fields is None else encoded(fields)
        return await self._request(
            "POST", path, form=form, callback=callback, verifier=verifier
        )

    async def post_files(self, path: str, body: NewBody, timeout: float) -> Answer:
        """Make a POST whose multipart body is not signed, within so many seconds."""
        return await self._request("POST", path, body=body, timeout=timeout)

    async def _request(
        self,
        method: str,
        path: str,
        *,
        query: str = "",
        form: str | None = None,
        body: NewBody | None = None,
        callback: str | None = None,
        verifier: str | None = None,
        timeout: float | None = None,
    ) -> Answer:
        """Make a request, and once again where only its signature was of no use.

        That is where a nonce has come twice, or where the service has moved to https:
        then what was signed is not the address that it was sent to.
        """
        target = f"{path}?{query}" if query else path
        content = None if form is None else form.encode()
        tries = 0
        while True:
            tries += 1
            address = self._http.address
            headers = {} if form is None else {"Content-Type": FORM}
            headers["Authorization"] = self._oauth.header(
                method,
                address + target,
                form=form,
                callback=callback,
                verifier=verifier,
            )
            try:
                answer = await self._http.request(
                    method,
                    target,
                    data=body() if body else content,
                    headers=headers,
                    timeout=timeout,
                    accept=REFUSALS,
                    label=path,
                )
            except UnsupportedError:
                # What is posted is not sent on.
                if self._http.address == address or tries == TRIES:
                    raise
                continue
            has_moved = self._http.address != address
            passes = (answer.status in REFUSALS and has_moved) or problem_of(
                answer
            ) is Problem.NONCE_USED
            if not passes or tries == TRIES:
                return answer
