"""What a publisher does with a pack: build, sign, verify. Nothing from outside is opened in this process."""

from pathlib import Path
from typing import Any

from kiosk.catalogue.build import sign_pack
from kiosk.catalogue.catalogue import MANIFEST
from kiosk.catalogue.confined import confined, run_confined
from kiosk.errors import FormProblem, PackProblem, PackUntrusted, Problem
from kiosk.wire.keys import SigningKey, VerifyKey
from technician.publisher_key import BadKey, make_key, read_key
from technician.terminal import Terminal


def build(source: Path, out: Path, key: Path | None, terminal: Terminal) -> bool:
    """Lint a source and build it into out/<pack id>, signed with a key; tell what keeps it from that."""
    signer = None if key is None else _key(key, terminal)
    if key is not None and signer is None:
        return False
    if lint(source):
        return False
    try:
        folder = build_confined(source, out)
    except (PackProblem, FormProblem) as problem:
        tell_author(problem, terminal)
        return False
    if signer is None:
        terminal.say("pack.built", folder=str(folder))
        return True
    return _sign(folder, signer, terminal)


def lint(source: Path, *, as_json: bool = False) -> int:
    """Tell on this terminal what is wrong with a source; return 0 when nothing is. Raises PackHostile."""
    words = [str(source.resolve()), *(["--json"] if as_json else [])]
    return run_confined("technician.pack_lint", words, str(source))


def build_confined(source: Path, out: Path, *, opened: bool = False) -> Path:
    """Build a source, unsigned, in a process with limits; return its folder. opened: without its rules.

    Raises the Problems of packs and forms.
    """
    answer = confined("build", path=str(source.resolve()), target=str(out.resolve()), opened=opened)
    return Path(answer["folder"])


def tell_author(problem: Problem, terminal: Terminal) -> None:
    """Say what is wrong in a source. What a station would do about it is not what an author does."""
    what, _ = terminal.texts.problem(problem)
    terminal.say("pack.fix", what=what)


def sign(folder: Path, key: Path, terminal: Terminal) -> bool:
    """Sign a built pack. Raises the Problems of packs and forms."""
    signer = _key(key, terminal)
    return signer is not None and _is_pack(folder, terminal) and _sign(folder, signer, terminal)


def verify(folder: Path, publisher: VerifyKey, terminal: Terminal) -> bool:
    """Tell who signed a pack and all that it declares; False when it is not by this publisher.

    Raises the Problems of packs and forms.
    """
    if not _is_pack(folder, terminal):
        return False
    terminal.say("pack.publisher", key=publisher.key_id.hex())
    try:
        about = _about(folder, publisher)
    except PackUntrusted:
        signer = _about(folder, None)["signer"]
        if signer:
            terminal.say("pack.signed_by_other", key=signer)
        else:
            terminal.say("pack.unsigned")
        return False
    _tell(about, terminal)
    return True


def new_key(path: Path, terminal: Terminal) -> bool:
    """Make a publisher's key and tell its public half, which a central is given at its start."""
    try:
        key = make_key(path)
    except FileExistsError:
        terminal.say("pack.key.exists", file=str(path))
        return False
    except OSError as fault:
        terminal.say("pack.unwritable", file=str(path), why=str(fault.strerror))
        return False
    terminal.say("pack.key.made", file=str(path), public=key.public.raw.hex(), key=key.public.key_id.hex())
    return True


def _is_pack(folder: Path, terminal: Terminal) -> bool:
    if (folder / MANIFEST).is_file():
        return True
    terminal.say("pack.nothing", folder=str(folder))
    return False


def _sign(folder: Path, signer: SigningKey, terminal: Terminal) -> bool:
    # Loaded under limits first: this process holds the key.
    about = _about(folder, None)
    sign_pack(folder, signer)
    terminal.say("pack.signed", folder=str(folder), key=signer.public.key_id.hex())
    _tell(about, terminal)
    return True


def _about(folder: Path, publisher: VerifyKey | None) -> dict[str, Any]:
    return confined(
        "check", path=str(folder.resolve()), publisher="" if publisher is None else publisher.raw.hex()
    )


def _tell(about: dict[str, Any], terminal: Terminal) -> None:
    terminal.say("pack.told", id=about["id"], version=about["version"], publisher=about["publisher"])
    for service in about["services"]:
        languages = ", ".join(service.pop("languages"))
        terminal.say("pack.service", languages=languages, **service)
        if service["phone"]:
            terminal.say("pack.service.phone", phone=service["phone"])
    for situation in about["situations"]:
        told = {key: ", ".join(situation[key]) for key in ("languages", "services")}
        questions = "".join(f"\n      {question}" for question in situation["questions"])
        terminal.say(
            "pack.situation",
            id=situation["id"],
            title=situation["title"],
            questions=questions or " –",
            **told,
        )
    for partner in about["recipients"]:
        terminal.say("pack.recipient", **partner)
    terminal.say("pack.files", count=len(about["files"]))
    for name, digest in about["files"].items():
        terminal.say("pack.file", name=name, digest=digest)


def _key(path: Path, terminal: Terminal) -> SigningKey | None:
    try:
        return read_key(path)
    except BadKey as fault:
        terminal.say(str(fault), file=str(path))
        return None
