"""The limits of a simulated Nextcloud's storage."""

from collections import deque
import time

SHARES = 20
SHARE_SECONDS = 600


class Store:
    """How much may still be stored and shared."""

    def __init__(self) -> None:
        """Start with space for all."""
        self.is_full = False
        self.largest_upload: int | None = None
        self.share_times: deque[float] = deque(maxlen=SHARES)

    def use_up(self) -> None:
        """Leave no share for the next ten minutes."""
        self.share_times.extend([time.time()] * SHARES)

    def may_share(self) -> bool:
        """Tell whether one more share is allowed, and count it if so."""
        now = time.time()
        while self.share_times and self.share_times[0] <= now - SHARE_SECONDS:
            self.share_times.popleft()
        if len(self.share_times) >= SHARES:
            return False
        self.share_times.append(now)
        return True
