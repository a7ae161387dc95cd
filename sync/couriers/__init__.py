"""The couriers, by the word that the configuration uses."""

from sync.couriers.https import HttpsCourier

KINDS = {"https": HttpsCourier}
