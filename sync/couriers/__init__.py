"""The couriers, by the word that the store and the journal use."""

from sync.couriers.https import HttpsCourier
from sync.couriers.hub import HubCourier
from sync.couriers.usb import UsbCourier

KINDS = {"https": HttpsCourier, "hub": HubCourier, "usb": UsbCourier}
