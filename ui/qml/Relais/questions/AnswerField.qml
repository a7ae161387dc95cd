import QtQuick
import Relais.Theme
import Relais.controls

// What has been written so far, with a caret that does not blink. It grows line by line; a keyboard plugged in
// writes here too.
Touchable {
    id: field

    property string written: ""
    property bool wrong: false
    // The number under a bar code: kept as a reader writes it, which ends with Enter.
    property bool coded: false
    // Whether a reader has ended: what it writes next is another code, not more of this one.
    property bool over: false
    // What an ear beside it reads: the client's own words, never kept.
    property string kind: "text"
    readonly property var blocks: [{ id: "field", words: written !== "" ? written : Tr.s["field.empty"], live: written !== "", kind: written !== "" ? kind : "text" }]
    readonly property real pad: Sizes.px(30)
    readonly property real needed: Math.max(Sizes.px(Sizes.low ? 96 : 134), line.implicitHeight + Sizes.px(24))

    signal wrote(string character)
    signal erased
    signal emptied

    function prints(event: var): bool {
        return /^[^\x00-\x1f\x7f]$/.test(event.text);
    }

    // Takes what a keyboard wrote, or the reader of bar codes, which is one; tells whether it is for this field.
    function take(event: var): bool {
        if (event.key === Qt.Key_Backspace) {
            field.erased();
        } else if (field.coded && field.written !== "" && [Qt.Key_Return, Qt.Key_Enter].includes(event.key)) {
            field.over = true;
            Voice.read("ear:field", [{ id: "hint", words: Tr.s["barcode.read"], live: false, kind: "text" }]);
        } else if (prints(event)) {
            if (field.over)
                field.emptied();
            field.over = false;
            field.wrote(field.coded ? event.text : event.text.toUpperCase());
        } else {
            return false;
        }
        return true;
    }

    objectName: "field"
    guarded: false
    Accessible.role: Accessible.EditableText
    Accessible.description: written
    onActivated: forceActiveFocus()
    Keys.priority: Keys.BeforeItem
    Keys.onPressed: event => {
        if (take(event))
            event.accepted = true;
    }

    Plate {
        id: plate

        anchors.fill: parent
        outline: field.wrong ? Theme.err : Theme.act
        stroke: Sizes.strokeField
    }
    FocusRing {
        target: plate
        shown: field.focused
    }
    TextEdit {
        id: line

        readonly property int large: Math.min(Sizes.px(64), Sizes.text("code"))
        readonly property rect end: {
            // Bound to the text and the layout, so that the caret follows them.
            const last = length;
            return width > 0 && contentHeight > 0 ? positionToRectangle(last) : Qt.rect(0, 0, 0, 0);
        }

        x: field.pad
        y: (parent.height - height) / 2
        width: parent.width - 2 * field.pad - Sizes.px(12)
        enabled: false
        readOnly: true
        text: field.written
        textFormat: TextEdit.PlainText
        wrapMode: TextEdit.WrapAnywhere
        color: Theme.ink
        font.family: Theme.family
        font.weight: Font.Bold
        font.pixelSize: single.advanceWidth <= width ? large
                                                     : Math.max(Sizes.body, Math.floor(large * width / single.advanceWidth))
        Accessible.ignored: true
    }
    TextMetrics {
        id: single

        text: field.written
        font.family: Theme.family
        font.weight: Font.Bold
        font.pixelSize: line.large
    }
    Rectangle {
        // On the far side of the last letter, whichever way its script runs.
        x: line.x + line.end.x + (/[\u0590-\u08ff]\s*$/.test(field.written) ? -Sizes.px(9) : Sizes.px(4))
        y: line.y + line.end.y + line.end.height * 0.1
        width: Sizes.px(5)
        height: line.end.height * 0.8
        color: Theme.act
    }
}
