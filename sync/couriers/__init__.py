"""The couriers, by the word that the configuration uses."""

from sync.couriers.https import HttpsCourier
from sync.couriers.usb import UsbCourier

KINDS = {"https": HttpsCourier, "usb": UsbCourier}
