"""What all tests need."""

# Home Assistant's loader finds what is among the modules already imported.
import custom_components  # noqa: F401
