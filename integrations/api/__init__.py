"""The API of channels, and the address of CloudEvents."""

from integrations.api.channels import ChannelApi, ChannelTestApi
from integrations.api.cloudevents import CloudEventIngestApi

__all__ = ["ChannelApi", "ChannelTestApi", "CloudEventIngestApi"]
