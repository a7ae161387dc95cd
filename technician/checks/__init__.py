"""Every check of a station. Adding one: a function, a line here, its words in technician.po."""

from technician.checks import files, hardware, joining, keeping, neighbours, people
from technician.examination import Check

CHECKS = (
    Check("config", files.config),
    Check("agency", files.agency, ("config",)),
    Check("disk", files.disk, ("config",)),
    Check("fonts", files.fonts),
    # It reads the whole file.
    Check("database", keeping.database, ("config",), 60.0),
    Check("enrolment", joining.enrolment, ("database",)),
    # Before its enrolment a station keeps nothing that could be looked at.
    Check("journal", keeping.journal, ("enrolment",), 30.0),
    Check("packs", files.packs, ("enrolment", "agency"), 30.0),
    # A central may take 4 s to accept a connection and 10 s to answer, twice where clocks differ.
    Check("central", joining.central, ("enrolment",), 30.0),
    Check("clock", joining.clock, ("enrolment",), 30.0),
    Check("hub", neighbours.hub, ("enrolment",), 20.0),
    Check("undelivered", keeping.undelivered, ("enrolment",)),
    Check("held", keeping.held, ("enrolment",)),
    Check("printer", hardware.printer, ("config",)),
    Check("voices", hardware.voices, ("config",), 30.0),
    Check("sound", hardware.sound, ("config",), 15.0),
    Check("agents", people.agents, ("enrolment",)),
    Check("agency_key", people.agency_key, ("enrolment",)),
    Check("recovery_sheet", people.recovery_sheet, ("enrolment",)),
    Check("office", hardware.office, ("config",), 25.0),
)
