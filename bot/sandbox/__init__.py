"""Telegram on this machine: a Bot API server, the people who use it, and their phone on a web page."""

from bot.sandbox.faults import FaultRule
from bot.sandbox.flood import FloodLimits
from bot.sandbox.people import Impossible, Person
from bot.sandbox.sandbox import DEMO_TOKEN, Sandbox

__all__ = ["DEMO_TOKEN", "FaultRule", "FloodLimits", "Impossible", "Person", "Sandbox"]
