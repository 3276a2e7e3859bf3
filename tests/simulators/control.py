"""One interface to steer a simulator: by calling it, or over HTTP from elsewhere."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Coroutine, Mapping
from contextlib import asynccontextmanager
import inspect
from pathlib import Path
import sys
from typing import (
    Any,
    Literal,
    NamedTuple,
    Self,
    TypeAliasType,
    Union,
    get_args,
    get_origin,
    get_type_hints,
)

import aiohttp
import orjson

REPOSITORY = Path(__file__).parents[2]
START_TIMEOUT = 30
STOP_TIMEOUT = 10


class ControlError(Exception):
    """A simulator was asked for something it cannot do."""


type Method = Callable[..., Coroutine[Any, Any, Any]]


def control[M: Method](method: M) -> M:
    """Make a method of a simulator callable from another process."""
    vars(method)["is_control"] = True
    return method


def controls_of(simulator: type) -> dict[str, Method]:
    """Return the controls of a simulator by the name they have over HTTP."""
    return {
        name.rstrip("_"): method
        for name, method in inspect.getmembers(simulator, inspect.isfunction)
        if "is_control" in vars(method)
    }


def check_arguments(method: Method, arguments: object) -> dict[str, Any]:
    """Return the arguments as they are, or say what is wrong with them."""
    if not isinstance(arguments, dict):
        raise ControlError("The arguments must be one JSON object")
    signature = inspect.signature(method)
    try:
        signature.bind(None, **arguments)
    except TypeError as error:
        raise ControlError(f"{error}: expected {signature}") from error
    hints = get_type_hints(method)
    for name, value in arguments.items():
        if name in hints and not _fits(value, hints[name]):
            raise ControlError(f"{name}: {value!r} is not {hints[name]}")
    return arguments


def _fits(value: object, hint: Any) -> bool:
    if isinstance(hint, TypeAliasType):
        return _fits(value, hint.__value__)
    origin = get_origin(hint)
    if hint in (Any, object):
        return True
    if origin is Union:
        return any(_fits(value, option) for option in get_args(hint))
    if origin is Literal:
        return value in get_args(hint)
    if isinstance(value, bool):
        return hint is bool
    if hint is float:
        return isinstance(value, (int, float))
    if origin is list:
        return isinstance(value, list) and all(
            _fits(item, get_args(hint)[0]) for item in value
        )
    return isinstance(value, origin or hint)


class Control:
    """Steer a simulator that runs in another process."""

    def __init__(self, url: str) -> None:
        """Remember where the simulator listens."""
        self.url = url
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        """Open the connection."""
        self._session = aiohttp.ClientSession(
            timeout=aiohttp.ClientTimeout(total=None, connect=10),
        )
        return self

    async def __aexit__(self, *_: object) -> None:
        """Close the connection."""
        if self._session:
            await self._session.close()

    async def call(self, name: str, /, **arguments: object) -> Any:
        """Call a control by its name and return its result."""
        if not self._session:
            raise ControlError("Use `async with Control(url)`")
        async with self._session.post(
            f"{self.url}/control/{name}", data=orjson.dumps(arguments)
        ) as response:
            result = orjson.loads(await response.read())
        if response.status != 200:
            raise ControlError(result["error"])
        return result


class Running(NamedTuple):
    """A simulator in a process of its own."""

    control: Control
    info: Mapping[str, Any]


@asynccontextmanager
async def run_in_process(name: str, *arguments: str) -> AsyncGenerator[Running]:
    """Run a simulator in a process of its own, by the name of its module."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        f"tests.simulators.{name}",
        "--with-parent",
        *arguments,
        cwd=REPOSITORY,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    try:
        assert process.stdout
        async with asyncio.timeout(START_TIMEOUT):
            line = await process.stdout.readline()
        if not line:
            raise ControlError(f"The simulator {name} did not start")
        info = orjson.loads(line)
        async with Control(info["url"]) as steering:
            yield Running(steering, info)
    finally:
        await _stop(process)


async def _stop(process: asyncio.subprocess.Process) -> None:
    if process.returncode is None:
        process.terminate()
    try:
        async with asyncio.timeout(STOP_TIMEOUT):
            await process.communicate()
    except TimeoutError:
        process.kill()
        await process.communicate()
