"""What only a counter has: its agents, the agency's key and the sheet that saves it."""

from technician.finding import Bench, Finding

COUNTER = "counter"


def agents(bench: Bench) -> Finding:
    """See that somebody can log in, and that nobody is locked out."""
    if bench.config.role != COUNTER:
        return bench.words.good("counter_only")
    with bench.store() as store:
        every = store.agents.every()
    locked = [agent for agent in every if agent.locked]
    if not every:
        return bench.words.bad("agents.none")
    if locked:
        names = ", ".join(agent.name for agent in locked)
        numbers = "\n".join(
            bench.texts("doctor.agents.unlock", file=str(bench.file), number=agent.number) for agent in locked
        )
        return bench.words.bad("agents.locked", names=names, unlock=numbers)
    return bench.words.good("agents.good", count=len(every))


def agency_key(bench: Bench) -> Finding:
    """See whether requests that are sealed to the agency can be read here."""
    if bench.config.role != COUNTER:
        return bench.words.good("counter_only")
    if bench.identity.hosted:
        return bench.words.good("agency_key.hosted")
    with bench.store() as store:
        key = store.agency_key.opening(bench.identity.recipient.key_id)
    if key is None:
        return bench.words.bad("agency_key.missing")
    return bench.words.good("agency_key.good")


def recovery_sheet(bench: Bench) -> Finding:
    """See whether the sheet that saves the agency's key came out of the printer."""
    if bench.config.role != COUNTER:
        return bench.words.good("counter_only")
    with bench.store() as store:
        made_here = store.agency_key.get() is not None and store.agency_key.made_here()
        printed = store.agency_key.sheet_printed()
    if not made_here:
        return bench.words.good("recovery_sheet.elsewhere")
    if not printed:
        return bench.words.bad("recovery_sheet.missing")
    return bench.words.good("recovery_sheet.good")
