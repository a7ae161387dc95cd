import QtQuick
import Relais.Theme

// What may truthfully be said of the paper: what happened (bold), what to do, and the question where nobody knows.
Item {
    id: message

    // "waiting", "printing", "printed", "paper_out", "cover_open", "absent", "failed", "unknown"; empty: no printer.
    property string printing: ""
    property bool drawn: true
    readonly property bool asks: printing === "unknown"
    readonly property bool well: ["waiting", "printing", "printed"].includes(printing)
    readonly property string happened: printing === "" ? Tr.s["done.keep"] : Tr.s["done.print." + printing]
    readonly property string advice: printing === "" ? "" : Tr.s["done.print." + printing + ".do"]
    readonly property var blocks: [{ id: "done.paper", words: (happened + "\n" + advice).trim(), live: false, kind: "text" }]

    signal answered(bool came)

    implicitHeight: Math.max(words.height, signs.height) + (asks ? buttons.height + Sizes.px(Sizes.low ? 8 : 16) : 0)

    Phrase {
        id: words

        objectName: "printing"
        anchors.left: parent.left
        anchors.right: signs.visible ? signs.left : parent.right
        anchors.rightMargin: signs.visible ? Sizes.px(20) : 0
        y: (Math.max(height, signs.height) - height) / 2
        words: message.blocks[0].words
        voiced: "done.paper"
        line: 1.28
        font.weight: Font.Bold
        Accessible.role: Accessible.AlertMessage
    }
    Item {
        id: signs

        anchors.right: parent.right
        y: (Math.max(words.height, height) - height) / 2
        visible: message.drawn && message.printing !== ""
        width: visible ? Sizes.px(message.printing === "printed" ? 190 : 90) : 0
        height: visible ? Sizes.px(90) : 0

        Pictogram {
            anchors.left: parent.left
            name: message.well || message.asks ? "printer" : "warning-octagon"
            size: Sizes.px(90)
            ink: message.well || message.asks ? Theme.act : Theme.warn
            tone: message.well || message.asks ? Theme.actSoft : Theme.warnSoft
        }
        Pictogram {
            anchors.right: parent.right
            visible: message.printing === "printed"
            name: "arrow-fat-lines-down"
            cut: "fill"
            size: Sizes.px(90)
            ink: Theme.act
        }
    }
    Item {
        id: buttons

        visible: message.asks
        anchors.bottom: parent.bottom
        width: parent.width
        height: Math.max(Sizes.px(Sizes.low ? 64 : 88), Sizes.label * 1.5)

        PlainButton {
            objectName: "paper-yes"
            anchors.left: parent.left
            width: (parent.width - Sizes.px(12)) / 2
            height: parent.height
            icon: message.drawn ? "check" : ""
            label: Tr.s["done.print.yes"]
            ink: Theme.act
            outline: Theme.act
            onActivated: message.answered(true)
        }
        PlainButton {
            objectName: "paper-no"
            anchors.right: parent.right
            width: (parent.width - Sizes.px(12)) / 2
            height: parent.height
            icon: message.drawn ? "x" : ""
            label: Tr.s["done.print.no"]
            ink: Theme.act
            outline: Theme.act
            onActivated: message.answered(false)
        }
    }
}
