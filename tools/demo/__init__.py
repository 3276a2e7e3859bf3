"""A Home Assistant with this integration and simulated services, to look at."""
