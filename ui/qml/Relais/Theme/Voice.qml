pragma Singleton
import QtQuick

// What the voice is saying now, and the way to ask for it. A block is { id, words, live, kind }: `id` is the
// `voiced` of the Phrase that shows it, `live` is true for anything that belongs to the client (never kept),
// `kind` is "text", "code" or "phone". Without a source there is no sound, and everything can still be read.
QtObject {
    property var source: null

    readonly property bool available: source ? source.available : false
    readonly property string trouble: source ? source.trouble : ""
    readonly property string speaking: source ? source.speaking : ""
    readonly property string block: source ? source.block : ""
    readonly property int wordStart: source ? source.wordStart : 0
    readonly property int wordLength: source ? source.wordLength : 0

    function read(who: string, blocks: var) {
        if (source)
            source.read(who, blocks);
    }

    function stop() {
        if (source)
            source.stop();
    }

    // Touching what speaks stops it; touching anything else replaces it at once.
    function toggle(who: string, blocks: var) {
        if (speaking === who)
            stop();
        else
            read(who, blocks);
    }

    // Where some characters of a Text are drawn: rectangles in its own coordinates, one a line.
    function boxes(shown: Text, start: int, length: int): var {
        if (!source || length === 0)
            return [];
        return source.boxes(shown.text, start, length, {
            family: shown.fontInfo.family,
            pixels: shown.fontInfo.pixelSize,
            weight: shown.fontInfo.weight,
            width: shown.width,
            line: shown.lineHeight,
            alignment: shown.effectiveHorizontalAlignment
        });
    }
}
