"""Make the kiosk's text faces: Atkinson Hyperlegible Next; digits and Arabic letters from Noto Sans.

New readers take the slashed zero of the text face for another sign, so the digits 0-9 come from Noto Sans at
94 % (their height then meets the capitals of the text face). They stay equally wide and carry no kerning: the
same face serves running text and follow-up codes.

Arabic letters come from Noto Sans Arabic at 112 %: at equal size they look smaller than Latin ones. They are
in the same face, not in a second one to fall back on, so that screen and paper name one family and no font of
the station is ever looked for. The height of a line stays that of the Latin face; what shows Arabic adds its
room.

Both sources are under the OFL without a reserved name, which is what allows one merged face.

Needs fonttools and brotli, which nothing else in the product needs: run it by hand, commit what it makes.

    npm pack @fontsource/atkinson-hyperlegible-next@5.3.0 @fontsource/noto-sans-arabic@5.3.0   (unpack both)
    python make_fonts.py ATKINSON/files NOTO/files .
"""

import sys
from io import BytesIO
from pathlib import Path

from fontTools.merge import Merger
from fontTools.pens.transformPen import TransformPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.ttLib.scaleUpem import scale_upem

FAMILY = "Relais Sans"
STYLES = {500: "Medium", 600: "SemiBold", 700: "Bold", 800: "ExtraBold"}
DIGIT_SCALE = 0.94
ARABIC_SCALE = 1.12
# Letters, signs and vowels of Arabic, the letters that Persian, Urdu and Maghrebi names add, and the marks
# that direct text. Western digits stay, as on the paper and the telephone.
ARABIC = [
    *(0x60C, 0x61B, 0x61C, 0x61F),
    *range(0x621, 0x63B),
    *range(0x640, 0x656),
    *(0x66A, 0x66B, 0x66C, 0x670, 0x671),
    *(0x679, 0x67E, 0x686, 0x688, 0x691, 0x698, 0x6A4, 0x6A8, 0x6A9, 0x6AD, 0x6AF, 0x6BA, 0x6BE),
    *(0x6C0, 0x6C1, 0x6C3, 0x6CB, 0x6CC, 0x6D2, 0x6D3, 0x6D4, 0x6D5),
    *(0x200C, 0x200D, 0x200E),
]
HEIGHTS = {"hhea": ("ascent", "descent", "lineGap")}
HEIGHTS["OS/2"] = ("sTypoAscender", "sTypoDescender", "sTypoLineGap", "usWinAscent", "usWinDescent")
FEATURES = ["kern", "mark", "mkmk", "ccmp", "locl", "init", "medi", "fina", "isol", "rlig", "calt"]
# The sources hold no glyph for these. U+2011 keeps "vivez-vous" on one line; U+202F is the narrow space that
# translators’ tools insert; the rest direct text. A missing glyph would make Qt look for another font here.
STAND_INS = {0x2011: 0x2D, 0x202F: 0xA0, **dict.fromkeys([0x200F, *range(0x2066, 0x206A)], 0x200E)}


def plain_ttf(path: Path) -> BytesIO:
    """Return the web font as an uncompressed TTF without the tables that only a variable family needs."""
    font = TTFont(path)
    for table in ("STAT", "prep", "gasp"):
        if table in font:
            del font[table]
    font.flavor = None
    out = BytesIO()
    font.save(out)
    out.seek(0)
    return out


def arabic_ttf(path: Path, upem: int) -> BytesIO:
    """Return the Arabic part of a web font, larger by ARABIC_SCALE, in units of `upem`."""
    font = TTFont(plain_ttf(path))
    options = Options()
    options.layout_features = FEATURES
    options.layout_scripts = ["arab"]
    options.hinting = False
    options.notdef_outline = True
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=ARABIC)
    subsetter.subset(font)
    # Larger outlines, then the old word for how many units an em has: what stands between scales with it.
    scale_upem(font, round(upem * ARABIC_SCALE))
    font["head"].unitsPerEm = upem
    out = BytesIO()
    font.save(out)
    out.seek(0)
    return out


def merged(atkinson: Path, noto: Path, weight: int) -> TTFont:
    """Return Latin and Arabic letters in one face, with the line height of the Latin ones."""
    stem = "atkinson-hyperlegible-next"
    parts = [plain_ttf(atkinson / f"{stem}-{part}-{weight}-normal.woff2") for part in ("latin", "latin-ext")]
    latin = TTFont(atkinson / f"{stem}-latin-{weight}-normal.woff2")
    arabic = arabic_ttf(noto / f"noto-sans-arabic-arabic-{weight}-normal.woff2", latin["head"].unitsPerEm)
    font = Merger().merge([*parts, arabic])
    for table, measures in HEIGHTS.items():
        for measure in measures:
            setattr(font[table], measure, getattr(latin[table], measure))
    # Not the hour at which this runs: the same sources make the same bytes.
    font["head"].created = latin["head"].created
    return font


def put_open_digits(font: TTFont, digits: TTFont) -> None:
    """Point 0-9 to new glyphs drawn from `digits`; the old ones lose code points and kerning."""
    source = digits.getGlyphSet()
    names = digits.getBestCmap()
    scale = DIGIT_SCALE * font["head"].unitsPerEm / digits["head"].unitsPerEm
    order = font.getGlyphOrder()
    for digit in range(10):
        code = ord("0") + digit
        pen = TTGlyphPen(None)
        source[names[code]].draw(TransformPen(pen, (scale, 0, 0, scale, 0, 0)))
        name = f"open.{digit}"
        glyph = pen.glyph()
        order.append(name)
        font["glyf"][name] = glyph
        glyph.recalcBounds(font["glyf"])
        font["hmtx"][name] = (round(source[names[code]].width * scale), glyph.xMin)
        for table in font["cmap"].tables:
            if code in table.cmap:
                table.cmap[code] = name
    font.setGlyphOrder(order)


def put_stand_ins(font: TTFont) -> None:
    """Give the code points of STAND_INS the glyph of their nearest relative."""
    for table in font["cmap"].tables:
        for code, relative in STAND_INS.items():
            table.cmap[code] = table.cmap[relative]


def put_name(font: TTFont, weight: int) -> None:
    """Name the face so that Qt groups the four weights into one family."""
    style = STYLES[weight]
    names = {1: FAMILY, 2: style, 3: f"{FAMILY} {style} 1", 4: f"{FAMILY} {style}", 6: f"RelaisSans-{style}"}
    font["name"].names = [entry for entry in font["name"].names if entry.nameID in (0, 5, 14)]
    for name_id, text in names.items():
        font["name"].setName(text, name_id, 3, 1, 0x409)
    font["OS/2"].usWeightClass = weight


def make(weight: int, atkinson: Path, noto: Path, target: Path) -> Path:
    """Write one weight and return its path."""
    font = merged(atkinson, noto, weight)
    put_open_digits(font, TTFont(noto / f"noto-sans-arabic-latin-{weight}-normal.woff2"))
    put_stand_ins(font)
    put_name(font, weight)
    options = Options()
    options.layout_features = FEATURES
    options.name_IDs = ["*"]
    options.hinting = False
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=font.getBestCmap().keys())
    subsetter.subset(font)
    path = target / f"RelaisSans-{STYLES[weight]}.ttf"
    font["head"].modified = font["head"].created
    font.recalcTimestamp = False
    font.save(path)
    return path


if __name__ == "__main__":
    for each in STYLES:
        print(make(each, Path(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3])))
