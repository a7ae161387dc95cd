"""Reads the XML of a form, which comes from outside, without entities, DTD or network."""

from lxml import etree

from kiosk.errors import FormBroken
from kiosk.forms.nodes import XFORMS

MAX_FORM_BYTES = 16 << 20
HTML = "http://www.w3.org/1999/xhtml"
JAVAROSA = "http://openrosa.org/javarosa"
NAMESPACES = {"h": HTML, "f": XFORMS, "jr": JAVAROSA}


def read_xml(xml: bytes, path: str) -> etree._Element:
    """Parse a form. Raises FormBroken."""
    root = parse_xml(xml, path)
    if etree.QName(root).localname != "html" or root.find("h:head/f:model", NAMESPACES) is None:
        raise FormBroken(path=path, detail="ce n’est pas un XForm")
    return root


def parse_xml(xml: bytes, path: str) -> etree._Element:
    """Parse; a document type, which could define entities, is refused. Raises FormBroken."""
    if len(xml) > MAX_FORM_BYTES:
        raise FormBroken(path=path, detail=f"plus de {MAX_FORM_BYTES >> 20} Mo")
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(xml, parser)
    except etree.XMLSyntaxError as fault:
        raise FormBroken(path=path, detail=f"ce n’est pas du XML : {fault.msg}") from fault
    if root.getroottree().docinfo.internalDTD is not None or b"<!DOCTYPE" in xml:
        raise FormBroken(path=path, detail="une déclaration DOCTYPE est interdite")
    return root


def find_all(element: etree._Element, path: str) -> list[etree._Element]:
    """Return the elements at a path of the prefixes h, f and jr."""
    return list(element.iterfind(path, NAMESPACES))
