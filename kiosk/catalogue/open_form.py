"""A pack whose forms show every question and every choice, for those who approve its texts.

The rules are taken away, the questions and their texts stay as they are: nothing is hidden or required, no
list depends on an answer. What is written is refused where the author wrote why, so that those words are seen
too; left empty, it is not. Such a pack is for a preview, and is signed by nobody's key.
"""

import re
from dataclasses import replace

from lxml import etree

from kiosk.catalogue.build import Compiled
from kiosk.forms.xml import JAVAROSA, NAMESPACES, find_all, read_xml

RULES = ("relevant", "required", "constraint")
MESSAGE = f"{{{JAVAROSA}}}constraintMsg"
# What a few keys can write and take back.
WRITTEN = ("string", "int", "decimal")
FORM_SUFFIX = ".xml"
FILTER = re.compile(r"\[.*\]", re.DOTALL)


def opened(compiled: Compiled) -> Compiled:
    """Return the pack with the rules of its forms taken away. Raises FormBroken."""
    files = {
        name: _without_rules(name, raw) if name.endswith(FORM_SUFFIX) else raw
        for name, raw in compiled.files.items()
    }
    return replace(compiled, files=files)


def _without_rules(name: str, xml: bytes) -> bytes:
    root = read_xml(xml, name)
    inputs = {control.get("ref") for control in root.iterfind(".//f:input", NAMESPACES)}
    for bind in find_all(root, "h:head/f:model/f:bind"):
        for rule in RULES:
            if rule in bind.attrib:
                del bind.attrib[rule]
        if bind.get(MESSAGE) and bind.get("nodeset") in inputs and bind.get("type") in WRITTEN:
            bind.set("constraint", "false()")
    for itemset in root.iterfind(".//f:itemset", NAMESPACES):
        itemset.set("nodeset", FILTER.sub("", itemset.get("nodeset", "")))
    return bytes(etree.tostring(root, encoding="utf-8"))
