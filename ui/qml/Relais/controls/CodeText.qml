import QtQuick
import Relais.Theme

// The follow-up code in groups of three digits, on one line or on two, and the ear that spells it.
Item {
    id: code

    property string codeText: ""
    property real most: Sizes.code
    property bool single: false
    // What its ear says after the code: what to do when there is no paper.
    property var more: []
    readonly property real room: width - ear.width - Sizes.px(12)
    readonly property var blocks: [{ id: "done.code", words: codeText, live: true, kind: "code" }]

    implicitHeight: Math.max(name.height + digits.height, name.height + Sizes.px(64))

    Phrase {
        id: name

        width: parent.width
        words: Tr.s["done.code"]
        line: 1.2
        font.weight: Font.Bold
    }
    Phrase {
        id: digits

        objectName: "code"
        anchors.left: parent.left
        y: name.height
        // Wide enough for two groups of three digits, too narrow for three; or for all four.
        width: Math.min(code.room, size * (code.single ? 9.2 : 4.6))
        // As it is: its spaces are where it may turn to the second line. Digits run from left to right everywhere.
        text: code.codeText
        voiced: "done.code"
        size: Math.min(code.most, code.room / (code.single ? 8.4 : 4.05))
        line: 1.18
        font.weight: Font.Bold
        Accessible.name: code.codeText
    }
    Ear {
        id: ear

        anchors.right: parent.right
        y: name.height + Sizes.px(6)
        width: Sizes.px(Sizes.low ? 64 : 88)
        height: Math.max(Sizes.px(60), digits.height - Sizes.px(12))
        who: "ear:code"
        blocks: [...code.blocks, ...code.more]
    }
}
