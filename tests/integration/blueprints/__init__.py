"""The blueprints, each tried with a service that answers."""
