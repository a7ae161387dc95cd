import QtQuick
import Relais.Theme

// The square for the phone, on white in every theme, and how to use it: under it, or beside it.
Item {
    id: square

    property string qr: ""
    property int modules: 0
    property bool beside: false
    // The height at most when the words stand under the square.
    property real room: 0
    readonly property real side: beside ? Math.min(height, width * 0.45) : Math.min(width, room - caption.height - Sizes.px(8))
    // Whole pixels for each module, or a phone may not read it. The quiet zone is part of the picture.
    readonly property int module: modules > 0 ? Math.floor(side / modules) : 0
    readonly property var blocks: [{ id: "done.scan", words: Tr.s["done.scan"], live: false, kind: "text" }]

    implicitHeight: beside ? Math.max(Sizes.px(240), caption.height) : picture.height + Sizes.px(8) + caption.height

    Image {
        id: picture

        // A picture from a data URI arrives a little later: whoever photographs the screen waits for it.
        readonly property bool loading: status === Image.Loading

        objectName: "qr"
        anchors.left: square.beside ? parent.left : undefined
        anchors.horizontalCenter: square.beside ? undefined : parent.horizontalCenter
        y: square.beside ? (square.height - height) / 2 : 0
        width: square.module * square.modules
        height: width
        source: square.qr
        cache: false
        smooth: false
        Accessible.role: Accessible.Graphic
        Accessible.name: Tr.s["done.scan"]
    }
    Phrase {
        id: caption

        anchors.left: square.beside ? picture.right : undefined
        anchors.leftMargin: square.beside ? Sizes.px(24) : 0
        anchors.horizontalCenter: square.beside ? undefined : parent.horizontalCenter
        y: square.beside ? (square.height - height) / 2 : picture.height + Sizes.px(8)
        width: square.beside ? parent.width * 0.55 - Sizes.px(24) : Math.min(parent.width - Sizes.px(16), size * (Sizes.low ? 20 : 10.9))
        words: Tr.s["done.scan"]
        voiced: "done.scan"
        line: 1.2
        horizontalAlignment: square.beside ? Text.AlignLeft : Text.AlignHCenter
        font.weight: Font.Bold
    }
}
