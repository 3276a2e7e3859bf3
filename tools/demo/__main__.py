"""Start the demo."""

import signal


def main() -> int:
    """Start the demo; return its exit code."""
    # Until there is something to end, Ctrl-C ends this without a word.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    from .life import run  # noqa: PLC0415

    return run()


if __name__ == "__main__":
    raise SystemExit(main())
